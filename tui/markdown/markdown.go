// Package markdown renders Markdown for a terminal: the pages of the manual, on
// the screen and on the command line. goldmark parses; what is drawn is chosen
// here, because glamour, which would do both, adds 7 MB to the program (a
// syntax highlighter), breaks flags at their hyphens and wraps drawings.
//
// It must not be given text from outside: it cleans nothing.
package markdown

import (
	"bytes"
	"io"
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	"github.com/muesli/termenv"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Page is a text with the name by which others link to it.
type Page struct{ Name, Title, Source string }

// Styles say how the parts of a page look.
type Styles struct {
	Text, Title, Heading, Strong, Emphasis, Code, Link, Rule lipgloss.Style
}

// ANSI are styles in a terminal's own 16 colours.
func ANSI() Styles { return stylesFor(termenv.ANSI) }

// Plain are styles that write no escape sequence, for files and pipes.
func Plain() Styles { return stylesFor(termenv.Ascii) }

// stylesFor knows the terminal's profile, so that it asks no terminal for one.
func stylesFor(p termenv.Profile) Styles {
	r := lipgloss.NewRenderer(io.Discard)
	r.SetColorProfile(p)
	s := r.NewStyle()
	return Styles{
		Text:     s,
		Title:    s.Bold(true).Foreground(lipgloss.Color("6")),
		Heading:  s.Bold(true),
		Strong:   s.Bold(true),
		Emphasis: s.Italic(true),
		Code:     s.Foreground(lipgloss.Color("6")),
		Link:     s.Foreground(lipgloss.Color("4")),
		Rule:     s.Foreground(lipgloss.Color("8")),
	}
}

// Options of a rendering.
type Options struct {
	Width  int // in cells, at least 20
	Styles Styles
	// Link says what follows the words of a link to target; "" means nothing.
	// Nil shows the target in parentheses.
	Link func(target string) string
}

// Render returns the page as lines without trailing blanks. None is wider than
// o.Width but for those of drawings, which no line break may cut. Each line
// ends the styles that it begins.
func Render(source string, o Options) string {
	o.Width = max(o.Width, 20)
	r := &renderer{Options: o, source: []byte(source)}
	if o.Styles.Code.Render("x") == "x" {
		r.quote = "`"
	}
	p := parser.NewParser(
		parser.WithBlockParsers(parser.DefaultBlockParsers()...),
		parser.WithInlineParsers(parser.DefaultInlineParsers()...),
		parser.WithParagraphTransformers(
			append(parser.DefaultParagraphTransformers(), util.Prioritized(extension.NewTableParagraphTransformer(), 200))...),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
	page := r.blocks(p.Parse(text.NewReader(r.source)), o.Width)
	return strings.Trim(trimmed(breakable(page)), "\n") + "\n"
}

// trimmed is s without the blanks that end its lines.
func trimmed(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

type renderer struct {
	Options
	source []byte
	quote  string // stands around code within a line where no style marks it
}

// blocks renders the blocks of n below each other. A blank line parts them,
// but not the short entries of a list.
func (r *renderer) blocks(n ast.Node, w int) string {
	var out []string
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if block := r.block(c, w); block != "" {
			out = append(out, block)
		}
	}
	if list, ok := n.(*ast.List); ok && list.IsTight {
		return strings.Join(out, "\n")
	}
	return strings.Join(out, "\n\n")
}

func (r *renderer) block(n ast.Node, w int) string {
	switch n := n.(type) {
	case *ast.Heading:
		return r.heading(n, w)
	case *ast.List:
		return r.blocks(n, w)
	case *ast.ListItem:
		marker := bullet(n)
		room := max(w-lipgloss.Width(marker), 1)
		return lipgloss.JoinHorizontal(lipgloss.Top, marker, r.blocks(n, room))
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		return r.code(n, w)
	case *ast.Blockquote:
		return lipgloss.JoinHorizontal(lipgloss.Top, "    ", r.blocks(n, max(w-4, 1)))
	case *ast.ThematicBreak:
		return r.Styles.Rule.Render(strings.Repeat("─", w))
	case *ast.HTMLBlock: // a comment, for the tests that generate a table
		return ""
	case *east.Table:
		return r.table(n, w)
	default:
		return r.wrap(r.inline(n, r.Styles.Text), w)
	}
}

func (r *renderer) heading(n *ast.Heading, w int) string {
	style, rule := r.Styles.Heading, "─"
	if n.Level == 1 {
		style, rule = r.Styles.Title, "═"
	}
	title := r.wrap(r.inline(n, style), w)
	if n.Level > 2 {
		return title
	}
	return title + "\n" + r.Styles.Rule.Render(strings.Repeat(rule, lipgloss.Width(title)))
}

func (r *renderer) code(n ast.Node, w int) string {
	drawing := bytes.ContainsFunc(n.Lines().Value(r.source), func(c rune) bool { return c >= '─' && c <= '╿' })
	var out []string
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		line := strings.TrimRight(string(segment.Value(r.source)), "\n")
		if !drawing && ansi.StringWidth(line) > w-2 {
			line = ansi.Wrap(strings.ReplaceAll(line, "-", noBreakHyphen), max(w-4, 1), "")
		}
		for j, part := range strings.Split(line, "\n") {
			indent := "  "
			if j > 0 {
				indent = "    "
			}
			out = append(out, indent+r.Styles.Code.Render(part))
		}
	}
	return strings.Join(out, "\n")
}

// wrap breaks styled text into lines of at most w cells.
func (r *renderer) wrap(s string, w int) string { return trimmed(r.Styles.Text.Width(w).Render(s)) }
