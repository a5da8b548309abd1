package tui

import (
	"context"

	"tgdesk/core"
	"tgdesk/tui/browse"
	"tgdesk/tui/compose"
)

// dropped are pasted paths that turned out to be files: terminals paste the
// path of a file that is dropped on them.
type dropped struct {
	paths   []string
	box     *compose.Editor
	version uint64
	chat    core.ChatID
}

// lookDropped checks whether a paste, which is in the composer already, names
// files.
func (m *Model) lookDropped(pasted string) {
	paths := browse.Dropped(pasted, m.o.Home)
	if paths == nil || m.write.noting || m.write.editing.ID != 0 || m.whyNotAttach() != "" {
		return
	}
	r := dropped{paths: paths, box: m.write.box(), version: m.write.box().Version(), chat: m.write.chat}
	m.queue(func(context.Context) any {
		if browse.Exist(paths) {
			return r
		}
		return nil
	})
}

// apply asks, unless something was typed meanwhile: no question may take the
// keys of somebody who goes on typing.
func (r dropped) apply(m *Model) {
	if m.overlay != nil || m.settings != nil || m.write.chat != r.chat || m.write.box() != r.box || r.box.Version() != r.version {
		return
	}
	m.ask(m.o.Words.AskAttach(len(r.paths), m.nameOf(m.chat.row)), func() {
		if r.box.Version() == r.version {
			r.box.Undo()
			m.changed()
		}
		a := m.newAttaching()
		a.writing = true
		m.overlay = a
		for _, p := range r.paths {
			a.check(m, p, false)
		}
	})
}
