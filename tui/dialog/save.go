package dialog

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/browse"
	"tgdesk/tui/canvas"
	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
	"tgdesk/tui/session"
)

// save asks for the folder that a file is saved in.
type save struct {
	st     *Stack
	msg    core.Message
	title  string
	path   *path
	failed string // why it could not be saved
	saving bool
}

// OpenSave opens the dialog in the folder of the last time: what is typed after it
// names a folder in it, or elsewhere when that begins with a slash.
func (st *Stack) OpenSave(msg core.Message) tea.Cmd {
	id, name := "save", clean.Name(msg.Attachment.FileName, string(msg.Kind)).String()
	if !st.s.Local() {
		id = "save_server"
	}
	d := &save{st: st, msg: msg, title: st.s.Locale.Attach(id, name)}
	var cmd tea.Cmd
	d.path, cmd = newPath(st.s, strings.TrimSuffix(st.saveIn, "/")+"/", true)
	st.Open(d)
	return cmd
}

func (d *save) Scope() keymap.Scope { return d.path.scope() }

// Field implements writer.
func (d *save) Field() *compose.Field { return d.path.field }

func (d *save) Press(a keymap.Action, k tea.KeyMsg) tea.Cmd {
	if a == keymap.ChooseFile {
		return d.choose()
	}
	d.failed = ""
	return d.path.press(a, k)
}

// choose goes into a folder, or saves in the one that was typed.
func (d *save) choose() tea.Cmd {
	if e, ok := d.path.chosen(); ok {
		return d.path.enter(e)
	}
	if d.saving {
		return nil
	}
	d.saving = true
	dir := d.path.path()
	return d.st.s.Read(session.Then(func(ctx context.Context) (string, error) {
		return d.st.s.Desk.SaveFileAs(ctx, d.st.s.Me, d.msg.ID, dir)
	}, func(path string, err error) tea.Cmd {
		return d.saved(dir, path, err)
	}))
}

// saved takes the result of saving.
func (d *save) saved(dir, path string, err error) tea.Cmd {
	d.saving = false
	s := d.st.s
	if err != nil {
		if !d.st.isOpen(d) {
			return s.Failed(err)
		}
		d.failed = s.Sentence(err)
		return nil
	}
	d.st.saveIn = browse.Shorten(dir, s.Home)
	d.st.close(d)
	id := "saved"
	if !s.Local() {
		id = "saved_server"
	}
	return s.Good(s.Locale.Toast(id, clean.Line(path)))
}

func (d *save) busy() bool { return d.saving }

func (d *save) Scroll(n int) { d.path.move(n) }

func (d *save) Click(_, y int) tea.Cmd {
	if i, ok := d.path.clicked(y); ok {
		return d.path.enter(d.path.matches()[i])
	}
	return nil
}

func (d *save) View(w, h int) View {
	rows, cursor := d.path.view(w, max(h-3, 2), true, func(string) bool { return false })
	if d.failed != "" {
		rows = append(rows, canvas.Wrapped("✗ "+d.failed, 0, w, d.st.s.Theme.InputError)...)
	}
	return View{Title: d.title, Rows: rows, Cursor: cursor, Height: h}
}

func (d *save) Hints() []Hint {
	w := d.st.s.Locale
	return []Hint{d.st.hint(keymap.ChooseFile, w.Action("save")), d.st.hint(keymap.CompletePath, w.Attach("key_complete")),
		d.st.hint(keymap.HiddenFiles, w.Attach("key_hidden")), d.st.backHint()}
}
