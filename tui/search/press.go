package search

import (
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/keymap"
)

// Press takes a key with the action that it stands for, "" for none.
func (a *Search) Press(action keymap.Action, k tea.KeyMsg) tea.Cmd {
	recalled := a.recalled
	a.recalled, a.openFirst = -1, false
	if action != keymap.CompleteFilter {
		a.cycle = cycle{}
	}
	switch action {
	case keymap.CloseSearch, keymap.Interrupt:
		return a.o.Leave()
	case keymap.OpenHit:
		return a.enter()
	case keymap.NextResult:
		a.move(1)
	case keymap.PreviousResult:
		if a.results.at == 0 && (recalled >= 0 || a.field.Text() == "") {
			return a.recall(recalled + 1)
		}
		a.move(-1)
	case keymap.ResultsDown:
		a.move(max(a.visible-1, 1))
	case keymap.ResultsUp:
		a.move(-max(a.visible-1, 1))
	case keymap.CompleteFilter:
		return a.complete()
	default:
		before := a.field.Version()
		a.field.Press(action, k)
		if a.field.Version() != before {
			return a.changed()
		}
	}
	return nil
}

// enter opens the chosen hit. What has just been typed is looked for first.
func (a *Search) enter() tea.Cmd {
	switch {
	case a.waiting:
		a.openFirst = true
		return a.ask()
	case a.reads.Busy() && a.results.text != a.field.Text():
		a.openFirst = true
		return nil
	}
	return a.open()
}

// recall puts an earlier search into the line.
func (a *Search) recall(i int) tea.Cmd {
	if len(a.earlier) == 0 {
		return nil
	}
	if a.recalled = min(i, len(a.earlier)-1); a.field.Text() == a.earlier[a.recalled] {
		return nil
	}
	a.field.SetText(a.earlier[a.recalled])
	return a.changed()
}

// Paste puts a text into the line.
func (a *Search) Paste(s string) tea.Cmd {
	a.field.Paste(s)
	a.recalled, a.openFirst, a.cycle = -1, false, cycle{}
	return a.changed()
}

// Wheel scrolls the results by n hits; the choice moves as far as it must to stay visible.
func (a *Search) Wheel(n int) {
	r := &a.results
	r.top = max(min(r.top+n, len(r.hits)-a.visible), 0)
	r.at = min(max(r.at, r.top), max(r.top+a.visible-1, 0))
	a.move(0)
}

// Click opens the hit in a row of the search.
func (a *Search) Click(y int) tea.Cmd {
	at := a.results.top + (y-a.first)/hitRows
	if y < a.first || y >= a.first+a.rows || at >= len(a.results.hits) {
		return nil
	}
	a.results.at = at
	return a.open()
}
