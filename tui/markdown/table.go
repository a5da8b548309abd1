package markdown

import (
	"strings"

	"github.com/charmbracelet/lipgloss"
	"github.com/charmbracelet/x/ansi"
	east "github.com/yuin/goldmark/extension/ast"
)

const columnGap = 2

// table renders rows below a ruled header. Columns get the room they ask for
// where there is enough; else the widest ones are wrapped, but never within a
// word: a table that is still too wide becomes a list of its rows.
func (r *renderer) table(n *east.Table, w int) string {
	quote := r.quote
	r.quote = "" // the column says what the code is
	defer func() { r.quote = quote }()
	var rows [][]string
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		style := r.Styles.Text
		if _, ok := c.(*east.TableHeader); ok {
			style = r.Styles.Strong
		}
		var row []string
		for cell := c.FirstChild(); cell != nil; cell = cell.NextSibling() {
			row = append(row, r.inline(cell, style))
		}
		rows = append(rows, row)
	}
	widths, ok := columnWidths(rows, w)
	if !ok {
		return r.records(n, rows, w)
	}
	headed := strings.TrimSpace(strings.Join(rows[0], "")) != ""
	if !headed {
		rows = rows[1:] // a header without words is only Markdown's
	}
	var out []string
	for i, row := range rows {
		out = append(out, r.row(row, widths))
		if i == 0 && headed {
			out = append(out, r.rule(widths))
		}
	}
	return strings.Join(out, "\n")
}

// columnWidths fits the columns into w cells; not ok if words would be torn.
func columnWidths(rows [][]string, w int) (widths []int, ok bool) {
	narrowest := make([]int, len(rows[0]))
	widths = make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			widths[i] = max(widths[i], lipgloss.Width(cell))
			for word := range strings.FieldsFuncSeq(ansi.Strip(cell), breaksAt) {
				narrowest[i] = max(narrowest[i], lipgloss.Width(word)+1) // a hyphen stays with its word
			}
		}
	}
	room := w - columnGap*(len(widths)-1)
	for {
		total, widest := 0, -1
		for i, n := range widths {
			total += n
			if n > narrowest[i] && (widest < 0 || n > widths[widest]) {
				widest = i
			}
		}
		if total <= room {
			return widths, true
		}
		if widest < 0 {
			return nil, false
		}
		widths[widest]--
	}
}

// breaksAt reports where a line may end: also between wide characters, which
// need no blanks.
func breaksAt(c rune) bool { return c == ' ' || c == '-' || lipgloss.Width(string(c)) == 2 }

func (r *renderer) row(cells []string, widths []int) string {
	var blocks []string
	for i, cell := range cells {
		blocks = append(blocks, r.Styles.Text.Width(widths[i]+columnGap).PaddingRight(columnGap).Render(cell))
	}
	return lipgloss.JoinHorizontal(lipgloss.Top, blocks...)
}

func (r *renderer) rule(widths []int) string {
	var rules []string
	for _, n := range widths {
		rules = append(rules, strings.Repeat("─", n))
	}
	return r.Styles.Rule.Render(strings.Join(rules, strings.Repeat(" ", columnGap)))
}

// records is a table for a narrow terminal: the first cell of each row, and
// below it the others under the names of their columns.
func (r *renderer) records(n *east.Table, rows [][]string, w int) string {
	var names []string
	for c := n.FirstChild().FirstChild(); c != nil; c = c.NextSibling() {
		names = append(names, r.words(c))
	}
	var out []string
	for _, row := range rows[1:] {
		entry := r.wrap(row[0], w)
		for i, cell := range row[1:] {
			if lipgloss.Width(cell) == 0 {
				continue
			}
			if names[i+1] != "" {
				cell = names[i+1] + ": " + cell
			}
			entry += "\n" + lipgloss.JoinHorizontal(lipgloss.Top, "  ", r.wrap(cell, w-2))
		}
		out = append(out, entry)
	}
	return strings.Join(out, "\n\n")
}
