package settings

import (
	"strings"

	"tgdesk/core/clean"
	"tgdesk/tui/text"
)

// maxInput bounds a field, in characters; names and tokens are far shorter.
const maxInput = 256

// veil stands for every character of a secret.
const veil = "•"

// input is a line of text being edited: grapheme clusters and a caret between
// them.
type input struct {
	clusters []string
	caret    int
	secret   bool
}

func newInput(value string) *input {
	n := &input{}
	n.insert(value)
	return n
}

// newSecret returns an empty field that does not show what is typed.
func newSecret() *input { return &input{secret: true} }

func (n *input) value() string { return strings.Join(n.clusters, "") }

func (n *input) set(value string) {
	n.clusters, n.caret = nil, 0
	n.insert(value)
}

// insert puts text at the caret, cleaned to one line: line ends at either end
// of pasted text vanish, others become spaces. What is typed may join what
// stands before it: an accent, the rest of an emoji.
func (n *input) insert(typed string) {
	if n.secret {
		typed = strings.Join(strings.Fields(typed), "") // a token has no spaces; what was copied with it may
	}
	before, after := n.clusters[:n.caret], n.clusters[n.caret:]
	joined := string(clean.Message(strings.Join(before, "") + strings.Trim(typed, "\r\n")))
	head := split(strings.ReplaceAll(joined, "\n", " "))
	head = head[:min(len(head), max(len(before), maxInput-len(after)))]
	n.clusters, n.caret = append(head[:len(head):len(head)], after...), len(head)
}

func split(s string) []string {
	var all []string
	for s != "" {
		size, _ := text.Step(s)
		all = append(all, s[:size])
		s = s[size:]
	}
	return all
}

// key runs an editing key and reports whether it is one.
func (n *input) key(name string) bool {
	switch name {
	case "left", "ctrl+b":
		n.caret = max(0, n.caret-1)
	case "right", "ctrl+f":
		n.caret = min(len(n.clusters), n.caret+1)
	case "home", "ctrl+a":
		n.caret = 0
	case "end", "ctrl+e":
		n.caret = len(n.clusters)
	case "backspace", "ctrl+h":
		n.cut(n.caret-1, n.caret)
	case "delete", "ctrl+d":
		n.cut(n.caret, n.caret+1)
	case "ctrl+u":
		n.cut(0, n.caret)
	case "ctrl+k":
		n.cut(n.caret, len(n.clusters))
	case "ctrl+w", "alt+backspace":
		n.cut(n.word(), n.caret)
	default:
		return false
	}
	return true
}

// cut removes clusters from..to; the caret ends up where they were.
func (n *input) cut(from, to int) {
	from, to = max(0, from), min(to, len(n.clusters))
	if from >= to {
		return
	}
	n.clusters = append(n.clusters[:from:from], n.clusters[to:]...)
	n.caret = from
}

// word is where the word before the caret begins.
func (n *input) word() int {
	i := n.caret
	for i > 0 && n.clusters[i-1] == " " {
		i--
	}
	for i > 0 && n.clusters[i-1] != " " {
		i--
	}
	return i
}

// window returns the part of the line to show in w cells and the column of
// the caret in it, which is always inside.
func (n *input) window(w int) (shown string, caret int) {
	first, used := n.caret, 0
	for first > 0 {
		c := text.Width(n.shown(first - 1))
		if used+c > w-1 {
			break
		}
		used += c
		first--
	}
	var b strings.Builder
	for i := first; i < len(n.clusters); i++ {
		b.WriteString(n.shown(i))
	}
	return text.Clip(b.String(), w), used
}

// shown is how a cluster looks.
func (n *input) shown(i int) string {
	if n.secret {
		return veil
	}
	return n.clusters[i]
}
