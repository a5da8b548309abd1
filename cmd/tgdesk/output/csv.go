package output

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"tgdesk/core/clean"
)

// CSV writes rows as RFC 4180 has them: fields with commas between them, records that
// end with CR LF, in UTF-8. Line ends within a field are LF.
type CSV struct {
	w      io.Writer
	record bytes.Buffer
	csv    *csv.Writer
}

// NewCSV writes to w.
func NewCSV(w io.Writer) *CSV {
	c := &CSV{w: w}
	c.csv = csv.NewWriter(&c.record)
	return c
}

// Row writes one record. Cells may be text from outside: they are cleaned, and made
// harmless for spreadsheets.
func (c *CSV) Row(cells ...string) error {
	for i, cell := range cells {
		cells[i] = HarmlessCell(string(clean.Message(cell)))
	}
	c.record.Reset()
	if err := c.csv.Write(cells); err != nil {
		return err
	}
	if c.csv.Flush(); c.csv.Error() != nil {
		return c.csv.Error()
	}
	c.record.Truncate(c.record.Len() - len("\n"))
	c.record.WriteString("\r\n")
	_, err := c.w.Write(c.record.Bytes())
	return err
}

// formulaSigns begin what a spreadsheet would compute, full-width ones in some of them.
const formulaSigns = "=+-@\t\r＝＋－＠"

// HarmlessCell keeps a spreadsheet from taking a field for a formula: an apostrophe
// before it makes it text. So that [RestoredCell] knows it from one that was there, it
// stands before each field that begins with apostrophes and such a sign. Spaces before the
// sign do not count: a spreadsheet may drop them.
func HarmlessCell(field string) string {
	if looksLikeFormula(field) {
		return "'" + field
	}
	return field
}

// RestoredCell takes the apostrophe of [HarmlessCell] away.
func RestoredCell(field string) string {
	if rest, ok := strings.CutPrefix(field, "'"); ok && looksLikeFormula(rest) {
		return rest
	}
	return field
}

func looksLikeFormula(field string) bool {
	bare := strings.TrimLeftFunc(field, func(r rune) bool {
		return r == '\'' || unicode.IsSpace(r) && r != '\t' && r != '\r'
	})
	first, _ := utf8.DecodeRuneInString(bare)
	return bare != "" && strings.ContainsRune(formulaSigns, first)
}
