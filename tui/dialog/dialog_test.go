package dialog

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/spinner"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/media"
	"tgdesk/tui/canvas"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/locale"
	"tgdesk/tui/markdown"
	"tgdesk/tui/richtext"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// driver plays the operator before a stack of dialogs.
type driver struct {
	t      *testing.T
	st     *Stack
	opened []string // what was handed to the desktop
}

func newDriver(t *testing.T) *driver {
	d := &driver{t: t}
	d.st = NewStack(session.New(session.Session{
		Context: t.Context(), Desk: desk.New(nil, nil, core.NewHub(), desk.Options{}), Theme: theme.Dark(theme.Plain),
		Terminal: term.New(nil, io.Discard, term.Options{Local: true}), Locale: locale.English(), Keys: keymap.New(),
		Log: slog.New(slog.DiscardHandler), Home: t.TempDir(), Open: func(path string) error { d.opened = append(d.opened, path); return nil },
		Manual: []markdown.Page{{Name: "chats", Title: "Chats", Source: "# Chats\n\n" + strings.Repeat("One.\n\n", 50) + "The end."}, {Name: "keys", Title: "Keys"}},
		Delay:  func(time.Duration, tea.Msg) tea.Cmd { return nil },
	}))
	return d
}

// press presses keys, named and separated by spaces, and returns the last one's
// command.
func (d *driver) press(keys string) (cmd tea.Cmd) {
	d.t.Helper()
	for name := range strings.FieldsSeq(keys) {
		k, ok := keymap.Parse(name)
		if !ok || d.st.Empty() {
			d.t.Fatalf("nothing takes the key %q", name)
		}
		cmd = d.st.Key(k)
	}
	return cmd
}

// run runs a command, and gives the stack its result.
func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, cmd := range batch {
			d.run(cmd)
		}
		return
	}
	if then, ok := msg.(session.ThenMsg); ok {
		d.run(then())
		return
	}
	if tick, ok := msg.(spinner.TickMsg); ok {
		d.run(d.st.s.Turn(tick))
	}
}

func (d *driver) screen() string {
	c := canvas.New(24)
	d.st.Draw(c, layout.Rect{Y: 1, W: 80, H: 22})
	return term.Frame{Width: 80, Height: 24, Rows: c.Rows()}.String()
}

func (d *driver) expect(texts ...string) {
	d.t.Helper()
	for _, s := range texts {
		if !strings.Contains(d.screen(), s) {
			d.t.Fatalf("no %q on the screen:\n%s", s, d.screen())
		}
	}
}

func (d *driver) expectToast(want string) {
	d.t.Helper()
	if got := d.st.s.Toast.Text; got != want {
		d.t.Errorf("the toast says %q, want %q", got, want)
	}
}

func TestPalette(t *testing.T) {
	t.Parallel()
	d, ran := newDriver(t), ""
	command := func(title, why string) Command {
		return Command{Title: title, Right: "x", Why: why, Run: func() tea.Cmd { ran = title; return nil }}
	}
	d.st.OpenPalette([]Command{command("attach", ""), command("end", "No chat is selected."), command("quit", "")})
	d.expect("COMMANDS", "Type a command…", "▌ attach", "No chat is selected.")
	d.press("q u")
	if s := d.screen(); strings.Contains(s, "attach") || !strings.Contains(s, "▌ quit") {
		t.Errorf("the list does not follow what is typed:\n%s", s)
	}
	d.press("backspace backspace down")
	d.press("enter")
	d.expectToast("No chat is selected.")
	if ran != "" || d.st.Empty() {
		t.Fatalf("%q ran though it could not", ran)
	}
	d.press("down enter")
	if ran != "quit" || !d.st.Empty() {
		t.Errorf("%q ran", ran)
	}
}

func TestQuestion(t *testing.T) {
	t.Parallel()
	q := locale.Question{Text: "End the chat?", Yes: "end", No: "keep"}
	for keys, want := range map[string]struct {
		yes, open, onlyOfQuit bool
	}{
		"y": {yes: true}, "enter": {yes: true}, "n": {}, "esc": {}, "x": {open: true}, "ctrl+c": {onlyOfQuit: true},
		"l l o enter": {open: true}, "t h e y": {open: true}, "o n": {open: true}, "right enter": {open: true}, "l esc": {}, "l ctrl+c": {onlyOfQuit: true},
	} {
		for _, ofQuit := range []bool{false, true} {
			d, yes := newDriver(t), false
			ask := d.st.Ask
			if ofQuit {
				ask = d.st.AskQuit
			}
			ask(q, func() tea.Cmd { yes = true; return nil })
			d.expect("End the chat?", " y end ", " esc keep")
			d.press(keys)
			if yes != (want.yes || want.onlyOfQuit && ofQuit) || d.st.Empty() == want.open {
				t.Errorf("%s, of quitting %v: answered yes: %v, open: %v", keys, ofQuit, yes, !d.st.Empty())
			}
		}
	}
}

// TestRefusalGoes: what a dialog refuses goes with the next key, and with the dialog.
func TestRefusalGoes(t *testing.T) {
	t.Parallel()
	d := newDriver(t)
	d.st.OpenPalette([]Command{{Title: "end", Why: "Not yours."}})
	for _, after := range []string{"ctrl+u", "x", "esc"} {
		if d.press("enter"); d.st.s.Toast.Text != "Not yours." {
			t.Errorf("refused with %q", d.st.s.Toast.Text)
		}
		if d.press(after); d.st.s.Toast.Text != "" {
			t.Errorf("after %s %q is left", after, d.st.s.Toast.Text)
		}
		if after == "x" {
			d.press("ctrl+u")
		}
	}
	d.st.OpenPrompt("report_dates", "show", func(string) (tea.Cmd, error) { return nil, session.Reason("no_answer") })
	if d.press("2 enter esc"); d.st.s.Toast.Text != "" {
		t.Errorf("the line has gone, %q is left", d.st.s.Toast.Text)
	}
	d.st.Ask(locale.Question{Text: "Sure?"}, func() tea.Cmd { return nil })
	if d.press("o esc"); d.st.s.Toast.Text != "" {
		t.Errorf("the question has gone, %q is left", d.st.s.Toast.Text)
	}
}

// TestAltIsNoEsc: a letter with alt means what it is bound to, and nothing where it
// is not: it neither closes the dialog nor types.
func TestAltIsNoEsc(t *testing.T) {
	t.Parallel()
	d := newDriver(t)
	d.st.OpenPalette(nil)
	d.press("a b")
	for _, k := range []string{"alt+j", "alt+1", "alt+q"} {
		if d.press(k); d.st.Field().Text() != "ab" {
			t.Errorf("%s makes the text %q", k, d.st.Field().Text())
		}
	}
	d.press("alt+b X")
	d.expect("Xab")
	d.st.Ask(locale.Question{Text: "Sure?"}, func() tea.Cmd { t.Error("alt+y is taken for y"); return nil })
	if d.press("alt+y alt+n"); len(d.st.open) != 2 {
		t.Error("alt+n closes a question")
	}
}

func TestManual(t *testing.T) {
	t.Parallel()
	d := newDriver(t)
	d.st.OpenManual()
	d.expect("▌ Chats", "Keys")
	d.press("c h enter")
	d.expect("CHATS", "One.")
	d.press("G")
	d.expect("The end.")
	d.press("g")
	if s := d.screen(); strings.Contains(s, "The end.") {
		t.Errorf("the page does not scroll back:\n%s", s)
	}
	if d.press("q"); !d.st.Empty() {
		t.Error("q does not close the page")
	}
}

// TestHelp: as many columns as have room for their texts, this context first; keys
// that do the same stand together, and what cannot be done now is faint.
func TestHelp(t *testing.T) {
	t.Parallel()
	for width, want := range map[int]int{40: 1, 77: 1, 80: 2, 120: 3, 160: 4, 400: 4} {
		d := newDriver(t)
		d.st.s.Theme = theme.Dark(theme.Indexed)
		d.st.OpenHelp(keymap.Lists, func(a keymap.Action) (string, bool) {
			title, _ := d.st.Always(a)
			return title, a != keymap.End
		})
		c := canvas.New(80)
		d.st.Draw(c, layout.Rect{Y: 1, W: width, H: 78})
		lines := term.Frame{Width: width, Height: 80, Rows: c.Rows()}.Plain()
		in := d.st.box.inner
		if first := strings.Fields(lines[in.Y]); strings.Join(first[1:4], " ") != "In the lists" {
			t.Errorf("%d cells: it begins with %q", width, first)
		}
		columns := map[int]bool{}
		faint := 0
		for _, row := range c.Rows()[in.Y : in.Y+in.H] {
			for _, s := range row {
				if strings.Contains(s.Text, d.st.s.Theme.PanelTitle.Paint("x")[:len("\x1b[1;38;5;80m")]) {
					columns[s.X] = true
				}
				if s.Text == d.st.s.Theme.Overlay.Under(d.st.s.Theme.KeyDisabled.Paint("end")) {
					faint++
				}
			}
		}
		if len(columns) != want || faint != 1 {
			t.Errorf("%d cells: %d columns, want %d; %d faint", width, len(columns), want, faint)
		}
		if s := strings.Join(lines, "\n"); !strings.Contains(s, "1  alt+1       pending") || strings.Contains(s, "…") {
			t.Errorf("%d cells: a text is cut, or keys stand apart:\n%s", width, s)
		}
	}
}

func TestLinks(t *testing.T) {
	t.Parallel()
	shop := richtext.Target{Address: "https://shop.example/", Host: "shop.example"}
	odd := richtext.Target{Address: "https://bank.example/", Host: "bank.example", Misleading: true}
	d := newDriver(t)
	if d.run(d.st.OpenLinks([]richtext.Target{shop})); len(d.opened) != 1 || !d.st.Empty() {
		t.Errorf("a plain link opened %q", d.opened)
	}
	if d.run(d.st.OpenLinks([]richtext.Target{odd})); len(d.opened) != 1 {
		t.Error("a misleading link opened without being shown")
	}
	d.expect("▌ bank.example", "https://bank.example/")
	d.press("esc")
	d.run(d.st.OpenLinks([]richtext.Target{shop, odd}))
	if d.run(d.press("j enter")); !slices.Equal(d.opened, []string{shop.Address, odd.Address}) {
		t.Errorf("opened %q", d.opened)
	}
	d.run(d.st.OpenLinks([]richtext.Target{odd, {Host: "mailto"}}))
	d.press("j y")
	d.expectToast("Only http, https and tg addresses can be opened or copied.")
	d.press("k y")
	d.expectToast("Copied the address at bank.example.")
}

// TestClicks: a click beside the frame leaves, one on it does nothing, one inside is
// for the dialog.
func TestClicks(t *testing.T) {
	t.Parallel()
	d, ran := newDriver(t), 0
	one := []Command{{Title: "one", Run: func() tea.Cmd { ran++; return nil }}}
	d.st.OpenPalette(one)
	d.st.Draw(canvas.New(24), layout.Rect{Y: 1, W: 100, H: 22})
	out, in := d.st.box.outer, d.st.box.inner
	for _, at := range [][2]int{{out.X, out.Y}, {out.X + out.W - 1, out.Y + out.H - 1}, {in.X, in.Y}, {in.X, in.Y - 1}} {
		if d.st.Click(at[0], at[1]); d.st.Empty() || ran > 0 {
			t.Fatalf("a click at %v acts", at)
		}
	}
	if d.st.Click(in.X, in.Y+2); ran != 1 || !d.st.Empty() {
		t.Error("a click on the command does not run it")
	}
	for _, at := range [][2]int{{out.X - 1, out.Y}, {out.X + out.W, out.Y}, {out.X, out.Y - 1}, {out.X, out.Y + out.H}} {
		d.st.OpenPalette(one)
		if d.st.Click(at[0], at[1]); !d.st.Empty() {
			t.Errorf("a click beside the frame at %v leaves the dialog open", at)
		}
	}
}

// TestClickAnswers: the buttons of a question are pressed with the mouse, too.
func TestClickAnswers(t *testing.T) {
	t.Parallel()
	for column, want := range map[int]string{0: "yes", 6: "yes", 7: "", 9: "no", 40: ""} {
		d, got := newDriver(t), ""
		d.st.Ask(locale.Question{Text: "End the chat?", Yes: "end", No: "keep"}, func() tea.Cmd { got = "yes"; return nil })
		d.screen()
		d.st.Click(d.st.box.inner.X+column, d.st.box.inner.Y+2)
		if got == "" && d.st.Empty() {
			got = "no"
		}
		if got != want {
			t.Errorf("a click in column %d answers %q, want %q", column, got, want)
		}
	}
}

// home puts files into the home folder.
func (d *driver) home(files ...string) {
	for _, f := range files {
		path := filepath.Join(d.st.s.Home, f)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("x"), 0o600)); err != nil {
			d.t.Fatal(err)
		}
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	d := newDriver(t)
	d.home("bills/june.pdf", "bills/july.pdf", ".secret", "note.txt")
	d.run(d.st.OpenAttach(AttachTo{Name: "Ann"}))
	d.expect("ATTACH · to Ann", "bills/", "note.txt")
	if strings.Contains(d.screen(), ".secret") {
		t.Error("a hidden file is shown unasked")
	}
	d.press("ctrl+t")
	d.expect(".secret")
	d.press("b")
	d.run(d.press("tab"))
	d.expect("~/bills/", "june.pdf", "july.pdf")
	d.press("j tab u")
	if s := d.screen(); !strings.Contains(s, "~/bills/juu") {
		t.Errorf("the names are not completed as far as they agree:\n%s", s)
	}
}

// TestHits: where a row is short, what tells chats apart stays, and names give way.
func TestHits(t *testing.T) {
	t.Parallel()
	d := newDriver(t)
	d.st.OpenFindChat(func(core.ChatRow) tea.Cmd { return nil })
	s := d.st.Top().(*search)
	row := core.ChatRow{Chat: core.Chat{ID: 12, State: core.Unanswered}, Brand: "globex",
		Visitor: core.Visitor{Profile: core.Profile{FirstName: "Maximiliana", LastName: "Featherstonehaugh", Username: "featherstonehaugh"}}}
	s.found([]core.ChatRow{row}, nil)
	for w, want := range map[int]string{
		84: "▌ Maximiliana Featherstonehaugh       @featherstonehaugh · globex · unanswered · #12",
		76: "▌ Maximiliana Featherstonehaugh @featherstoneha… · globex · unanswered · #12",
		60: "▌ Maximiliana Featherstonehaugh    globex · unanswered · #12",
		36: "▌ Maximil… globex · unanswered · #12",
		30: "▌ Maximi… … · unanswered · #12",
	} {
		spans := s.row(0, w)
		title, facts := []rune(ansi.Strip(spans[0].Text)), ansi.Strip(spans[1].Text)
		if got := string(title[:spans[1].X]) + facts; got != want {
			t.Errorf("in %d cells:\n%q, want\n%q", w, got, want)
		}
	}
}

// TestMissingFolder: a folder that is not there is not said to be unreadable.
func TestMissingFolder(t *testing.T) {
	t.Parallel()
	d := newDriver(t)
	d.st.s.Home = filepath.Join(t.TempDir(), "gone")
	d.run(d.st.OpenAttach(AttachTo{Name: "Ann"}))
	d.expect("There is no such folder.")
}

// TestAttach: files stay in the order of choice whatever check ends first, a
// refusal stands in the dialog, and a caption that is not sent is kept.
func TestAttach(t *testing.T) {
	t.Parallel()
	d, kept, written := newDriver(t), "", ""
	d.st.OpenAttach(AttachTo{
		Name: "Ann", KeepCaption: func(text string) tea.Cmd { kept = text; return nil },
		Writing: func(caption string) tea.Cmd { written = caption; return nil },
	}, "/a", "/b")
	a := d.st.Top().(*attach)
	if d.press("enter"); a.handed || a.busy() == false {
		t.Error("files were sent that are still being checked")
	}
	checked := func(path string) { a.checked(path, media.Checked{Path: path, Name: path[1:], Size: 9}, nil) }
	checked("/b")
	checked("/a")
	d.expect("2 files: a (9 B), b (9 B)")
	a.check("/c", false)
	a.checked("/c", media.Checked{}, core.NewError(core.CodeInvalid, "file_empty", "c"))
	d.expect("✗ c is empty: there is nothing to send.")
	d.press("h i")
	d.expect("hi")
	if written != "hi" {
		t.Errorf("being written is %q", written)
	}
	if d.press("esc"); kept != "hi" || !d.st.Empty() {
		t.Errorf("kept %q", kept)
	}
	checked("/d") // comes too late
	if len(a.files) != 2 {
		t.Error("a dialog that was left took a file")
	}
}

func TestSave(t *testing.T) {
	t.Parallel()
	d := newDriver(t)
	d.home("Downloads/old/x", "Downloads/y.txt")
	file := core.Message{Attachment: &core.Attachment{FileName: "bill.pdf"}}
	d.run(d.st.OpenSave(file))
	d.expect("SAVE bill.pdf IN", "~/Downloads/", "old/")
	if strings.Contains(d.screen(), "no such folder") {
		t.Error("a folder that is there is said to be missing")
	}
	for _, missing := range []string{"s", "backspace n", "/", "x"} {
		for k := range strings.FieldsSeq(missing) {
			d.run(d.press(k))
		}
		d.expect("There is no such folder yet. enter makes it")
	}
	for range len("n/x") {
		d.run(d.press("backspace"))
	}
	s := d.st.Top().(*save)
	d.expect("~/Downloads/", "old/")
	if strings.Contains(d.screen(), "y.txt") {
		t.Error("a file is offered as a folder")
	}
	s.saved("", "", context.DeadlineExceeded)
	d.expect("✗ Something went wrong inside tgdesk")
	s.saved(filepath.Join(d.st.s.Home, "Downloads/old"), "/home/bill.pdf", nil)
	d.expectToast("Saved as /home/bill.pdf.")
	if !d.st.Empty() {
		t.Error("the dialog stays open")
	}
	d.run(d.st.OpenSave(file))
	d.expect("~/Downloads/old/") // where the last one was saved
	for k := range strings.FieldsSeq("/ s r v /") {
		d.run(d.press(k))
	}
	if got := d.st.Top().(*save).path.path(); got != "/srv" {
		t.Errorf("a path from the root is taken as %q", got)
	}
}

// TestListClosedWhileReading: a list that is closed says no more that it could not be read,
// and is not read again.
func TestListClosedWhileReading(t *testing.T) {
	t.Parallel()
	d := newDriver(t)
	reads, failed := 0, 0
	d.st.ListFailed = func() { failed++ }
	fails := func(context.Context) ([]Command, error) {
		reads++
		return nil, core.NewError(core.CodeInternal, "internal")
	}
	list := func(all []Command) []Command { return all }
	read := OpenLive(d.st, "team", "nobody", fails, list)
	d.st.Refresh()
	d.press("esc")
	if d.run(read); reads != 1 || failed != 0 || d.st.s.Toast.Text != "" {
		t.Errorf("%d reads, %d failed, and it is said: %q", reads, failed, d.st.s.Toast.Text)
	}
	read = OpenLive(d.st, "team", "nobody", fails, list)
	d.st.Refresh()
	if d.run(read); reads != 2 || failed != 1 || !d.st.Empty() {
		t.Errorf("%d reads, %d failed", reads, failed)
	}
}
