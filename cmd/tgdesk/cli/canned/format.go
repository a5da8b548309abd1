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

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/core/clean"
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
var formats = map[string]format{"toml": {encodeTOML, decodeTOML}, "csv": {encodeCSV, decodeCSV}}

// formatOf finds a form by its name or else by the extension of a file.
func formatOf(name, file string) (format, bool) {
	if name == "" {
		name = strings.ToLower(strings.TrimPrefix(filepath.Ext(file), "."))
	}
	f, ok := formats[name]
	return f, ok
}

// tomlFile is all of a file in TOML.
type tomlFile struct {
	Canned []record `toml:"canned"`
}

func encodeTOML(w io.Writer, all []record) error { return toml.NewEncoder(w).Encode(tomlFile{all}) }

func decodeTOML(text []byte) ([]numbered, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if marks(text) > maxMarks {
		return nil, errTooMany()
	}
	lines, err := checkTOML(text)
	if err != nil {
		return nil, err
	}
	var f tomlFile
	if err := toml.Unmarshal(text, &f); err != nil {
		return nil, tomlError(err)
	}
	if len(f.Canned) > core.MaxCanned {
		return nil, errTooMany()
	}
	all := make([]numbered, len(f.Canned))
	for i, r := range f.Canned {
		all[i] = numbered{record: r, line: 1}
		if i < len(lines) { // an array in brackets has none of its own
			all[i].line = lines[i]
		}
	}
	return all, nil
}

// maxMarks is how many marks a file may have that part it, beside those of its texts. Readers
// take memory for each, a hundred times that of the mark itself.
const maxMarks = maxImport / 10

func marks(text []byte) (n int) {
	for _, mark := range "[{,=.;\t" {
		n += bytes.Count(text, []byte{byte(mark)})
	}
	return n
}

// checkTOML refuses keys that no canned reply has, and returns the lines of the headers
// [[canned]]. The library does the former too, but searches the whole file again for each
// such key, and so for each line that it is asked for: hours for what one call can send.
// What is no TOML it leaves to the library.
func checkTOML(text []byte) (lines []int, err error) {
	p := unstable.Parser{}
	p.Reset(text)
	line, at, inside := 1, 0, false
	for p.NextExpression() {
		e := p.Expression()
		key := e.Key()
		if !key.Next() {
			continue
		}
		begins := int(key.Node().Raw.Offset)
		line += bytes.Count(text[at:begins], []byte("\n"))
		at = begins
		if e.Kind == unstable.KeyValue && inside {
			err = unknownKey(line, "canned.", e, slices.Contains(csvColumns, string(key.Node().Data)) && key.IsLast())
		} else {
			err = unknownKey(line, "", e, string(key.Node().Data) == "canned" && key.IsLast())
			inside = e.Kind != unstable.KeyValue
		}
		if err == nil && e.Kind == unstable.KeyValue {
			err = checkInline(line, e.Value())
		}
		if e.Kind == unstable.ArrayTable {
			lines = append(lines, line)
		}
		if err == nil && len(lines) > core.MaxCanned {
			err = errTooMany()
		}
		if err != nil {
			return nil, err
		}
	}
	return lines, nil
}

// checkInline checks the tables that are written in one line, as an array of them.
func checkInline(line int, value *unstable.Node) error {
	if value.Kind != unstable.Array {
		return nil
	}
	for each := value.Children(); each.Next(); {
		if each.Node().Kind != unstable.InlineTable {
			continue
		}
		for pair := each.Node().Children(); pair.Next(); {
			key := pair.Node().Key()
			if err := unknownKey(line, "canned.", pair.Node(), key.Next() && slices.Contains(csvColumns, string(key.Node().Data)) && key.IsLast()); err != nil {
				return err
			}
		}
	}
	return nil
}

// maxKeyNamed is the most characters of an unknown key that are repeated.
const maxKeyNamed = 40

// unknownKey says which key of a line there is not, unless it is known.
func unknownKey(line int, within string, e *unstable.Node, known bool) error {
	if known {
		return nil
	}
	name := ""
	for key := e.Key(); key.Next() && len(name) < 4*maxKeyNamed; {
		name += "." + string(key.Node().Data[:min(len(key.Node().Data), 4*maxKeyNamed)])
	}
	name = within + name[1:]
	return &lineError{line, fmt.Errorf("there is no key %.*s: use shortcut, brand, language and text in [[canned]]", maxKeyNamed, clean.Line(name))}
}

// errTooMany is that a file has more canned replies than a desk may.
func errTooMany() error { return core.NewError(core.CodeInvalid, "canned_too_many", core.MaxCanned) }

func tomlError(err error) error {
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
			err = c.Write([]string{output.HarmlessCell(r.Shortcut), output.HarmlessCell(r.Brand), output.HarmlessCell(r.Language), output.HarmlessCell(r.Text)})
		}
	}
	c.Flush()
	return errors.Join(err, c.Error())
}

// decodeCSV reads columns in any order by their names. What separates them is a comma,
// or a semicolon or a tab, as spreadsheets write it too.
func decodeCSV(text []byte) (all []numbered, err error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if marks(text) > maxMarks {
		return nil, errTooMany()
	}
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
			*to[name] = output.RestoredCell(fields[i])
		}
		if all = append(all, r); len(all) > core.MaxCanned {
			return nil, errTooMany()
		}
	}
}

func csvError(err error) error {
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		return &lineError{e.Line, e.Err}
	}
	return err
}
