package markdown

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// inline renders what stands within a block, as one line.
func (r *renderer) inline(n ast.Node, style lipgloss.Style) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.WriteString(styled(string(util.UnescapePunctuations(c.Value(r.source))), style))
			if c.SoftLineBreak() {
				b.WriteByte(' ')
			}
			if c.HardLineBreak() {
				b.WriteByte('\n')
			}
		case *ast.String:
			b.WriteString(styled(string(c.Value), style))
		case *ast.CodeSpan:
			b.WriteString(styled(unbreakable(r.quote+r.words(c)+r.quote), r.Styles.Code))
		case *ast.Emphasis:
			inner := r.Styles.Emphasis
			if c.Level == 2 {
				inner = r.Styles.Strong
			}
			b.WriteString(r.inline(c, inner))
		case *ast.Link:
			b.WriteString(r.inline(c, r.Styles.Link) + r.target(string(c.Destination), r.words(c)))
		case *ast.AutoLink:
			b.WriteString(styled(unbreakable(string(c.URL(r.source))), r.Styles.Link))
		case *ast.RawHTML: // what looks like a tag is text
			b.Write(c.Segments.Value(r.source))
		case *ast.Image: // nothing to see in a terminal
		default:
			b.WriteString(r.inline(c, style))
		}
	}
	return b.String()
}

// styled is style.Render for a piece of a line: that one trims nothing but
// renders an empty piece as an escape sequence for nothing.
func styled(s string, style lipgloss.Style) string {
	if s == "" {
		return ""
	}
	return style.Render(s)
}

// words is the text of n without styles.
func (r *renderer) words(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok {
			b.WriteString(r.words(c))
			continue
		}
		b.WriteString(strings.ReplaceAll(string(t.Value(r.source)), "\n", " ")) // code holds its line breaks
		if t.SoftLineBreak() {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// target is what follows the words of a link.
func (r *renderer) target(target, words string) string {
	if r.Link != nil {
		target = r.Link(target)
	}
	if target == "" || target == words {
		return ""
	}
	return " " + unbreakable("("+target+")")
}

// bullet stands before an entry of a list.
func bullet(n *ast.ListItem) string {
	list, ok := n.Parent().(*ast.List)
	if !ok || !list.IsOrdered() {
		return "• "
	}
	number := list.Start
	for c := n.PreviousSibling(); c != nil; c = c.PreviousSibling() {
		number++
	}
	return fmt.Sprintf("%d. ", number)
}

// Lines are broken at blanks and after hyphens. While they are, code of up to
// this many bytes is written with characters that are no place for a break,
// so that no flag and no short command is torn apart.
const longestUnbroken = 40

const (
	noBreakSpace  = "\u00a0"
	noBreakHyphen = "\u2011"
)

func unbreakable(s string) string {
	s = strings.ReplaceAll(s, "-", noBreakHyphen)
	if len(s) > longestUnbroken {
		return s
	}
	return strings.ReplaceAll(s, " ", noBreakSpace)
}

func breakable(s string) string {
	return strings.NewReplacer(noBreakSpace, " ", noBreakHyphen, "-").Replace(s)
}
