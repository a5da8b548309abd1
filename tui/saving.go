package tui

import (
	"context"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/browse"
	"tgdesk/tui/compose"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// saving is the dialog that asks for the folder a file is saved in.
type saving struct {
	msg     core.Message
	title   string
	path    *pathBox
	trouble string
	busy    bool
}

// saveFile opens the dialog with the folder of the last time.
func (m *Model) saveFile() {
	msg, _ := m.fileMessage()
	name := clean.Name(msg.Attachment.FileName, string(msg.Kind)).String()
	s := &saving{msg: msg, title: m.o.Words.Save("title", name), path: newPathBox(m.files.to, m.o.Home, true)}
	if !m.o.Terminal.Capabilities().OpenFile {
		s.title = m.o.Words.Save("title_server", name)
	}
	s.path.look(m)
	m.overlay = s
}

func (s *saving) press(m *Model, k press) {
	if k.name != "enter" {
		s.trouble = ""
		s.path.key(m, k)
		return
	}
	if e, ok := s.path.chosen(); ok {
		s.path.enter(m, e)
		return
	}
	if s.busy {
		return
	}
	s.busy = true
	desk, id, dir := m.o.Desk, s.msg.ID, s.path.path()
	m.queue(func(ctx context.Context) any {
		path, err := desk.SaveFileAs(ctx, id, dir)
		return savedFile{dialog: s, dir: dir, path: path, err: err}
	})
}

// savedFile is the result of saving.
type savedFile struct {
	dialog    *saving
	dir, path string
	err       error
}

func (r savedFile) apply(m *Model) {
	r.dialog.busy = false
	if r.err != nil {
		if m.overlay == r.dialog {
			r.dialog.trouble = m.o.Words.Error(r.err)
		} else {
			m.toastError(r.err)
		}
		return
	}
	m.files.to = browse.Shorten(r.dir, m.o.Home)
	if m.overlay == r.dialog {
		m.closeOverlay()
	}
	id := "saved"
	if !m.o.Terminal.Capabilities().OpenFile {
		id = "saved_server"
	}
	m.toastGood(m.o.Words.Toast(id, clean.Line(r.path)))
}

func (s *saving) input() *compose.Field { return s.path.field }

func (s *saving) click(m *Model, line int) {
	if i := s.path.top + line - 1; line >= 1 && i < len(s.path.matches()) {
		s.path.enter(m, s.path.matches()[i])
	}
}

func (s *saving) content(m *Model, w, h int) (string, []term.Row, *term.Point) {
	rows, cursor := s.path.rows(m, w, max(h-3, 2), true, func(string) bool { return false })
	if s.trouble != "" {
		for _, l := range text.Wrap("✗ "+s.trouble, w) {
			rows = append(rows, term.Row{{W: text.Width(l), Text: m.o.Theme.InputError.Paint(l)}})
		}
	}
	return s.title, rows, cursor
}

func (s *saving) hints(m *Model) []hint {
	w := m.o.Words
	return []hint{{"enter", w.Action("save")}, {"tab", w.Attach("key_complete")}, {"ctrl+t", w.Attach("key_hidden")}, {"esc", w.Action("back")}}
}
