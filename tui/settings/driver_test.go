package settings

import (
	"io"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/canned"
	"tgdesk/tui/keymap"
	"tgdesk/tui/locale"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

// driver plays the operator and the root model: it presses keys, runs commands
// and reads the screen.
type driver struct {
	t    *testing.T
	s    *Screen
	desk *fakeDesk
	now  time.Time
	hold bool      // run no commands
	held []tea.Cmd // what was not run
	w, h int
}

// checkedWords is the English catalogue; it fails the test on a missing sentence
// and on one whose arguments do not fit.
func checkedWords(t testing.TB) *locale.Catalogue {
	w := locale.English()
	w.OnLookup = func(id string, fits bool) {
		if !fits {
			t.Errorf("there is no text for %s, or its arguments do not fit", id)
		}
	}
	return w
}

func open(t *testing.T, desk *fakeDesk, firstRun bool) *driver {
	d := &driver{t: t, desk: desk, now: at("14:02:00"), w: 80, h: 24}
	var first tea.Cmd
	d.s, first = New(Options{Session: newSession(t, checkedWords(t), theme.Dark(theme.Plain), func() time.Time { return d.now }), Desk: desk, FirstRun: firstRun, Canned: canned.NewCache()})
	d.run(first)
	return d
}

// newSession is that of operator 7.
func newSession(t testing.TB, w *locale.Catalogue, th theme.Theme, now func() time.Time) *session.Session {
	return session.New(session.Session{
		Context: t.Context(), Desk: desk.New(nil, nil, core.NewHub(), desk.Options{Now: now}), Operator: core.Operator{ID: 7, Name: "mika", Role: core.RoleAdmin}, Locale: w, Theme: th,
		Terminal: term.New(nil, io.Discard, term.Options{}),
		ReadFlow: func(string) (session.FlowFile, error) { return session.FlowFile{}, nil },
		Delay:    func(time.Duration, tea.Msg) tea.Cmd { return nil },
	})
}

// run runs a command, and what follows from it.
func (d *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if d.hold {
		d.held = append(d.held, cmd)
		return
	}
	msg := cmd()
	if batch, ok := msg.(tea.BatchMsg); ok {
		for _, cmd := range batch {
			d.run(cmd)
		}
		return
	}
	d.run(d.s.Update(msg))
	d.now = d.now.Add(time.Second)
}

// release runs the held commands.
func (d *driver) release() {
	held := d.held
	d.held, d.hold = nil, false
	for _, cmd := range held {
		d.run(cmd)
	}
}

// press presses keys, named and separated by spaces.
func (d *driver) press(keys string) {
	for name := range strings.FieldsSeq(keys) {
		k, ok := keymap.Parse(name)
		if !ok {
			d.t.Fatalf("there is no key %q", name)
		}
		d.run(d.s.Update(k))
	}
}

// enter types text key by key.
func (d *driver) enter(text string) {
	for _, r := range text {
		d.run(d.s.Update(keymap.Rune(r, false)))
	}
}

func (d *driver) paste(text string) { d.s.Paste(text) }

func (d *driver) typing() bool { return d.s.Scope() == keymap.SettingsField }

// view is the screen as plain text.
func (d *driver) view() string {
	rows, cursor := d.s.Render(d.w, d.h)
	return term.Frame{Width: d.w, Height: d.h, Rows: rows, Cursor: cursor}.String()
}

func (d *driver) expect(parts ...string) {
	d.t.Helper()
	flat := flatten(d.view())
	for _, p := range parts {
		if !strings.Contains(flat, p) {
			d.t.Fatalf("no %q on the screen:\n%s", p, d.view())
		}
	}
}

func (d *driver) expectNot(part string) {
	d.t.Helper()
	if strings.Contains(flatten(d.view()), part) {
		d.t.Fatalf("%q on the screen:\n%s", part, d.view())
	}
}

// flatten undoes the wrapping, so that a sentence can be looked for.
func flatten(s string) string { return strings.Join(strings.Fields(s), " ") }

// toast takes the toast away, and returns what it said.
func (d *driver) toast() (text string, bad bool) {
	defer d.s.o.ClearToast()
	return d.s.o.Toast.Text, d.s.o.Toast.Kind == session.ToastBad
}

func (d *driver) notice(want string, bad bool) {
	d.t.Helper()
	got, isBad := d.toast()
	if got != want || isBad != bad {
		d.t.Fatalf("the toast says %q (bad %v), want %q (bad %v)", got, isBad, want, bad)
	}
}

// clickOn clicks on the first cell where text stands.
func (d *driver) clickOn(text string) {
	d.t.Helper()
	for y, row := range strings.Split(d.view(), "\n") {
		if i := strings.Index(row, text); i >= 0 {
			d.run(d.s.Click(len([]rune(row[:i])), y))
			return
		}
	}
	d.t.Fatalf("no %q to click on:\n%s", text, d.view())
}

// expectClean expects nothing on the screen or in a notice that a terminal
// would obey.
func (d *driver) expectClean() {
	d.t.Helper()
	notice, _ := d.toast()
	for _, r := range d.view() + notice {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)) {
			d.t.Fatalf("%U on the screen:\n%q", r, d.view()+notice)
		}
	}
}
