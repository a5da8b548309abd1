package channels

import (
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/keymap"
	"tgdesk/tui/locale"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/theme"
)

func now() time.Time { return time.Date(2026, 11, 22, 14, 2, 0, 0, time.UTC) }

func newChannels(t *testing.T, role core.Role) *Channels {
	return New(session.New(session.Session{
		Context: t.Context(), Desk: desk.New(nil, nil, core.NewHub(), desk.Options{Now: now}), Operator: core.Operator{Role: role},
		Terminal: term.New(nil, io.Discard, term.Options{}), Theme: theme.Dark(theme.Plain), Locale: locale.English(), Keys: keymap.New(),
		Log: slog.New(slog.DiscardHandler), Delay: func(_ time.Duration, msg tea.Msg) tea.Cmd { return func() tea.Msg { return msg } },
	}))
}

func brand(id core.BrandID, name string, state core.HealthState) core.BrandView {
	b := core.BrandView{Enabled: state != core.HealthDisabled, Health: core.Health{State: state}}
	b.ID, b.Name = id, name
	return b
}

// TestTrouble: trouble that only a person can end is told once, and an admin what
// to press.
func TestTrouble(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		state  core.HealthState
		sealed bool
		role   core.Role
		want   string
	}{
		{core.HealthPolling, false, core.RoleAdmin, ""},
		{core.HealthBackingOff, false, core.RoleAdmin, ""},
		{core.HealthDisabled, false, core.RoleAdmin, ""},
		{core.HealthConflict, false, core.RoleOperator, "acme: another program receives the bot's messages."},
		{core.HealthConflict, false, core.RoleAdmin, "acme: another program receives the bot's messages. T takes over."},
		{core.HealthUnauthorized, false, core.RoleAdmin, "acme: Telegram refuses the bot's token. P pastes a new one."},
		{core.HealthUnauthorized, true, core.RoleOperator, "acme: the bot's token cannot be read, because its key is missing."},
	} {
		c := newChannels(t, test.role)
		b := brand(1, "acme", test.state)
		b.TokenSealed = test.sealed
		if c.Take([]core.BrandView{b}, nil); c.s.Toast.Text != test.want {
			t.Errorf("%s: told %q, want %q", test.state, c.s.Toast.Text, test.want)
		}
		c.s.ClearToast()
		if c.Take([]core.BrandView{b}, nil); c.s.Toast.Text != "" {
			t.Errorf("%s: told again", test.state)
		}
	}
}

// TestNewDesk: only the first read says that there are no brands.
func TestNewDesk(t *testing.T) {
	t.Parallel()
	c := newChannels(t, core.RoleAdmin)
	if _, none := c.Take(nil, core.NewError(core.CodeInternal, "internal")); none {
		t.Error("a read that failed found no brands")
	}
	if _, none := c.Take(nil, nil); !none {
		t.Error("a new desk is not told apart")
	}
	if _, none := c.Take(nil, nil); none {
		t.Error("it is told twice")
	}
}

func TestPieces(t *testing.T) {
	t.Parallel()
	c := newChannels(t, core.RoleAdmin)
	late := brand(3, "late", core.HealthBackingOff)
	late.Health.Until = now().Add(time.Minute) // our own backoff holds no reply back
	asked := brand(5, "hold", core.HealthBackingOff)
	asked.Health.RateLimited, asked.Health.Until = true, now().Add(90*time.Second)
	c.Take([]core.BrandView{
		brand(1, "well", core.HealthPolling), brand(2, "off", core.HealthDisabled), late, brand(4, "bad", core.HealthUnauthorized), asked,
	}, nil)
	shown := func(room int) string {
		var b strings.Builder
		for _, p := range c.Pieces(room) {
			b.WriteString(p.Text)
		}
		return b.String()
	}
	all := "  late ! trying again  bad ✗ needs a token  hold ! waits 1:30  well ●  off ○"
	for room, want := range map[int]string{
		200: all, len([]rune(all)): all, len([]rune(all)) - 1: strings.TrimSuffix(all, "  off ○") + "  +1",
		25: "  late ! trying again  +4", 24: "  late !  +4", 12: "  late !  +4", 11: "  la… !  +4",
	} {
		if got := shown(room); got != want {
			t.Errorf("in %d cells: %q, want %q", room, got, want)
		}
	}
	if got := c.TroubleWidth(); got != 25 {
		t.Errorf("the first in trouble needs %d cells", got)
	}
	if at := c.Countdowns(); len(at) != 1 || !at[0].Equal(asked.Health.Until) {
		t.Errorf("it counts down to %v", at)
	}
}

// TestLongNames are cut only where not all of them fit.
func TestLongNames(t *testing.T) {
	t.Parallel()
	c := newChannels(t, core.RoleOperator)
	c.Take([]core.BrandView{brand(1, "Globex International Trading", core.HealthPolling), brand(2, "acme", core.HealthPolling)}, nil)
	for room, want := range map[int]string{
		41: "  Globex International Trading ●  acme ●", 40: "  Globex International Trading ●  acme ●", 39: "  Globex Internat… ●  acme ●",
		28: "  Globex Internat… ●  acme ●", 27: "  Globex Internat… ●  +1",
	} {
		got := ""
		for _, p := range c.Pieces(room) {
			got += p.Text
		}
		if got != want {
			t.Errorf("in %d cells: %q, want %q", room, got, want)
		}
	}
	if w := c.NameWidth(); w != 28 {
		t.Errorf("the longest name has %d cells", w)
	}
}

// TestWell: without trouble nothing has to be seen, and what does not fit is counted.
func TestWell(t *testing.T) {
	t.Parallel()
	c := newChannels(t, core.RoleOperator)
	if c.TroubleWidth() != 0 || c.HowToConnect() != "" {
		t.Error("before the first read there is trouble")
	}
	c.Take([]core.BrandView{brand(1, "acme", core.HealthPolling), brand(2, "globex", core.HealthPolling)}, nil)
	if got := c.Pieces(12); c.TroubleWidth() != 0 || c.HowToConnect() != "" || len(got) != 3 || got[2].Text != "  +1" {
		t.Errorf("%v", got)
	}
	if got := c.Pieces(11); len(got) != 1 || got[0].Text != "  2 bots" {
		t.Errorf("where no name fits: %v", got)
	}
	c.Take([]core.BrandView{brand(1, "initech", core.HealthPolling)}, nil)
	for room, want := range map[int]string{11: "  initech ●", 9: "  init… ●", 8: "  ini… ●", 7: "  1 bot", 6: "  +1"} {
		got := ""
		for _, p := range c.Pieces(room) {
			got += p.Text
		}
		if got != want {
			t.Errorf("in %d cells: %q, want %q", room, got, want)
		}
	}
}

// TestNoBot: a desk without a channel that is on says so, and who can help.
func TestNoBot(t *testing.T) {
	t.Parallel()
	disabled := []core.BrandView{brand(1, "acme", core.HealthDisabled)}
	for _, want := range []struct {
		role   core.Role
		brands []core.BrandView
		says   string
	}{
		{core.RoleOperator, nil, "No bot is connected. An admin connects one in the settings."},
		{core.RoleOperator, disabled, "No bot is connected. An admin connects one in the settings."},
		{core.RoleAdmin, nil, "No bot is connected. Press , for the settings and n there to connect one."},
		{core.RoleAdmin, disabled, "All brands are disabled. Press , for the settings and choose a brand to enable it."},
	} {
		role := want.role
		c := newChannels(t, role)
		c.Take(want.brands, nil)
		if got := c.HowToConnect(); got != want.says {
			t.Errorf("%s: %q", role, got)
		}
		if got := c.Pieces(c.TroubleWidth()); len(got) == 0 || got[0].Text != "  ! no bot" {
			t.Errorf("%s: %v", role, got)
		}
	}
}

// TestIn prefers the brand that the operator looks at.
func TestIn(t *testing.T) {
	t.Parallel()
	c := newChannels(t, core.RoleAdmin)
	c.Take([]core.BrandView{brand(1, "well", core.HealthPolling), brand(2, "first", core.HealthConflict), brand(3, "here", core.HealthConflict)}, nil)
	for rather, want := range map[core.BrandID]core.BrandID{3: 3, 2: 2, 1: 2, 0: 2} {
		if b, ok := c.In(core.HealthConflict, rather); !ok || b.ID != want {
			t.Errorf("rather %d: %d, %v", rather, b.ID, ok)
		}
	}
	if _, ok := c.In(core.HealthUnauthorized, 1); ok {
		t.Error("a brand in no such state is found")
	}
}
