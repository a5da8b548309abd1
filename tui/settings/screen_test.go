package settings

import (
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/spinner"
	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"tgdesk/core"
	"tgdesk/tui/canned"
	"tgdesk/tui/keymap"
	"tgdesk/tui/locale"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

func TestListCannotBeRead(t *testing.T) {
	t.Parallel()
	desk := newFake(acme())
	desk.fails["Brands"] = core.NewError(core.CodeUnavailable, "change_refused", "The disk is full.")
	d := open(t, desk, false)
	d.expect("✗ The disk is full.", "[ Try again ]")
	desk.fails = map[string]error{}
	d.press("enter")
	d.expect("▌ acme")
	desk.fails["Brands"] = core.NewError(core.CodeUnavailable, "change_refused", "The disk is full.")
	d.run(d.s.Refresh())
	d.notice("The disk is full.", true)
	d.expect("▌ acme")
}

// TestLateRead: the result of an older read does not undo a newer one.
func TestLateRead(t *testing.T) {
	t.Parallel()
	desk := newFake(acme())
	d := open(t, desk, false)
	late := d.s.Refresh()()
	desk.brands = append(desk.brands, globex())
	d.run(d.s.Refresh())
	d.run(d.s.Update(late))
	d.expect("acme", "グローベックス社")
}

// retrying is the page of a channel at which its token is tried again, and what does that.
func retrying(t *testing.T) (*driver, tea.Cmd) {
	b := acme()
	b.Health.State = core.HealthUnauthorized
	d := openChannel(t, newFake(b))
	d.hold = true
	d.press("a")
	return d, d.held[0]().(tea.BatchMsg)[0]
}

// TestLateChange: nor does the brand that a change returns.
func TestLateChange(t *testing.T) {
	t.Parallel()
	d, change := retrying(t)
	late := change()
	d.hold, d.desk.brands[0].Health.State = false, core.HealthConflict
	d.run(d.s.Refresh())
	d.run(d.s.Update(late))
	d.notice("Trying again with the token of acme.", false)
	d.expect("conflict")
}

// TestOperatorChangesWhileSaving: what the operator's own settings became is taken while a
// change runs beside the screen.
func TestOperatorChangesWhileSaving(t *testing.T) {
	t.Parallel()
	d, change := retrying(t)
	answer := make(chan tea.Msg)
	go func() { answer <- change() }()
	d.s.o.TakeOperator(core.Operator{ID: 7, Name: "mika o.", Role: core.RoleAdmin})
	d.run(d.s.Update(<-answer))
	d.notice("Trying again with the token of acme.", false)
}

func TestUpdateIgnoresStaleMessages(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(acme()), false)
	for _, msg := range []tea.Msg{nil, 5, ResultMsg{screen: d.s, id: 1}, ResultMsg{screen: d.s, id: 99}, ResultMsg{screen: &Screen{}, id: 1}} {
		if d.s.Update(msg) != nil {
			t.Errorf("%v led to a command", msg)
		}
	}
}

func TestClicks(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(acme(), globex()), false)
	d.clickOn("○ disabled")
	d.expect("▌ グローベックス社", "@globex_bot")
	d.clickOn("○ disabled")
	d.expect("Settings › Brands › グローベックス社")
	d.clickOn("Close idle after")
	d.clickOn("Close idle after")
	d.clickOn("30 minutes")
	d.clickOn("Another value")
	d.run(d.s.Click(500, 500))
	d.run(d.s.Click(-1, -1))
	d.expect("▌ ○ 30 minutes")
	d.press("enter")
	d.notice("グローベックス社 closes idle chats after 30 minutes, open ones included.", false)
}

// TestLettersWithAlt mean nothing: neither the letter, nor esc before it.
func TestLettersWithAlt(t *testing.T) {
	t.Parallel()
	d := openChannel(t, newFake(acme()))
	before := d.view()
	d.press("alt+d alt+e alt+t alt+x alt+n alt+5 alt+q")
	if d.view() != before || d.desk.log() != "Brands" || d.s.Closed() {
		t.Errorf("calls %s:\n%s", d.desk.log(), d.view())
	}
	d = brandScene("down down enter", acme())(t)
	before = d.view()
	d.press("alt+9")
	if d.view() != before {
		t.Errorf("a digit with alt begins a value:\n%s", d.view())
	}
}

func TestTypingIntoTheSecondField(t *testing.T) {
	t.Parallel()
	d := brandScene("down down enter", acme())(t)
	if d.typing() {
		t.Error("a list takes letters for text")
	}
	d.press("G")
	if !d.typing() {
		t.Error("the field takes letters for commands")
	}
	d.press("up")
	if d.typing() {
		t.Error("the field keeps the focus after up")
	}
	d.paste("7h")
	d.expectNot("7h")
}

func TestWheelAndPages(t *testing.T) {
	t.Parallel()
	d := brandScene("down down enter", acme())(t)
	d.w, d.h = 40, 11
	d.expect("▌ ● 5 minutes", "↓")
	d.s.Wheel(100)
	d.expect("for example", "↑")
	d.s.Wheel(-100)
	d.expect("A pending chat becomes")
	d.press("pgdown pgdown")
	d.expect("for example")
	d.press("pgup pgup")
	d.expect("A pending chat becomes")
	d.press("ctrl+d ctrl+d")
	d.expect("for example")
	d.press("down")
	d.expect("▌ ○ 10 minutes")
}

// TestAnyKeys presses anything, anywhere, at any size, with a desk that fails
// now and then and answers late: no panic, and every drawing fits.
func TestAnyKeys(tt *testing.T) {
	tt.Parallel()
	keys := []string{
		"enter", "enter", "enter", "esc", "up", "down", "down", "tab", "shift+tab", "left", "right", "home", "end", "pgup", "pgdown",
		"ctrl+u", "ctrl+w", "backspace", "space", "d", "e", "n", "t", "w", "#", "9", "h", "G", "g", "注", "\u0301", "f1", "alt+x",
	}
	themes := []theme.Theme{theme.None(), theme.Dark(theme.True), theme.Light(theme.Basic)}
	rapid.Check(tt, func(t *rapid.T) {
		desk := newFake(acme(), globex(), inConflict())
		desk.brands[2].ID = 3
		now := at("14:02:00")
		s, first := New(Options{
			Session: newSession(tt, locale.English(), rapid.SampledFrom(themes).Draw(t, "theme"), func() time.Time { return now }),
			Desk:    desk, FirstRun: rapid.Bool().Draw(t, "first"), Canned: canned.NewCache(),
		})
		queue := []tea.Cmd{first}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Second)
			var cmd tea.Cmd
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				cmd = s.Click(rapid.IntRange(-1, 130).Draw(t, "x"), rapid.IntRange(-1, 40).Draw(t, "y"))
			case 1:
				s.Wheel(rapid.IntRange(-9, 9).Draw(t, "dy"))
			case 2:
				s.Paste("4242:secretsecretsecretsecret\n")
			case 3:
				disturb(t, desk)
				cmd = s.Refresh()
			default:
				k, ok := keymap.Parse(rapid.SampledFrom(keys).Draw(t, "key"))
				if !ok {
					t.Fatal("no key")
				}
				cmd = s.Update(k)
			}
			if cmd != nil {
				queue = append(queue, cmd)
			}
			queue = runSome(t, s, queue)
			fits(t, s, rapid.IntRange(0, 130).Draw(t, "w"), rapid.IntRange(0, 40).Draw(t, "h"))
		}
	})
}

// runSome runs some of the commands, in any order.
func runSome(t *rapid.T, s *Screen, queue []tea.Cmd) []tea.Cmd {
	for len(queue) > 0 && rapid.Bool().Draw(t, "run") {
		i := rapid.IntRange(0, len(queue)-1).Draw(t, "which")
		msg := queue[i]()
		queue = slices.Delete(queue, i, i+1)
		switch msg := msg.(type) {
		case tea.BatchMsg:
			queue = append(queue, msg...)
			continue
		case spinner.TickMsg: // the next one would sleep
			continue
		}
		if next := s.Update(msg); next != nil {
			queue = append(queue, next)
		}
	}
	return queue
}

// disturb lets the desk fail, recover, or lose a brand.
func disturb(t *rapid.T, desk *fakeDesk) {
	switch n := rapid.IntRange(0, 6).Draw(t, "disturb"); n {
	case 0:
		for _, m := range []string{"Waiting", "Authenticate", "SetLimits", "EnableBrand", "RemoveWebhook", "RenameBrand", "OpenChats"} {
			desk.fails[m] = core.NewError(core.CodeUnavailable, "change_refused", strings.Repeat("No way 注文. ", n+4))
		}
	case 1:
		desk.fails = map[string]error{}
	case 2:
		desk.webhook, desk.who.WebhookHost = "hooks.example.com", "hooks.example.com"
	case 3:
		desk.waiting, desk.open = 5, 2
	case 4:
		desk.waiting, desk.open, desk.webhook = 0, 0, ""
	case 5:
		if len(desk.brands) > 0 {
			desk.brands = desk.brands[1:]
		}
	}
}

// fits draws and checks that nothing leaves the w × h cells or overlaps.
func fits(t *rapid.T, s *Screen, w, h int) {
	rows, cursor := s.Render(w, h)
	if len(rows) > h {
		t.Fatalf("%d rows in %d×%d", len(rows), w, h)
	}
	for y, row := range rows {
		end := 0
		for _, sp := range row {
			if sp.X < end || sp.X+sp.W > w {
				t.Fatalf("row %d of %d×%d: span at %d, %d wide, after %d", y, w, h, sp.X, sp.W, end)
			}
			plain := term.Frame{Width: 999, Height: 1, Rows: []term.Row{{{X: 0, W: sp.W, Text: sp.Text}}}}.Plain()[0]
			if text.Width(plain) > sp.W {
				t.Fatalf("row %d: %q is wider than %d", y, plain, sp.W)
			}
			end = sp.X + sp.W
		}
	}
	if cursor != nil && (cursor.X < 0 || cursor.X >= w || cursor.Y < 0 || cursor.Y >= h) {
		t.Fatalf("cursor at %v in %d×%d", *cursor, w, h)
	}
	if w >= 40 && h >= 11 && s.Scope() == keymap.SettingsField && !s.top().state().scrolled && cursor == nil {
		t.Fatalf("typing out of sight at %d×%d", w, h)
	}
	s.Hints()
}

// BenchmarkRender draws the list of a desk with far more brands than usual.
func BenchmarkRender(b *testing.B) {
	desk := newFake()
	for i := range 50 {
		brand := acme()
		brand.ID, brand.Name = core.BrandID(i+1), "brand "+strconv.Itoa(i)
		desk.brands = append(desk.brands, brand)
	}
	s, first := New(Options{Session: newSession(b, locale.English(), theme.Dark(theme.Indexed), time.Now), Desk: desk})
	s.Update(first())
	b.ReportAllocs()
	for b.Loop() {
		s.Render(120, 36)
	}
}

// TestLeavingByLetter: q goes one step back, as esc does, where letters are no text.
func TestLeavingByLetter(t *testing.T) {
	t.Parallel()
	d := openChannel(t, newFake(acme()))
	for _, want := range []string{"Settings › Brands › acme ─", "Settings › Brands ─"} {
		d.press("q")
		d.expect(want)
	}
	d.press("n q")
	d.expect("Step 1 of 3", "▌ q")
	d.press("esc q")
	if !d.s.Closed() {
		t.Error("q on the top level leaves the screen open")
	}
}

// TestNoClipboard: a terminal that cannot copy is no reason to say that it did.
func TestNoClipboard(t *testing.T) {
	t.Parallel()
	d := openChannel(t, newFake(acme()))
	d.s.o.Terminal = term.New(nil, io.Discard, term.Options{Dumb: true})
	d.press("y")
	d.notice("This terminal cannot copy.", false)
}
