package kill

import (
	"context"
	"fmt"
	"regexp"
	"sync"
	"time"

	"tgdesk/core"
)

// ledger is what the operator did and what the screen had confirmed of it by
// the time the program was killed.
type ledger struct {
	mu       sync.Mutex
	last     int // number of the newest token
	replies  map[string]*reply
	notes    map[string]*note
	drafts   map[string]draft             // that were on the disk
	lines    map[line]int                 // confirmed deeds by caller
	limits   map[brandLimit]*limitSetting // by brand and kind
	held     map[*caller]bool             // who was picked up and not let go since
	sets     int                          // limits that the screen said are set
	troubles []string                     // what the screen should never have shown
	typed    bell                         // a reply is being typed
	shown    bell                         // a reply is shown with its mark for the first time
}

// bell wakes whoever waits for the next ring.
type bell struct {
	mu   sync.Mutex
	next chan struct{}
}

// wait is closed at the next ring.
func (b *bell) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == nil {
		b.next = make(chan struct{})
	}
	return b.next
}

func (b *bell) ring() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next != nil {
		close(b.next)
		b.next = nil
	}
}

// reply is an answer that was typed. Its text begins with its token.
type reply struct {
	token  string
	number int
	to     *caller
	quotes string // token of the text that it answers, or unreadable; "" none
	file   bool
	seen   string // the newest mark that was shown beside it; "" none
}

// unreadable stands for the token of what the screen does not tell: a photo.
const unreadable = "?"

// note is an internal note that was typed.
type note struct {
	about *caller
	seen  bool
}

// draft is an answer or a note that was begun and left.
type draft struct {
	of   *caller
	kind core.DraftKind
}

// line counts the system lines of a kind in a caller's chats.
type line struct {
	of   *caller
	kind core.Kind
}

type brandLimit struct {
	brand string
	kind  core.LimitKind
}

// limitSetting is what a limit may be: what the screen said it is, or what was
// asked for since.
type limitSetting struct {
	now   time.Duration
	asked []time.Duration
}

// tally counts, and lets others wait for a count.
type tally struct {
	mu    sync.Mutex
	n     int
	moved bell
}

func (t *tally) add() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	t.moved.ring()
}

func (t *tally) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}

// reach waits for the count n, or for the end of ctx.
func (t *tally) reach(ctx context.Context, n int) {
	for ctx.Err() == nil {
		moved := t.moved.wait()
		if t.count() >= n {
			return
		}
		select {
		case <-moved:
		case <-ctx.Done():
		}
	}
}

func newLedger(brands ...string) *ledger {
	l := &ledger{
		replies: map[string]*reply{}, notes: map[string]*note{}, drafts: map[string]draft{},
		lines: map[line]int{}, held: map[*caller]bool{}, limits: map[brandLimit]*limitSetting{},
	}
	for _, b := range brands {
		for _, k := range core.LimitKinds() {
			l.limits[brandLimit{b, k}] = &limitSetting{now: k.Rule().Default}
		}
	}
	return l
}

// token makes a word that stands in one text only.
func (l *ledger) token(letter string) string {
	l.last++
	return fmt.Sprintf("%s%06d", letter, l.last)
}

// reply notes that an answer is about to be typed.
func (l *ledger) reply(to *caller, quotes string, file bool) *reply {
	l.mu.Lock()
	defer l.mu.Unlock()
	r := &reply{token: l.token("r"), number: l.last, to: to, quotes: quotes, file: file}
	l.replies[r.token] = r
	l.typed.ring()
	return r
}

func (l *ledger) note(about *caller) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	token := l.token("n")
	l.notes[token] = &note{about: about}
	return token
}

func (l *ledger) newToken(letter string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.token(letter)
}

// saved notes that a draft is on the disk.
func (l *ledger) saved(token string, d draft) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.drafts[token] = d
}

// did notes that the screen has confirmed a deed that leaves a system line.
func (l *ledger) did(of *caller, kind core.Kind) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if kind == core.KindPickedUp {
		if l.held[of] {
			return // a chat that is held is picked up again without a word
		}
		l.held[of] = true
	} else {
		delete(l.held, of)
	}
	l.lines[line{of, kind}]++
}

func (l *ledger) asked(brand string, kind core.LimitKind, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.limits[brandLimit{brand, kind}]
	s.asked = append(s.asked, d)
}

func (l *ledger) set(brand string, kind core.LimitKind, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*l.limits[brandLimit{brand, kind}] = limitSetting{now: d}
	l.sets++
}

// seenReply returns the newest mark shown beside a reply.
func (l *ledger) seenReply(token string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.replies[token].seen
}

func (l *ledger) seenNote(token string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.notes[token].seen
}

var (
	replyToken = regexp.MustCompile(`r\d{6}`)
	noteToken  = regexp.MustCompile(`n\d{6}`)
	anyToken   = regexp.MustCompile(`[rnd]\d{6}`)
)

// look reads what a frame confirms.
func (l *ledger) look(p page) {
	entries := p.entries()
	if len(entries) == 0 {
		return
	}
	username, _ := p.header()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range entries {
		for _, token := range noteToken.FindAllString(e.text, -1) {
			if n := l.notes[token]; n != nil && e.mark == "✎" {
				n.seen = true
			}
		}
		for _, token := range replyToken.FindAllString(e.text, -1) {
			r := l.replies[token]
			if r == nil || e.mark == "✎" || username == "" {
				continue
			}
			if r.to.User.Username != username {
				l.troubles = append(l.troubles, fmt.Sprintf("%s, for %s, was shown in the chat of %s", token, r.to.User.Username, username))
			}
			if r.seen == "" {
				l.shown.ring()
			}
			r.seen = e.mark
		}
	}
}
