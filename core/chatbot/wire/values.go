package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"unicode/utf8"

	"tgdesk/core"
	"tgdesk/core/clean"
)

const (
	// MaxAnswer bounds an answer, in bytes: the largest file in base64, and room for text.
	MaxAnswer = 15 << 20
	// maxNesting bounds how deep an answer may be, in what nobody reads too.
	maxNesting = 64
	// maxValues bounds how many values of an answer are kept: a list of zeros takes many
	// times its length in memory. It is some times what MaxBotActions full actions have.
	maxValues = 5000
)

// Values of JSON are nil, bool, json.Number, string, list or object.
type (
	list   []any
	object map[string]any
)

// values reads JSON value by value. Its errors are *core.ChatbotError.
type values struct {
	from *json.Decoder
	left int // how many more values are kept
}

// newValues checks that an answer is JSON at all.
func newValues(answer []byte) (*values, error) {
	switch {
	case len(answer) > MaxAnswer:
		return nil, TooLong()
	case len(bytes.TrimSpace(answer)) == 0:
		return nil, unusable(core.NewProblem("bot_answer_empty"))
	case !utf8.Valid(answer):
		return nil, unusable(core.NewProblem("bot_answer_utf8"))
	}
	var nothing struct{}
	if e, ok := errors.AsType[*json.SyntaxError](json.Unmarshal(answer, &nothing)); ok {
		return nil, unusable(core.NewProblem("bot_answer_json", clean.Line(e.Error()), e.Offset))
	}
	d := json.NewDecoder(bytes.NewReader(answer))
	d.UseNumber()
	return &values{from: d, left: maxValues}, nil
}

// TooLong says that an answer has more than MaxAnswer bytes.
func TooLong() *core.ChatbotError {
	return unusable(core.NewProblem("bot_answer_long", core.Size(MaxAnswer)))
}

func unusable(detail core.Problem) *core.ChatbotError { return &core.ChatbotError{Detail: detail} }

func (v *values) token() (json.Token, error) {
	t, err := v.from.Token()
	if err != nil {
		return nil, unusable(core.NewProblem("bot_answer_json", clean.Line(err.Error()), v.from.InputOffset()))
	}
	return t, nil
}

// next reads a whole value at a level, 1 for the outermost.
func (v *values) next(level int) (any, error) {
	t, err := v.token()
	if err != nil {
		return nil, err
	}
	if v.left--; v.left < 0 {
		return nil, unusable(core.NewProblem("bot_answer_values", maxValues))
	}
	switch t {
	case json.Delim('['):
		all := list{}
		err := v.items(level, func() error {
			item, err := v.next(level + 1)
			all = append(all, item)
			return err
		})
		return all, err
	case json.Delim('{'):
		all := object{}
		err := v.fields(level, func(name string) error {
			if _, twice := all[name]; twice {
				return unusable(core.NewProblem("bot_answer_twice", shown(name)))
			}
			field, err := v.next(level + 1)
			all[name] = field
			return err
		})
		return all, err
	}
	return t, nil
}

// items calls item, which must read a value, for each one of a list that began, and reads
// its end.
func (v *values) items(level int, item func() error) error {
	if level > maxNesting {
		return unusable(core.NewProblem("bot_answer_nested", maxNesting))
	}
	for v.from.More() {
		if err := item(); err != nil {
			return err
		}
	}
	_, err := v.token()
	return err
}

// fields calls field, which must read a value, for each one of an object that began, and
// reads its end.
func (v *values) fields(level int, field func(name string) error) error {
	return v.items(level, func() error {
		t, err := v.token()
		if err != nil {
			return err
		}
		name, _ := t.(string)
		return field(name)
	})
}

// skip reads a value and keeps nothing of it.
func (v *values) skip(level int) error {
	t, err := v.token()
	if err != nil {
		return err
	}
	switch t {
	case json.Delim('['):
		return v.items(level, func() error { return v.skip(level + 1) })
	case json.Delim('{'):
		return v.fields(level, func(string) error { return v.skip(level + 1) })
	}
	return nil
}

// kindOf names what a value, or the token that begins it, is.
func kindOf(v any) core.Problem {
	switch v := v.(type) {
	case nil:
		return core.NewProblem("json_null")
	case bool:
		return core.NewProblem("json_bool")
	case json.Number:
		return core.NewProblem("json_number")
	case string:
		return core.NewProblem("json_text")
	case list:
		return core.NewProblem("json_list")
	case json.Delim:
		if v == '[' {
			return core.NewProblem("json_list")
		}
	}
	return core.NewProblem("json_object")
}

// shown is text from outside in a sentence.
func shown(s string) string {
	return clean.Short(s, 60).String()
}
