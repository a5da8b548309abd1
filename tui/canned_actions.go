package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/tui/dialog"
	"tgdesk/tui/keymap"
	"tgdesk/tui/layout"
	"tgdesk/tui/text"
)

// How canned replies come into a reply, and what happens to variables without a value.

// cannedValues is what the variables stand for in the open chat.
func cannedValues(m *Model) core.CannedValues {
	row := m.chat.Row()
	v := core.CannedValues{
		Visitor: row.Visitor.Profile, Operator: m.s.Operator, Brand: core.Brand{ID: row.Chat.BrandID, Name: row.Brand}, Chat: row.Chat.ID, Now: m.s.Now(),
	}
	if b, ok := m.channels.Brand(row.Chat.BrandID); ok {
		v.Brand = b.Brand
	}
	return v
}

// cannedArea is where the popup may be: above the composer, over the chat.
func cannedArea(p *layout.Plan) layout.Rect {
	return layout.Rect{X: p.ComposerRule.X, Y: p.ChatHeader.Y, W: p.ComposerRule.W, H: p.ComposerRule.Y - p.ChatHeader.Y}
}

// searchCanned opens the search for canned replies.
func searchCanned(m *Model) tea.Cmd {
	m.canned.Search(m.compose.Editor().LineBefore(), cannedValues(m))
	return nil
}

// followCanned begins to follow a word of which the first sign was just typed.
func followCanned(m *Model, k tea.KeyMsg) {
	if len(k.Runes) > 0 && m.compose.Replying() {
		m.canned.Follow(m.compose.Editor().LineBefore(), cannedValues(m))
	}
	keepCanned(m)
}

// keepCanned keeps the popup to the word at the cursor, and closes it where there is
// no reply to insert anything into.
func keepCanned(m *Model) {
	switch {
	case m.focus != layout.Composer || !m.compose.Replying() || m.covered() || !m.canned.Of(m.chat.ID()):
		m.canned.Close()
	case m.canned.Following():
		m.canned.Keep(m.compose.Editor().LineBefore())
	}
}

// pressCanned gives a key to the popup, if it is shown and takes that key.
func pressCanned(m *Model, k tea.KeyMsg) (cmd tea.Cmd, used bool) {
	keepCanned(m)
	if !m.canned.Shown() {
		return nil, false
	}
	a := m.s.Keys.Lookup(keymap.CannedPopup, k)
	switch of := m.s.Keys.Lookup(keymap.Composer, k); {
	case a != "" || of == "":
	case of == keymap.Quit, of == keymap.Help, of == keymap.Redraw, m.canned.Following():
		return nil, false
	}
	chosen, used := m.canned.Press(a, k)
	if chosen.ID == 0 {
		return nil, used
	}
	return insertCanned(m, chosen), true
}

// insertCanned puts a canned reply at the cursor, in the place of the word that found
// it. What nothing is known for stays to be seen, and is said.
func insertCanned(m *Model, c core.CannedReply) tea.Cmd {
	if c.ID == 0 {
		return nil
	}
	over := m.canned.Over(m.compose.Editor().LineBefore())
	text, gaps := core.FillCanned(c.Text, cannedValues(m))
	m.canned.Close()
	cmd, ok := m.compose.Insert(over, text, c.Files)
	if !ok || len(gaps) == 0 {
		return cmd
	}
	return tea.Batch(cmd, m.s.Info(m.s.Locale.Toast("gaps", gapNames(gaps))))
}

func gapNames(gaps []string) string {
	names := make([]string, len(gaps))
	for i, g := range gaps {
		names[i] = core.Gap(g)
	}
	return strings.Join(names, ", ")
}

// withoutGaps asks before something is sent in which a variable has no value, and shows
// what it reads like without. Enter, which sent it, keeps writing.
func withoutGaps(send func(*Model) tea.Cmd) func(*Model) tea.Cmd {
	return func(m *Model) tea.Cmd {
		gaps := m.compose.Gaps()
		if len(gaps) == 0 {
			return send(m)
		}
		m.compose.ToGap()
		rest := clean.Line(core.WithoutGaps(m.compose.Editor().Text())).String()
		question := m.s.Locale.Ask("gaps", gapNames(gaps), text.Cut(rest, mostOfReply))
		if rest == "" {
			question = m.s.Locale.Ask("gaps_all", gapNames(gaps))
		}
		m.dialogs.AskCarefully(question, func() tea.Cmd {
			m.compose.DropGaps()
			return send(m)
		})
		return nil
	}
}

// mostOfReply is how much of a reply a question shows, in cells.
const mostOfReply = 300

// popupHints are the keys of a popup over the composer that work now.
func popupHints(m *Model, actions []keymap.Action) (hints []dialog.Hint) {
	for _, a := range actions {
		hints = append(hints, dialog.Hint{Key: m.s.Keys.Key(a, keymap.CannedPopup), Title: m.s.Locale.Action(string(a))})
	}
	return hints
}
