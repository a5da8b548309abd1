package canned

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// record is a canned reply in a file. Files that belong to it stay with the desk.
type record struct {
	Shortcut string `toml:"shortcut"`
	Brand    string `toml:"brand,omitempty"`    // "" = all
	Language string `toml:"language,omitempty"` // "" = any
	Text     string `toml:"text,multiline"`
}

// numbered is a record with the line where it begins, from 1.
type numbered struct {
	record
	line int
}

// lineError is what is wrong in a line of a file.
type lineError struct {
	line int
	err  error
}

func (e *lineError) Error() string { return fmt.Sprintf("line %d: %v", e.line, e.err) }

func (e *lineError) Unwrap() error { return e.err }

// format is a form of canned replies in a file.
type format struct {
	encode func(io.Writer, []record) error
	decode func([]byte) ([]numbered, error)
}

// formats are the forms by their names, which files have as their extension.
func formats() map[string]format {
	return map[string]format{"toml": {encodeTOML, decodeTOML}, "csv": {encodeCSV, decodeCSV}}
}

// formatOf finds a form by its name or else by the extension of a file.
func formatOf(name, file string) (format, bool) {
	if name == "" {
		name = strings.ToLower(strings.TrimPrefix(filepath.Ext(file), "."))
	}
	f, ok := formats()[name]
	return f, ok
}

// tomlFile is all of a file in TOML.
type tomlFile struct {
	Canned []record `toml:"canned"`
}

func encodeTOML(w io.Writer, all []record) error { return toml.NewEncoder(w).Encode(tomlFile{all}) }

func decodeTOML(text []byte) ([]numbered, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	var f tomlFile
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(&f); err != nil {
		return nil, tomlError(err)
	}
	lines := tableLines(text)
	all := make([]numbered, len(f.Canned))
	for i, r := range f.Canned {
		all[i] = numbered{record: r, line: 1}
		if i < len(lines) { // an array in brackets has none of its own
			all[i].line = lines[i]
		}
	}
	return all, nil
}

// tableLines are the lines of the headers [[canned]].
func tableLines(text []byte) (lines []int) {
	p := unstable.Parser{}
	p.Reset(text)
	for p.NextExpression() {
		if e := p.Expression(); e.Kind == unstable.ArrayTable {
			lines = append(lines, p.Shape(e.Child().Raw).Start.Line)
		}
	}
	return lines
}

func tomlError(err error) error {
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(strict.Errors) > 0 {
		line, _ := strict.Errors[0].Position()
		return &lineError{line, fmt.Errorf("there is no key %s: use shortcut, brand, language and text in [[canned]]", strings.Join(strict.Errors[0].Key(), "."))}
	}
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ := e.Position()
		return &lineError{line, errors.New(strings.TrimPrefix(e.Error(), "toml: "))}
	}
	return err
}

// csvColumns are the columns of a file in CSV, as they are written.
var csvColumns = []string{"shortcut", "brand", "language", "text"}

func encodeCSV(w io.Writer, all []record) error {
	c := csv.NewWriter(w)
	err := c.Write(csvColumns)
	for _, r := range all {
		if err == nil {
			err = c.Write([]string{harmless(r.Shortcut), harmless(r.Brand), harmless(r.Language), harmless(r.Text)})
		}
	}
	c.Flush()
	return errors.Join(err, c.Error())
}

// decodeCSV reads columns in any order by their names. What separates them is a comma,
// or a semicolon or a tab, as spreadsheets write it too.
func decodeCSV(text []byte) (all []numbered, err error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	head, _, _ := bytes.Cut(text, []byte("\n"))
	c := csv.NewReader(bytes.NewReader(text))
	for _, sep := range ";\t" {
		if bytes.ContainsRune(head, sep) && !bytes.ContainsRune(head, ',') {
			c.Comma = sep
		}
	}
	header, err := c.Read()
	if errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, csvError(err)
	}
	for i, name := range header {
		header[i] = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(csvColumns, header[i]) {
			return nil, &lineError{1, fmt.Errorf("there is no column %q: the first line names the columns %s", name, strings.Join(csvColumns, ", "))}
		}
	}
	for {
		fields, err := c.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, csvError(err)
		}
		r := numbered{}
		r.line, _ = c.FieldPos(0)
		to := map[string]*string{"shortcut": &r.Shortcut, "brand": &r.Brand, "language": &r.Language, "text": &r.Text}
		for i, name := range header {
			*to[name] = restored(fields[i])
		}
		all = append(all, r)
	}
}

func csvError(err error) error {
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		return &lineError{e.Line, e.Err}
	}
	return err
}

// formulaSigns begin what a spreadsheet would compute.
const formulaSigns = "=+-@\t\r"

// harmless keeps a spreadsheet from taking a field for a formula: an apostrophe before
// it makes it text. So that restored knows it from one that was there, it stands before
// each field that begins with apostrophes and such a sign.
func harmless(field string) string {
	if looksLikeFormula(field) {
		return "'" + field
	}
	return field
}

// restored takes the apostrophe of harmless away.
func restored(field string) string {
	if rest, ok := strings.CutPrefix(field, "'"); ok && looksLikeFormula(rest) {
		return rest
	}
	return field
}

func looksLikeFormula(field string) bool {
	bare := strings.TrimLeft(field, "'")
	return bare != "" && strings.IndexByte(formulaSigns, bare[0]) >= 0
}
