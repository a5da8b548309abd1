package dialog

import (
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/tui/canvas"
	"tgdesk/tui/keymap"
	"tgdesk/tui/locale"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
	"tgdesk/tui/text"
)

// question asks before something that cannot be undone. After a key that is no answer no
// other key is one, but for the one that closes it: somebody types who does not see it.
type question struct {
	locale.Question
	st      *Stack
	yes     func() tea.Cmd
	ofQuit  bool         // whether to quit: a second ctrl+c is an answer
	typed   bool         // a key that is no answer
	careful bool         // enter is no, as it is struck out of habit
	buttons [2]term.Span // yes and no, where they were drawn last
	at      int          // the row that they are in
}

// Ask asks, and calls yes if that is the answer.
func (st *Stack) Ask(q locale.Question, yes func() tea.Cmd) {
	st.Open(&question{Question: q, st: st, yes: yes})
}

// AskCarefully is Ask for a question that comes upon somebody who sends: enter, which
// they may strike again, leaves everything as it is.
func (st *Stack) AskCarefully(q locale.Question, yes func() tea.Cmd) {
	st.Open(&question{Question: q, st: st, yes: yes, careful: true})
}

// AskQuit asks whether to quit.
func (st *Stack) AskQuit(q locale.Question, yes func() tea.Cmd) {
	st.Open(&question{Question: q, st: st, yes: yes, ofQuit: true})
}

func (q *question) Scope() keymap.Scope {
	if q.ofQuit {
		return keymap.QuitQuestion
	}
	return keymap.Question
}

// leastQuestion is the width of the shortest question.
const leastQuestion = 44

// Most implements sized: a question is as wide as its words.
func (q *question) Most() (w, h int) {
	return min(max(text.Width(q.Text), leastQuestion), mostWidth), mostHeight
}

func (q *question) Press(a keymap.Action, k tea.KeyMsg) tea.Cmd {
	if q.careful && k.Type == tea.KeyEnter {
		a = keymap.No
	}
	if a == "" && keymap.AltLetter(k) {
		return nil
	}
	q.typed = q.typed || a == ""
	if q.typed && a != keymap.Interrupt {
		return q.st.s.Refuse(session.Reason("no_answer"))
	}
	return q.answer(a)
}

// answer takes yes or no.
func (q *question) answer(a keymap.Action) tea.Cmd {
	q.st.close(q)
	if a == keymap.No {
		return nil
	}
	return q.yes()
}

func (q *question) Scroll(int) {}

func (q *question) Click(x, y int) tea.Cmd {
	for i, answer := range []keymap.Action{keymap.Yes, keymap.No} {
		if b := q.buttons[i]; y == q.at && x >= b.X && x < b.X+b.W {
			return q.answer(answer)
		}
	}
	return nil
}

func (q *question) View(w, _ int) View {
	th := &q.st.s.Theme
	chosen := th.ButtonFocused
	if q.typed {
		chosen = th.Button
	}
	yes, no := " "+q.st.hint(keymap.Yes, "").Key+" "+q.Yes+" ", " "+q.st.hint(keymap.Close, "").Key+" "+q.No+" "
	rows := append(canvas.Wrapped(q.Text, 0, w, th.Text), nil)
	q.at = len(rows)
	q.buttons = [2]term.Span{
		{W: text.Width(yes), Text: chosen.Paint(yes)},
		{X: text.Width(yes) + 2, W: text.Width(no), Text: th.Button.Paint(no)},
	}
	return View{Rows: append(rows, q.buttons[:])}
}

func (q *question) Hints() []Hint {
	if q.typed {
		return []Hint{q.st.hint(keymap.Close, q.No)}
	}
	yes := q.st.s.Keys.Keys(keymap.Yes, q.Scope())
	if q.careful {
		yes = yes[:1]
	}
	if len(yes) > 1 {
		yes = slices.Delete(yes, 1, 2) // an upper-case letter where caps lock is on
	}
	return []Hint{{Key: strings.Join(yes, "/"), Title: q.Yes, Press: yes[0]}, q.st.hint(keymap.Close, q.No)}
}
