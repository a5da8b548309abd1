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
	command := func(f inbox.Filter, right string) dialog.Command {
		return dialog.Command{Title: f.Title, Right: right, Run: func() tea.Cmd { return narrow(m, f) }}
	}
	all := []dialog.Command{command(inbox.Filter{Title: m.s.Locale.Panel("filter_all")}, ""), command(mineFilter(m), ""), command(unreadFilter(m), "")}
	for _, b := range m.channels.Brands() {
		all = append(all, command(brandFilter(b), ""))
	}
	all = append(all, command(apart(m), ""))
	return m.dialogs.OpenFilter(all,
		func(use core.TagUse) dialog.Command { return command(tagFilter(use.Tag), strconv.Itoa(use.Chats)) },
		func(use core.SourceUse) dialog.Command {
			return command(sourceFilter(m, use.Source), strconv.Itoa(use.Chats))
		})
}

func mineFilter(m *Model) inbox.Filter {
	return inbox.Filter{Title: m.s.Locale.Panel("filter_mine"), Mine: true}
}

func unreadFilter(m *Model) inbox.Filter {
	return inbox.Filter{Title: m.s.Locale.Panel("filter_unread"), Unread: true}
}

func brandFilter(b core.BrandView) inbox.Filter {
	return inbox.Filter{Title: clean.Line(b.Name).String(), Brand: b.ID}
}

func tagFilter(tag string) inbox.Filter {
	return inbox.Filter{Title: "#" + clean.Line(tag).String(), Tag: tag}
}

func sourceFilter(m *Model, source string) inbox.Filter {
	return inbox.Filter{Title: m.s.Locale.Chat("source", clean.Line(source).String()), Source: source}
}

// What a remembered filter begins with; after a colon follows the brand, the tag or the
// source.
const (
	rememberMine   = "mine"
	rememberUnread = "unread"
	rememberBrand  = "brand"
	rememberTag    = "tag"
	rememberSource = "source"
)

// rememberedAs is how a filter is remembered: "" if it is not, as that of the block list.
func rememberedAs(f inbox.Filter) string {
	switch {
	case f.Mine:
		return rememberMine
	case f.Unread:
		return rememberUnread
	case f.Brand != 0:
		return rememberBrand + ":" + strconv.FormatInt(int64(f.Brand), 10)
	case f.Tag != "":
		return rememberTag + ":" + f.Tag
	case f.Source != "":
		return rememberSource + ":" + f.Source
	}
	return ""
}

// narrow shows what a filter leaves in, now and on the operator's next screen.
func narrow(m *Model, f inbox.Filter) tea.Cmd {
	m.inbox.Narrow(f, m.chat.Row())
	return m.s.Do("", func(ctx context.Context) error { return m.s.Desk.RememberFilter(ctx, m.s.Me, rememberedAs(f)) })
}

// remembered is the filter of the operator's last screen. ok is false if there was none,
// or its brand is not theirs any more.
func remembered(m *Model) (f inbox.Filter, ok bool) {
	kind, of, _ := strings.Cut(m.s.Operator.Screen.Filter, ":")
	switch kind {
	case rememberMine:
		return mineFilter(m), true
	case rememberUnread:
		return unreadFilter(m), true
	case rememberTag:
		return tagFilter(of), true
	case rememberSource:
		return sourceFilter(m, of), true
	case rememberBrand:
		for _, b := range m.channels.Brands() {
			if strconv.FormatInt(int64(b.ID), 10) == of {
				return brandFilter(b), true
			}
		}
	}
	return f, false
}
