package tui

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/core/media"
	"tgdesk/tui/browse"
	"tgdesk/tui/chat"
	"tgdesk/tui/compose"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// attaching is the dialog that chooses files, gives them a caption and hands
// them to the outbox. Refusals stand in it, so that nothing typed is lost.
type attaching struct {
	chat    core.ChatID
	title   string
	path    *pathBox
	caption *compose.Field
	writing bool            // the caption has the focus
	files   []media.Checked // in the order in which they were chosen
	order   []string        // the paths that were chosen, checked or not
	offers  []media.Checked // pictures that Telegram takes as documents only
	refused []string        // why files were, and what else is wrong
	busy    int             // checks under way
	handed  bool
}

// openAttach opens the dialog where the last file came from.
func (m *Model) openAttach() {
	row, _ := m.subject()
	m.open(row)
	m.overlay = m.newAttaching()
}

func (m *Model) newAttaching() *attaching {
	a := &attaching{
		chat: m.chat.id, title: m.o.Words.Attach("title", m.nameOf(m.chat.row)),
		path: newPathBox(m.files.from, m.o.Home, false), caption: compose.NewField(desk.MaxReply),
	}
	if !m.o.Terminal.Capabilities().OpenFile {
		a.title = m.o.Words.Attach("title_server", m.nameOf(m.chat.row))
	}
	a.path.look(m)
	return a
}

func (a *attaching) press(m *Model, k press) {
	if len(a.offers) > 0 {
		a.answer(m, k)
		return
	}
	switch {
	case k.name == "enter":
		a.enter(m)
	case k.name == "shift+tab", k.name == "tab" && a.writing:
		a.writing = !a.writing
	case k.name == "space" && !a.writing && a.path.at >= 0:
		a.toggle(m, a.path.path())
	case a.writing:
		a.caption.Key(k.name, k.runes, k.paste)
	default:
		a.refused = nil
		a.path.key(m, k)
	}
}

// enter goes into a directory, takes a file, or sends.
func (a *attaching) enter(m *Model) {
	switch {
	case a.writing:
		a.send(m)
	case len(a.files) > 0 && a.path.at < 0:
		a.writing = true
	default:
		a.take(m)
	}
}

func (a *attaching) take(m *Model) {
	if e, ok := a.path.chosen(); ok && e.Dir {
		a.path.enter(m, e)
		return
	}
	if t := a.path.field.Text(); a.path.at < 0 && (t == "" || t[len(t)-1] == '/' || t == "~") {
		return
	}
	a.writing = true
	if path := a.path.path(); !a.has(path) {
		a.check(m, path, false)
	}
}

// toggle takes a file in or out.
func (a *attaching) toggle(m *Model, path string) {
	if e, ok := a.path.chosen(); ok && e.Dir {
		return
	}
	if a.has(path) {
		a.files = slices.DeleteFunc(a.files, func(c media.Checked) bool { return c.Path == path })
		a.order = slices.DeleteFunc(a.order, func(p string) bool { return p == path })
		return
	}
	a.check(m, path, false)
}

func (a *attaching) has(path string) bool {
	return slices.ContainsFunc(a.files, func(c media.Checked) bool { return c.Path == path })
}

// fileChecked is what the desk says of a file.
type fileChecked struct {
	dialog *attaching
	path   string
	file   media.Checked
	err    error
}

func (a *attaching) check(m *Model, path string, asDocument bool) {
	a.busy++
	if a.busy == 1 {
		a.refused = nil
	}
	if !slices.Contains(a.order, path) {
		a.order = append(a.order, path)
	}
	desk, chat := m.o.Desk, a.chat
	m.queue(func(ctx context.Context) any {
		c, err := desk.CheckFile(ctx, chat, path, asDocument)
		return fileChecked{dialog: a, path: path, file: c, err: err}
	})
}

func (r fileChecked) apply(m *Model) {
	a := r.dialog
	a.busy--
	switch {
	case m.overlay != a:
	case r.err != nil:
		a.refuse(m.o.Words.Error(r.err))
	case r.file.OfferDocument:
		a.offers = append(a.offers, r.file)
	case !a.has(r.path):
		a.put(r.file)
		m.files.from = browse.Shorten(a.path.read, m.o.Home) + "/"
	}
}

// refuse says why a file was not taken. Who writes the caption goes on, if
// there still is or may be a file.
func (a *attaching) refuse(why string) {
	a.refused = append(a.refused, why)
	a.writing = a.writing && (len(a.files) > 0 || a.busy > 0)
}

// put takes a file in. Checks run side by side and end in any order; albums
// and the caption go by the order of choice.
func (a *attaching) put(c media.Checked) {
	a.files = append(a.files, c)
	slices.SortStableFunc(a.files, func(x, y media.Checked) int {
		return cmp.Compare(slices.Index(a.order, x.Path), slices.Index(a.order, y.Path))
	})
}

// answer takes the answer to whether a picture may go as a document.
func (a *attaching) answer(m *Model, k press) {
	switch k.command() {
	case "y", "Y", "enter":
		path := a.offers[0].Path
		a.offers = a.offers[1:]
		a.check(m, path, true)
	case "n", "N":
		a.offers = a.offers[1:]
		a.writing = a.writing && len(a.files) > 0
	}
}

func (a *attaching) send(m *Model) {
	switch {
	case a.handed || a.busy > 0:
		return
	case len(a.files) == 0:
		a.writing, a.refused = false, []string{m.o.Words.Attach("none_chosen")}
		return
	}
	a.handed, a.refused = true, nil
	m.toEnd(a.chat)
	to := core.MessageID(0)
	if m.write.chat == a.chat {
		to = m.write.replyTo.ID
	}
	desk, op, files, caption := m.o.Desk, m.o.Operator.ID, slices.Clone(a.files), a.caption.Text()
	m.do(func(ctx context.Context) any {
		_, err := desk.Attach(ctx, op, a.chat, files, caption, to)
		return attached{dialog: a, err: err}
	})
}

// attached is the result of handing files to the outbox.
type attached struct {
	dialog *attaching
	err    error
}

func (r attached) apply(m *Model) {
	r.dialog.handed = false
	m.readChat()
	switch {
	case r.err != nil && m.overlay == r.dialog:
		r.dialog.refused = []string{m.o.Words.Error(r.err)}
		return
	case r.err != nil:
		m.toastError(r.err)
		r.dialog.left(m)
		return
	}
	if m.write.chat == r.dialog.chat {
		m.answer(core.Message{})
	}
	m.answered(r.dialog.chat)
	if m.overlay == r.dialog {
		m.closeOverlay()
	}
}

// left keeps the caption of a dialog that was left without sending: it joins the
// draft of its chat.
func (a *attaching) left(m *Model) {
	if a.handed || strings.TrimSpace(a.caption.Text()) == "" {
		return // under way: it comes back should that fail
	}
	m.keepText(a.chat, a.caption.Text())
	a.caption.SetText("")
}

func (a *attaching) input() *compose.Field {
	switch {
	case len(a.offers) > 0:
		return nil
	case a.writing:
		return a.caption
	}
	return a.path.field
}

func (a *attaching) click(m *Model, line int) {
	if i := a.path.top + line - 1; line >= 1 && i < len(a.path.matches()) {
		a.writing, a.path.at = false, i
		a.take(m)
	}
}

func (a *attaching) content(m *Model, w, h int) (string, []term.Row, *term.Point) {
	foot := a.foot(m, w)
	rows, cursor := a.path.rows(m, w, max(h-len(foot)-3, 2), !a.writing, a.has)
	rows = append(rows, foot...)
	line, x := a.caption.Render(w)
	style := m.o.Theme.Input
	if a.writing {
		style, cursor = m.o.Theme.InputFocused, &term.Point{X: x, Y: len(rows)}
	}
	if a.caption.Empty() {
		line, style = m.o.Words.Attach("caption"), style.And(m.o.Theme.Placeholder)
	}
	rows = append(rows, term.Row{{W: w, Text: style.Paint(text.Fit(line, w))}})
	if len(a.offers) > 0 {
		cursor = nil
	}
	return a.title, rows, cursor
}

// foot tells what was chosen, what was refused, and what is asked.
func (a *attaching) foot(m *Model, w int) []term.Row {
	th := &m.o.Theme
	var rows []term.Row
	add := func(s string, paint func(string) string) {
		for _, l := range text.Wrap(s, w) {
			rows = append(rows, term.Row{{W: text.Width(l), Text: paint(l)}})
		}
	}
	if len(a.files) > 0 {
		add(m.o.Words.Attach("chosen", len(a.files), a.list()), th.Good.Paint)
	}
	for _, why := range a.refused[:min(len(a.refused), refusedShown)] {
		add("✗ "+why, th.InputError.Paint)
	}
	if more := len(a.refused) - refusedShown; more > 0 {
		add(m.o.Words.Attach("refused_more", more), th.InputError.Paint)
	}
	if len(a.offers) > 0 {
		why := "offer"
		if !a.offers[0].Measured() {
			why = "offer_unreadable"
		}
		add(m.o.Words.Attach(why, clean.Name(a.offers[0].Name, "?").String()), th.Warn.Paint)
	}
	return rows
}

// refusedShown is how many refusals the dialog has room for.
const refusedShown = 2

// list names the chosen files.
func (a *attaching) list() string {
	var out []string
	for _, c := range a.files {
		out = append(out, fmt.Sprintf("%s (%s)", clean.Name(c.Name, "?"), chat.Bytes(c.Size)))
	}
	return strings.Join(out, ", ")
}

func (a *attaching) hints(m *Model) []hint {
	w := m.o.Words
	switch {
	case len(a.offers) > 0:
		return []hint{{"y", w.Attach("key_document")}, {"n", w.Attach("key_leave")}}
	case a.writing:
		return []hint{{"enter", w.Action("send")}, {"tab", w.Attach("key_more")}, {"esc", w.Action("back")}}
	}
	return []hint{{"enter", w.Attach("key_take")}, {"space", w.Attach("key_several")}, {"tab", w.Attach("key_complete")},
		{"ctrl+t", w.Attach("key_hidden")}, {"esc", w.Action("back")}}
}
