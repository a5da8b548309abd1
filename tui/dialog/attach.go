package dialog

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/desk"
	"tgdesk/core/media"
	"tgdesk/tui/browse"
	"tgdesk/tui/canvas"
	"tgdesk/tui/compose"
	"tgdesk/tui/keymap"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// attach chooses files, gives them a caption and hands them to the outbox.
// Refusals stand in it, so that nothing typed is lost.
type attach struct {
	st       *Stack
	to       AttachTo
	title    string
	path     *path
	caption  *compose.Field
	writing  bool            // the caption has the focus
	files    []media.Checked // in the order in which they were chosen
	order    []string        // the paths that were chosen, checked or not
	offers   []media.Checked // pictures that Telegram takes as documents only
	refused  []string        // why files were, and what else is wrong
	checking int             // checks under way
	handed   bool            // to the outbox; the result is not back yet
}

// AttachTo is the chat that files are attached to, and what becomes of it.
type AttachTo struct {
	Chat core.ChatID
	Name string // of the visitor, as it may be shown
	// ReplyTo is what the message answers, asked when it is sent; 0 for nothing.
	ReplyTo func() core.MessageID
	Sending func() tea.Cmd // the files go to the outbox
	Sent    func() tea.Cmd // they are in the outbox
	// Writing is given the caption as it is being written.
	Writing func(caption string) tea.Cmd
	// KeepCaption is given a caption that was written and not sent.
	KeepCaption func(text string) tea.Cmd
}

// OpenAttach opens the dialog where the last file came from. With paths, as of
// files that were dropped on the terminal, these are chosen already.
func (st *Stack) OpenAttach(to AttachTo, paths ...string) tea.Cmd {
	w := st.s.Locale
	a := &attach{st: st, to: to, title: w.Attach("title", to.Name), caption: compose.NewField(desk.MaxReply), writing: len(paths) > 0}
	if !st.s.Local() {
		a.title = w.Attach("title_server", to.Name)
	}
	var cmd tea.Cmd
	a.path, cmd = newPath(st.s, st.from, false)
	st.Open(a)
	cmds := []tea.Cmd{cmd}
	for _, p := range paths {
		cmds = append(cmds, a.check(p, false))
	}
	return tea.Batch(cmds...)
}

func (a *attach) Scope() keymap.Scope {
	switch {
	case len(a.offers) > 0:
		return keymap.Question
	case a.writing:
		return keymap.Caption
	}
	return a.path.scope()
}

// Field implements writer.
func (a *attach) Field() *compose.Field {
	switch {
	case len(a.offers) > 0:
		return nil
	case a.writing:
		return a.caption
	}
	return a.path.field
}

func (a *attach) Press(action keymap.Action, k tea.KeyMsg) tea.Cmd {
	switch {
	case len(a.offers) > 0:
		return a.answer(action)
	case action == keymap.SendFiles:
		return a.send()
	case action == keymap.ChooseFile:
		return a.choose()
	case action == keymap.MarkFile:
		return a.toggle(a.path.path())
	case action == keymap.ToFiles:
		a.writing = false
	case action == keymap.ToCaption:
		a.writing = true
	case a.writing:
		a.caption.Press(action, k)
		return a.to.Writing(a.caption.Text())
	default:
		a.refused = nil
		return a.path.press(action, k)
	}
	return nil
}

func (a *attach) Scroll(n int) {
	if !a.writing {
		a.path.move(n)
	}
}

func (a *attach) Click(_, y int) tea.Cmd {
	if i, ok := a.path.clicked(y); ok {
		a.writing, a.path.at = false, i
		return a.take()
	}
	return nil
}

// choose goes into a directory, takes a file, or goes on to the caption.
func (a *attach) choose() tea.Cmd {
	if len(a.files) > 0 && a.path.at < 0 {
		a.writing = true
		return nil
	}
	return a.take()
}

func (a *attach) take() tea.Cmd {
	if e, ok := a.path.chosen(); ok && e.Dir {
		return a.path.enter(e)
	}
	if t := a.path.field.Text(); a.path.at < 0 && (t == "" || t[len(t)-1] == '/' || t == "~") {
		return nil
	}
	a.writing = true
	if path := a.path.path(); !a.has(path) {
		return a.check(path, false)
	}
	return nil
}

// toggle takes a file in or out.
func (a *attach) toggle(path string) tea.Cmd {
	if e, ok := a.path.chosen(); ok && e.Dir {
		return nil
	}
	if !a.has(path) {
		return a.check(path, false)
	}
	a.files = slices.DeleteFunc(a.files, func(c media.Checked) bool { return c.Path == path })
	a.order = slices.DeleteFunc(a.order, func(p string) bool { return p == path })
	return nil
}

func (a *attach) has(path string) bool {
	return slices.ContainsFunc(a.files, func(c media.Checked) bool { return c.Path == path })
}

// check asks the desk whether a file can be sent.
func (a *attach) check(path string, asDocument bool) tea.Cmd {
	a.checking++
	if a.checking == 1 {
		a.refused = nil
	}
	if !slices.Contains(a.order, path) {
		a.order = append(a.order, path)
	}
	return a.st.s.Read(session.Then(func(ctx context.Context) (media.Checked, error) {
		return a.st.s.Desk.CheckFile(ctx, a.st.s.Me, a.to.Chat, path, asDocument)
	}, func(file media.Checked, err error) tea.Cmd { return a.checked(path, file, err) }))
}

// checked takes a checked file in. Checks run side by side and end in any order;
// albums and the caption go by the order of choice.
func (a *attach) checked(path string, file media.Checked, err error) tea.Cmd {
	a.checking--
	switch {
	case !a.st.isOpen(a):
	case err != nil:
		a.refused = append(a.refused, a.st.s.Sentence(err))
		a.writing = a.writing && (len(a.files) > 0 || a.checking > 0)
	case file.OfferDocument:
		a.offers = append(a.offers, file)
	case !a.has(path):
		a.files = append(a.files, file)
		slices.SortStableFunc(a.files, func(x, y media.Checked) int {
			return cmp.Compare(slices.Index(a.order, x.Path), slices.Index(a.order, y.Path))
		})
		a.st.from = browse.Shorten(a.path.dir, a.st.s.Home) + "/"
	}
	return nil
}

// answer takes the answer to whether a picture may go as a document.
func (a *attach) answer(action keymap.Action) tea.Cmd {
	switch action {
	case keymap.Yes:
		path := a.offers[0].Path
		a.offers = a.offers[1:]
		return a.check(path, true)
	case keymap.No:
		a.offers = a.offers[1:]
		a.writing = a.writing && len(a.files) > 0
	}
	return nil
}

func (a *attach) send() tea.Cmd {
	switch {
	case a.handed || a.checking > 0:
		return nil
	case len(a.files) == 0:
		a.writing, a.refused = false, []string{a.st.s.Locale.Attach("none_chosen")}
		return nil
	}
	a.handed, a.refused = true, nil
	to, files, caption := a.to.ReplyTo(), slices.Clone(a.files), a.caption.Text()
	return tea.Batch(a.to.Sending(), a.st.s.Write(func(ctx context.Context) tea.Msg {
		_, err := a.st.s.Desk.Attach(ctx, a.st.s.Me, a.to.Chat, files, caption, to)
		return session.ThenMsg(func() tea.Cmd { return a.attached(err) })
	}))
}

// attached takes the result of handing files to the outbox.
func (a *attach) attached(err error) tea.Cmd {
	a.handed = false
	switch {
	case err != nil && a.st.isOpen(a):
		a.refused = []string{a.st.s.Sentence(err)}
		return nil
	case err != nil:
		return tea.Batch(a.st.s.Failed(err), a.Leave())
	}
	a.st.close(a)
	return a.to.Sent()
}

func (a *attach) busy() bool { return a.checking > 0 || a.handed }

// Leave implements leaver: the caption joins the draft of its chat, unless it is
// under way. It comes back should that fail.
func (a *attach) Leave() tea.Cmd {
	caption := a.caption.Text()
	if a.handed || strings.TrimSpace(caption) == "" {
		return nil
	}
	a.caption.SetText("")
	return a.to.KeepCaption(caption)
}

func (a *attach) View(w, h int) View {
	foot := a.foot(w)
	rows, cursor := a.path.view(w, max(h-len(foot)-3, 2), !a.writing, a.has)
	rows = append(rows, foot...)
	caption, x := a.caption.Row(&a.st.s.Theme, w, a.st.s.Locale.Attach("caption"), a.writing)
	switch {
	case len(a.offers) > 0:
		cursor = nil
	case a.writing:
		cursor = &term.Point{X: x, Y: len(rows)}
	}
	rows = append(rows, caption)
	return View{Title: a.title, Rows: rows, Cursor: cursor, Height: h}
}

// refusedShown is how many refusals the dialog has room for.
const refusedShown = 2

// foot lists the chosen files and the refusals, and asks about pictures.
func (a *attach) foot(w int) []term.Row {
	th, words := &a.st.s.Theme, a.st.s.Locale
	var rows []term.Row
	add := func(s string, style theme.Style) { rows = append(rows, canvas.Wrapped(s, 0, w, style)...) }
	if len(a.files) > 0 {
		names := make([]string, len(a.files))
		for i, c := range a.files {
			names[i] = fmt.Sprintf("%s (%s)", clean.Name(c.Name, "?"), core.ShortSize(c.Size))
		}
		add(words.Attach("chosen", len(a.files), strings.Join(names, ", ")), th.Good)
	}
	for _, why := range a.refused[:min(len(a.refused), refusedShown)] {
		add("✗ "+why, th.InputError)
	}
	if more := len(a.refused) - refusedShown; more > 0 {
		add(words.Attach("refused_more", more), th.InputError)
	}
	if len(a.offers) > 0 {
		why := "offer"
		if !a.offers[0].Measured() {
			why = "offer_unreadable"
		}
		name := clean.Name(a.offers[0].Name, "?").String()
		add(words.Attach(why, name), th.Warn)
	}
	return rows
}

func (a *attach) Hints() []Hint {
	w := a.st.s.Locale
	switch {
	case len(a.offers) > 0:
		return []Hint{a.st.hint(keymap.Yes, w.Attach("key_document")), a.st.hint(keymap.No, w.Attach("key_leave"))}
	case a.writing:
		return []Hint{a.st.hint(keymap.SendFiles, w.Action("send")), a.st.hint(keymap.ToFiles, w.Attach("key_more")), a.st.backHint()}
	}
	return []Hint{a.st.hint(keymap.ChooseFile, w.Attach("key_take")), a.st.hint(keymap.MarkFile, w.Attach("key_several")),
		a.st.hint(keymap.CompletePath, w.Attach("key_complete")), a.st.hint(keymap.HiddenFiles, w.Attach("key_hidden")), a.st.backHint()}
}
