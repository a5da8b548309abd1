package dialog

import (
	"context"
	"slices"
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/session"
)

// Dialogs about the tags of chats. Those in use are read when a dialog opens, and only
// then: no screen reads them for every message.

// OpenFilter lists what the lists can be narrowed to, and then the tags and the sources
// that chats have: tag and source make a command of one.
func (st *Stack) OpenFilter(all []Command, tag func(core.TagUse) Command, source func(core.SourceUse) Command) tea.Cmd {
	p := st.openList("filter", all)
	p.height = mostHeight
	var sources []core.SourceUse
	return session.Restart(st.s, &p.reads, func(ctx context.Context) ([]core.TagUse, error) {
		tags, err := st.s.Desk.TagsInUse(ctx, core.Set[core.BrandID]{})
		if err == nil {
			sources, err = st.s.Desk.SourcesInUse(ctx, core.Set[core.BrandID]{})
		}
		return tags, err
	}, func(tags []core.TagUse, err error) tea.Cmd {
		if err != nil {
			return st.notRead(err)
		}
		for _, use := range tags {
			all = append(all, tag(use))
		}
		for _, use := range sources {
			all = append(all, source(use))
		}
		p.offer(all)
		return nil
	})
}

// tagList changes the tags of a chat: what is chosen is added, or removed where the chat
// has it.
type tagList struct {
	*picker
	chat core.ChatID
	tags core.Tags // of the chat, as far as is known
	uses []core.TagUse
}

// OpenTags shows the tags of a chat to change them.
func (st *Stack) OpenTags(row core.ChatRow) tea.Cmd {
	l := &tagList{picker: st.newPicker("tags"), chat: row.Chat.ID, tags: row.Tags}
	l.stays, l.height, l.none = true, mostHeight, st.s.Locale.Panel("tags_none")
	l.changed = func(string) tea.Cmd { l.list(); return nil }
	l.list()
	st.Open(l)
	return session.Restart(st.s, &l.reads, func(ctx context.Context) ([]core.TagUse, error) {
		return st.s.Desk.TagsInUse(ctx, core.SetOf(row.Chat.BrandID))
	}, func(uses []core.TagUse, err error) tea.Cmd {
		if err != nil {
			return st.notRead(err)
		}
		l.uses = uses
		l.list()
		return nil
	})
}

// list lists the chat's own tags, then the others in use, as far as the query fits them,
// and the query itself where it would be a new tag. The tag that is typed stands first.
func (l *tagList) list() {
	query := strings.TrimPrefix(strings.TrimSpace(l.field.Text()), "#")
	key, exact := core.TagKey(query), false
	l.entries = nil
	add := func(mark, tag, right string) {
		c := Command{Title: mark + " #" + clean.Line(tag).String(), Right: right, Run: func() tea.Cmd { return l.toggle(tag) }}
		switch of := core.TagKey(tag); {
		case key != "" && of == key:
			exact, l.entries = true, slices.Insert(l.entries, 0, c)
		case strings.Contains(of, key):
			l.entries = append(l.entries, c)
		}
	}
	for _, tag := range l.tags.List() {
		add("✓", tag, "")
	}
	for _, use := range l.uses {
		if !l.tags.Has(use.Tag) {
			add(" ", use.Tag, strconv.Itoa(use.Chats))
		}
	}
	if query == "" || exact {
		return
	}
	c := Command{Title: "+ #" + clean.Line(query).String(), Right: l.st.s.Locale.Panel("tag_new"), Run: func() tea.Cmd { return l.toggle(query) }}
	if _, err := core.CheckTag(query); err != nil {
		c.Why = l.st.s.Sentence(err)
	}
	l.entries = append(l.entries, c)
}

// toggle adds a tag, or removes it where the chat has it, and begins a new query.
func (l *tagList) toggle(tag string) tea.Cmd {
	var add, remove []string
	if l.tags.Has(tag) {
		remove = []string{tag}
	} else {
		add = []string{tag}
	}
	l.field.SetText("")
	return l.st.s.Write(session.Then(func(ctx context.Context) (core.Tags, error) {
		return l.st.s.Desk.Tag(ctx, l.st.s.Me, l.chat, add, remove)
	}, func(tags core.Tags, err error) tea.Cmd {
		if err != nil {
			return l.st.s.Failed(err)
		}
		l.tags = tags
		l.list()
		l.Scroll(0)
		return nil
	}))
}

func (l *tagList) Hints() []Hint {
	hints := l.picker.Hints()
	hints[0].Title = l.st.s.Locale.Panel("tag_toggle")
	return hints
}
