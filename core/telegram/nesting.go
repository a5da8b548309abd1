package telegram

import (
	"bytes"
	"encoding/json"
	"io"
	"iter"

	"github.com/PaulSonOfLars/gotgbot/v2"
)

const (
	// maxNesting is how deep an update may be for gotgbot, which decodes each level
	// of a reply or of a rich message again for the level around it. Those of Telegram
	// itself have some ten levels.
	maxNesting = 24
	// maxLenientNesting is how deep it may be for us. encoding/json refuses what has
	// more than 10,000 levels.
	maxLenientNesting = 1000
)

// brackets yields the place of each bracket of a JSON text, and its level: 1 for
// the outermost. Nothing is too deep for it, and what is malformed stops it not.
func brackets(raw []byte) iter.Seq2[int, int] {
	return func(yield func(at, level int) bool) {
		level, quoted := 0, false
		for at := 0; at < len(raw); at++ {
			switch c := raw[at]; {
			case quoted && c == '\\':
				at++
			case c == '"':
				quoted = !quoted
			case quoted:
			case c == '{' || c == '[':
				level++
				if !yield(at, level) {
					return
				}
			case c == '}' || c == ']':
				if !yield(at, level) {
					return
				}
				level--
			}
		}
	}
}

// isNestedBeyond reports whether a JSON text has more levels than most.
func isNestedBeyond(raw []byte, most int) bool {
	for _, level := range brackets(raw) {
		if level > most {
			return true
		}
	}
	return false
}

// prune returns a JSON text with null in place of what is nested deeper than most.
func prune(raw []byte, most int) []byte {
	var out bytes.Buffer
	begin := 0
	for at, level := range brackets(raw) {
		switch {
		case level != most+1:
		case raw[at] == '{' || raw[at] == '[':
			out.Write(raw[begin:at])
			out.WriteString("null")
			begin = len(raw)
		default:
			begin = at + 1
		}
	}
	out.Write(raw[begin:])
	return out.Bytes()
}

// nestedAt returns the objects and lists of a JSON text that are at a level.
func nestedAt(raw []byte, level int) (all []json.RawMessage) {
	begin := 0
	for at, l := range brackets(raw) {
		switch {
		case l != level:
		case raw[at] == '{' || raw[at] == '[':
			begin = at
		default:
			all = append(all, json.RawMessage(raw[begin:at+1]))
		}
	}
	return all
}

// readAnswer decodes an answer. encoding/json refuses it as a whole if one update
// is too deep; then only the result's list is found, and not looked into.
func readAnswer(body io.Reader) (answer gotgbot.Response, err error) {
	in := json.NewDecoder(body)
	err = in.Decode(&answer)
	if err == nil {
		return answer, nil
	}
	whole, _ := io.ReadAll(in.Buffered()) // it is in memory
	if !isNestedBeyond(whole, maxLenientNesting) {
		return answer, err
	}
	rest, err := io.ReadAll(body)
	if err != nil {
		return answer, err
	}
	whole = append(whole, rest...)
	if err := json.Unmarshal(prune(whole, 1), &answer); err != nil {
		return answer, err
	}
	for _, v := range nestedAt(whole, 2) {
		if v[0] == '[' { // parameters, the other nested field, are an object
			answer.Result = v
		}
	}
	return answer, nil
}
