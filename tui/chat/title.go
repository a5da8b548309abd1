package chat

import (
	"slices"
	"strings"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/canvas"
	"tgdesk/tui/countdown"
	"tgdesk/tui/layout"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// The title is the line above the messages: whom the chat is with, for which brand,
// and how it stands. The brand and how it stands are never left out. On narrow
// screens the latter has its place in the rule below.

// leastName is the least width of a visitor's name, unless it is shorter.
const leastName = 8

// drawTitle draws the title, and the rule below it.
func (c *Chat) drawTitle(cv *canvas.Canvas, p *layout.Plan, look Look) {
	th, r := &c.s.Theme, p.ChatHeader
	narrow := r.W < wideFrom
	room := r.W * 2 / 3
	if narrow {
		room = r.W - 2
	}
	state := canvas.Piece{Text: " " + c.state(room-2) + " ", Style: th.Dim}
	if c.row.Chat.State.Waiting() {
		state.Style = th.Warn
	}
	if look.Taking {
		state.Text = " " + c.spinner.View() + " " + c.s.Locale.Panel("holding") + " "
	}
	if narrow {
		if team, _ := c.team(); len(team) > 0 && text.Width(team[0]) > r.W-text.Width(state.Text)-teamBeside {
			state.Text = "" // what is asked of the operator goes before how the chat stands
		}
		cv.Pieces(r, 0, c.who(r.W-1))
		c.drawRule(cv, p.ChatRule, look, c.teamPiece(p.ChatRule.W-text.Width(state.Text)), state)
		return
	}
	at := r.W - text.Width(state.Text)
	cv.Pieces(r, 0, c.who(at))
	cv.Pieces(r, at, []canvas.Piece{state})
	c.drawRule(cv, p.ChatRule, look, c.teamPiece(p.ChatRule.W), canvas.Piece{})
}

// drawRule draws the rule above the messages, with a text in it and one at its end.
func (c *Chat) drawRule(cv *canvas.Canvas, r layout.Rect, look Look, within, end canvas.Piece) {
	style, dash := c.s.Theme.Line(c.s.Theme.Rule, look.Messages)
	n := r.W - text.Width(end.Text)
	rule := func(from, to int) term.Span {
		return term.Span{X: from, W: to - from, Text: style.Paint(strings.Repeat(dash, to-from))}
	}
	row := term.Row{rule(0, n)}
	if w := text.Width(within.Text); w > 0 {
		row = term.Row{rule(0, teamX), {X: teamX, W: w, Text: within.Style.Paint(within.Text)}, rule(teamX+w, n)}
	}
	cv.Put(r, []term.Row{row})
	cv.Pieces(r, n, []canvas.Piece{end})
}

// who is the beginning of the title, in w cells: " Hana Sato  ◆ acme · @hana_s · ja ·
// 2 earlier chats". What has no room is left out, the handle first; then words give
// way to their signs, and then the name is cut.
func (c *Chat) who(w int) []canvas.Piece {
	th, words, row := &c.s.Theme, c.s.Locale, c.row
	name := c.s.Name(row)
	mark, accent := th.BrandMark(row.Accent)
	brand := clean.Line(row.Brand).String()
	signs, named := "", ""
	flag := func(sign, word string) {
		signs, named = signs+" "+sign, named+" · "+sign+" "+word
	}
	if row.Visitor.HasBlockedBot() {
		flag("⊘", words.Panel("blocked"))
	}
	switch row.Visitor.Block {
	case core.BlockApproved:
		flag("⊗", words.Panel("on_list"))
	case core.BlockAsked:
		flag("⊗", words.Panel("list_asked"))
	}
	if row.Chat.Flood.ActiveAt(c.s.Now()) {
		flag("≋", words.Panel("flood"))
	}
	fixed := 3 + text.Width(name) + text.Width(mark) + text.Width(brand)
	flags := named
	if fixed+text.Width(named) > w {
		flags = signs
	}
	fixed += text.Width(flags)
	if over := fixed - w; over > 0 {
		was := text.Width(name)
		name = text.Cut(name, max(was-over, leastName))
		brand = text.Cut(brand, text.Width(brand)-over+was-text.Width(name))
	}
	about := c.about()
	for len(about) > 0 && fixed+text.Width(strings.Join(about, "")) > w {
		about = about[1:]
	}
	pieces := []canvas.Piece{
		{Text: " " + name + "  ", Style: th.Strong}, {Text: mark, Style: accent}, {Text: brand, Style: th.Text},
		{Text: flags, Style: th.Warn}, {Text: strings.Join(about, ""), Style: th.Dim},
	}
	return slices.DeleteFunc(pieces, func(p canvas.Piece) bool { return p.Text == "" })
}

// about is what else there is to say of the visitor, what is left out first before
// what is left out last.
func (c *Chat) about() (all []string) {
	row := c.row
	if u := clean.Line(row.Visitor.Username).String(); u != "" && "@"+u != c.s.Name(row) {
		all = append(all, " · @"+u)
	}
	if l := clean.Line(row.Visitor.Language).String(); l != "" {
		all = append(all, " · "+l)
	}
	if row.Earlier > 0 {
		all = append(all, " · "+c.s.Locale.Chat("earlier", row.Earlier))
	}
	if source := clean.Line(row.Chat.Source).String(); source != "" {
		all = append(all, " · "+c.s.Locale.Chat("source", source))
	}
	if row.Tags != "" {
		all = append(all, " · "+clean.Line(row.Tags.String()).String())
	}
	return all
}

// state is how the chat stands, in w cells: "active · mika · 23:41 left". Of what has
// no room the operator's name is cut.
func (c *Chat) state(w int) string {
	row, words, now := c.row, c.s.Locale, c.s.Now()
	with := func(operator string) string {
		parts := []string{words.State(row.Chat.State)}
		switch {
		case row.Chat.Snoozed():
			parts = append(parts, operator, "☾ "+words.Screen("set_aside", countdown.When(words, row.Chat.SnoozedUntil, now)))
		case row.Chat.State == core.Active:
			parts = append(parts, operator, words.Screen("left", countdown.Left(words, now, row.Chat.DeadlineAt)))
		case row.Chat.State == core.Completed:
			parts = append(parts, words.Reason(row.Chat.Reason, operator))
			if row.Rating.Given() {
				parts = append(parts, words.Rating(row.Rating, ""))
			}
		default:
			parts = append(parts, countdown.Waited(words, row.Chat.WaitingSince, now))
		}
		return strings.Join(parts, " · ")
	}
	operator := clean.Line(row.Owner).String()
	if row.Chat.HeldByChatbot() {
		operator = words.Screen("chatbot")
	}
	if row.Chat.State == core.Completed {
		operator = clean.Line(row.EndedBy).String()
	}
	whole := with(operator)
	if over := text.Width(whole) - w; over > 0 {
		whole = with(text.Cut(operator, max(text.Width(operator)-over, 1)))
	}
	return text.Cut(whole, w)
}
