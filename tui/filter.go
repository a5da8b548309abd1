package tui

import (
	"context"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/dialog"
	"tgdesk/tui/inbox"
)

// openFilter offers what the lists can be narrowed to.
func openFilter(m *Model) tea.Cmd {
	command := func(name string, of int) dialog.Command {
		f, _ := filterOf(m, name)
		c := dialog.Command{Title: f.Title, Run: func() tea.Cmd { return narrow(m, f) }}
		if of > 0 {
			c.Right = strconv.Itoa(of)
		}
		return c
	}
	all := []dialog.Command{command(filterAll, 0), command(filterMine, 0), command(filterUnread, 0)}
	for _, b := range m.channels.Brands() {
		all = append(all, command(filterBrand+":"+strconv.FormatInt(int64(b.ID), 10), 0))
	}
	all = append(all, command(filterBlocked, 0))
	return m.dialogs.OpenFilter(all,
		func(use core.TagUse) dialog.Command { return command(filterTag+":"+use.Tag, use.Chats) },
		func(use core.SourceUse) dialog.Command { return command(filterSource+":"+use.Source, use.Chats) })
}

// The names of filters, by which they are remembered; after a colon follows the brand, the
// tag or the source.
const (
	filterAll     = ""
	filterMine    = "mine"
	filterUnread  = "unread"
	filterBrand   = "brand"
	filterTag     = "tag"
	filterSource  = "source"
	filterBlocked = "blocked"
)

// filterOf is the filter of a name. ok is false if there is none, or its brand is not the
// operator's any more.
func filterOf(m *Model, name string) (f inbox.Filter, ok bool) {
	kind, of, _ := strings.Cut(name, ":")
	switch f.Name = name; kind {
	case filterAll:
		f.Title = m.s.Locale.Panel("filter_all")
	case filterMine:
		f.Title, f.Mine = m.s.Locale.Panel("filter_mine"), true
	case filterUnread:
		f.Title, f.Unread = m.s.Locale.Panel("filter_unread"), true
	case filterBlocked: // which is not remembered
		f = inbox.Filter{Title: m.s.Locale.Panel("filter_blocked"), Apart: true}
	case filterTag:
		f.Title, f.Tag = "#"+clean.Line(of).String(), of
	case filterSource:
		f.Title, f.Source = m.s.Locale.Chat("source", clean.Line(of).String()), of
	case filterBrand:
		id, err := strconv.ParseInt(of, 10, 64)
		b, known := m.channels.Brand(core.BrandID(id))
		f.Title, f.Brand = clean.Line(b.Name).String(), b.ID
		return f, err == nil && known
	default:
		return f, false
	}
	return f, true
}

// narrow shows what a filter leaves in, now and on the operator's next screen.
func narrow(m *Model, f inbox.Filter) tea.Cmd {
	m.inbox.Narrow(f, m.chat.Row())
	return m.s.Do("", func(ctx context.Context) error { return m.s.Desk.RememberFilter(ctx, m.s.Me, f.Name) })
}

// remembered is the filter of the operator's last screen; ok is false if there was none.
func remembered(m *Model) (f inbox.Filter, ok bool) {
	f, ok = filterOf(m, m.s.Operator.Screen.Filter)
	return f, ok && f.Name != ""
}

// narrowApart shows the chats that are kept apart, beside the one that is opened.
func narrowApart(m *Model, open core.ChatRow) {
	f, _ := filterOf(m, filterBlocked)
	m.inbox.Narrow(f, open)
}
