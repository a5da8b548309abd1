package output

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf16"

	"tgdesk/core/clean"
	"tgdesk/tui/text"
)

// EncodeJSON writes v as JSON on one line. Characters that a terminal may obey,
// that turn the direction of text, that are invisible or piled up are written as
// \u escapes: the document says exactly what came from outside and is still safe
// to look at.
func EncodeJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, fmt.Errorf("writing JSON: %w", err)
	}
	return []byte(escapeUnsafe(strings.TrimSuffix(b.String(), "\n"))), nil
}

func escapeUnsafe(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r >= 0x7f && !text.StableWidth(r) }) < 0 {
		return s
	}
	var b strings.Builder
	var stack clean.StackLimit
	for _, r := range s {
		switch {
		case !Unsafe(r) && !stack.Exceeded(r):
			b.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// Unsafe reports characters beyond ASCII that never stand in a document as they
// are.
func Unsafe(r rune) bool {
	return r >= 0x7f && (clean.IsControl(r) || clean.IsIsolate(r) || clean.IsInvisible(r))
}

// Array streams a JSON document {…"name":[…]} element by element, so that its
// length costs no memory.
type Array struct {
	Newline string // before each element and the end
	w       io.Writer
	count   int
	err     error // of the head
}

// NewArray writes head, which ends where the elements begin: `{"chats":[`.
func NewArray(w io.Writer, head string) *Array {
	_, err := io.WriteString(w, head)
	return &Array{Newline: "\n", w: w, err: err}
}

// Add writes one element.
func (a *Array) Add(v any) error {
	text, err := EncodeJSON(v)
	if err = cmp.Or(a.err, err); err != nil {
		return err
	}
	comma := ""
	if a.count > 0 {
		comma = ","
	}
	a.count++
	_, err = fmt.Fprintf(a.w, "%s%s%s", comma, a.Newline, text)
	return err
}

// End closes the array and the document.
func (a *Array) End() error {
	tail := "]}\n"
	if a.count > 0 {
		tail = a.Newline + "]}\n"
	}
	_, err := io.WriteString(a.w, tail)
	return cmp.Or(a.err, err)
}

// Time is a time of a document: RFC 3339 in UTC with whole seconds, which is
// what common readers of JSON understand; null for no time. RFC 3339 ends with the
// year 9999: a later time is its last second.
func Time(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	if t = t.UTC(); t.Year() > 9999 {
		t = time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC)
	}
	return new(t.Format(time.RFC3339))
}

// OrNull makes null of a zero value.
func OrNull[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}

// Seconds is a duration of a document.
func Seconds(d time.Duration) int64 { return int64(d / time.Second) }
