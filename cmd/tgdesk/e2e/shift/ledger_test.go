package shift_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// ledger is what operators typed, and what they did and how often.
type ledger struct {
	mu     sync.Mutex
	typed  map[string]*typed // by token
	counts map[string]int
	kills  []time.Time // of the server, without a warning
	faults []string    // what a screen should never have shown
}

// typed is a text that an operator typed. It begins with a token that no other has.
type typed struct {
	by, visitor string
	note        bool
	at          time.Time // zero until a frame has shown it where it was typed
}

// anyToken begins a reply or a note.
var anyToken = regexp.MustCompile(`[rn]\d\d-\d{6}`)

func newLedger() *ledger { return &ledger{typed: map[string]*typed{}, counts: map[string]int{}} }

// begin notes that somebody is going to type a text about a visitor.
func (l *ledger) begin(by, visitor string, note bool) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	letter := "r"
	if note {
		letter = "n"
	}
	token := fmt.Sprintf("%s%s-%06d", letter, strings.TrimPrefix(by, "op"), len(l.typed)+1)
	l.typed[token] = &typed{by: by, visitor: visitor, note: note}
	return token
}

// shown notes that a screen shows a text in the composer, below the messages of a visitor.
func (l *ledger) shown(token, visitor string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := l.typed[token]
	t.at = time.Now()
	if visitor != t.visitor {
		l.faults = append(l.faults, fmt.Sprintf("%s, typed about visitor %s, is in the composer of %s", token, t.visitor, visitor))
	}
}

func (l *ledger) count(what string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.counts[what]++
}

func (l *ledger) killed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kills = append(l.kills, time.Now())
}

// unsaved is the most time that a text is on the screen and not on the disk.
const unsaved = 10 * time.Second

// lasts reports whether a text must be on the desk in the end: it was shown, and no kill
// can have come before it was saved.
func (l *ledger) lasts(t *typed) bool {
	return !t.at.IsZero() && !slices.ContainsFunc(l.kills, func(k time.Time) bool { return k.After(t.at.Add(-unsaved)) && k.Before(t.at.Add(unsaved)) })
}

// summary is what was done, by name.
func (l *ledger) summary() string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(l.counts)) {
		all = append(all, fmt.Sprintf("%d %s", l.counts[name], name))
	}
	return strings.Join(all, ", ")
}

// texts finds where each typed text is: once, in a reply or a note of the one who typed it
// about the visitor whom they saw, or in a draft of theirs.
func (d *database) texts(l *ledger) {
	d.t.Helper()
	found := map[string][]string{} // by token: "sender|author|visitor"
	for _, row := range d.list(`SELECT m.sender, m.author, v.last_name, m.text FROM messages m JOIN visitors v ON v.id = m.visitor_id WHERE m.sender IN ('operator', 'note')`) {
		where := strings.Join(strings.SplitN(row, "|", 4)[:3], "|")
		for _, token := range anyToken.FindAllString(row, -1) {
			found[token] = append(found[token], where)
		}
	}
	for _, row := range d.list(`SELECT d.kind, o.name, v.last_name, d.text FROM drafts d JOIN operators o ON o.id = d.operator_id
		JOIN chats c ON c.id = d.chat_id JOIN visitors v ON v.id = c.visitor_id`) {
		where := strings.Join(strings.SplitN(row, "|", 4)[:3], "|")
		for _, token := range anyToken.FindAllString(row, -1) {
			found[token] = append(found[token], where)
		}
	}
	for token, t := range l.typed {
		want := []string{"operator|" + t.by + "|" + t.visitor, "reply|" + t.by + "|" + t.visitor}
		if t.note {
			want = []string{"note|" + t.by + "|" + t.visitor, "note|" + t.by + "|" + t.visitor}
		}
		switch is := found[token]; {
		case len(is) > 1, len(is) == 1 && !slices.Contains(want, is[0]):
			d.t.Errorf("%s of %s about %s is in %v\n%s", token, t.by, t.visitor, is, d.story(t))
		case len(is) == 0 && l.lasts(t):
			d.t.Errorf("%s of %s about %s, at %s, is lost\n%s", token, t.by, t.visitor, t.at.Format(time.TimeOnly), d.story(t))
		}
	}
	for _, fault := range l.faults {
		d.t.Error(fault)
	}
}

// story is what happened in the chats of the visitor about whom a text was typed, and the
// drafts of who typed it.
func (d *database) story(t *typed) string {
	rows := d.list(`SELECT time(m.sent_at / 1000, 'unixepoch'), m.chat_id, m.sender, m.kind, m.author, m.text FROM messages m JOIN visitors v ON v.id = m.visitor_id
		WHERE v.last_name = ? ORDER BY m.id`, t.visitor)
	rows = append(rows, d.list(`SELECT 'draft', d.chat_id, d.kind, d.text FROM drafts d JOIN operators o ON o.id = d.operator_id WHERE o.name = ?`, t.by)...)
	return strings.Join(rows, "\n")
}
