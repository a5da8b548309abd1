package chat

import (
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/canvas"
	"tgdesk/tui/layout"
	"tgdesk/tui/locale"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"

	"pgregory.net/rapid"
)

// titled is the chat of a visitor of whom everything is known.
func titled(th theme.Theme) *Chat {
	s := session.New(session.Session{
		Desk: desk.New(nil, nil, core.NewHub(), desk.Options{Now: noon}), Theme: th, Locale: locale.English(),
	})
	c := New(s, PictureOptions{}, func(core.ChatID) {})
	c.row = core.ChatRow{
		Chat: core.Chat{ID: theChat, State: core.Active, DeadlineAt: noon().Add(23*time.Minute + 41*time.Second)}, Brand: "acme", Accent: "#5fafff",
		Visitor: core.Visitor{Profile: core.Profile{FirstName: "Hana", LastName: "Sato", Username: "hana_s", Language: "ja"}}, Owner: "mika", Earlier: 2,
	}
	return c
}

// title draws the two lines above the messages.
func (c *Chat) title(w int) (string, string) {
	cv := canvas.New(2)
	c.drawTitle(cv, &layout.Plan{ChatHeader: layout.Rect{W: w, H: 1}, ChatRule: layout.Rect{Y: 1, W: w, H: 1}}, Look{})
	lines := term.Frame{Width: w, Height: 2, Rows: cv.Rows()}.Plain()
	return lines[0], lines[1]
}

// TestTitleGivesWay: the handle goes first, then language and earlier chats, then the
// end of the name; brand and state stay at every width.
func TestTitleGivesWay(t *testing.T) {
	t.Parallel()
	c := titled(theme.Dark(theme.Indexed))
	const state = "active · mika · 23:41 left"
	for _, test := range []struct {
		w    int
		want string
	}{
		{100, " Hana Sato  ◆ acme · @hana_s · ja · 2 earlier chats                      " + state},
		{76, " Hana Sato  ◆ acme · ja · 2 earlier chats        " + state},
		{66, " Hana Sato  ◆ acme · 2 earlier chats   " + state},
		{60, " Hana Sato  ◆ acme               " + state},
	} {
		if got, rule := c.title(test.w); got != test.want || text.Width(rule) != test.w {
			t.Errorf("in %d cells:\n%q\n%q\n%s", test.w, got, test.want, rule)
		}
	}
	for _, test := range []struct {
		w          int
		name, rule string
	}{
		{56, " Hana Sato  ◆ acme · @hana_s · ja · 2 earlier chats", "──────────────────────────── " + state},
		{40, " Hana Sato  ◆ acme · 2 earlier chats", "──────────── " + state},
	} {
		if got, rule := c.title(test.w); got != test.name || rule != test.rule {
			t.Errorf("in %d cells:\n%q\n%q\n%q\n%q", test.w, got, test.name, rule, test.rule)
		}
	}
	c.row.Visitor.FirstName, c.row.Brand = "Maximiliana Featherstonehaugh", "Globex International"
	c.row.Visitor.BlockedBotAt, c.row.Chat.Flood.At = noon(), noon()
	c.row.Owner = "Someone With A Name Of Many Words"
	if got, rule := c.title(40); got != " Maximilia…  ◆ Globex International ⊘ ≋" || rule != "── active · Someone With … · 23:41 left" {
		t.Errorf("long names in 40 cells:\n%q\n%q", got, rule)
	}
	c.row.Brand += " Trading Company"
	if got, _ := c.title(40); got != " Maximil…  ◆ Globex International … ⊘ ≋" {
		t.Errorf("a long brand in 40 cells:\n%q", got)
	}
}

// TestTitleWithoutColour: the name alone says which brand it is.
func TestTitleWithoutColour(t *testing.T) {
	t.Parallel()
	if got, _ := titled(theme.None()).title(40); got != " Hana Sato  acme · ja · 2 earlier chats" {
		t.Errorf("%q", got)
	}
}

// TestTitleFits: whatever the names, brand and state are shown, and nothing is cut
// beside free cells.
func TestTitleFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := titled(theme.Dark(theme.Indexed))
		c.row.Visitor.FirstName = rapid.StringMatching(`[A-Za-zあ-ん]{1,40}`).Draw(t, "name")
		c.row.Brand = rapid.StringMatching(`[A-Za-zあ-ん]{1,40}`).Draw(t, "brand")
		c.row.Owner = rapid.StringMatching(`[a-zあ-ん]{1,40}`).Draw(t, "owner")
		c.row.Chat.State = rapid.SampledFrom([]core.State{core.Pending, core.Active, core.Unanswered, core.Completed}).Draw(t, "state")
		if rapid.Bool().Draw(t, "blocked") {
			c.row.Visitor.BlockedBotAt, c.row.Chat.Flood.At = noon(), noon()
		}
		w := rapid.IntRange(40, 160).Draw(t, "w")
		cv := canvas.New(2)
		c.drawTitle(cv, &layout.Plan{ChatHeader: layout.Rect{W: w, H: 1}, ChatRule: layout.Rect{Y: 1, W: w, H: 1}}, Look{})
		checkRows(t, cv.Rows(), w, 2)
		room := w - 1
		if w >= wideFrom {
			room = w - text.Width(c.state(w*2/3-2)) - 2
		}
		var brand string
		for _, p := range c.who(room) {
			if p.Style == c.s.Theme.Text {
				brand = p.Text
			}
		}
		if brand == "" || text.Width(brand) < min(text.Width(c.row.Brand), 2) {
			t.Fatalf("the brand is %q", brand)
		}
		if used := canvas.Width(c.who(room)); used > room || brand != c.row.Brand && used < room-1 {
			t.Fatalf("%d of %d cells, and the brand is cut to %q", used, room, brand)
		}
	})
}
