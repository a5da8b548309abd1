package kill

import (
	"context"
	"fmt"
	"regexp"
	"sync"
	"time"

	"tgdesk/core"
)

// expected is what the operator did and what the screen had confirmed of it by
// the time the program was killed.
type expected struct {
	mu          sync.Mutex
	last        int // number of the newest token
	replies     map[string]*reply
	notes       map[string]*note
	drafts      map[string]draft           // that were on the disk
	systemLines map[lineKey]int            // confirmed actions by visitor
	limits      map[limitKey]*limitSetting // by brand and kind
	pickedUp    map[*visitor]bool          // who was picked up and not let go since
	limitsSet   int                        // limits that the screen said are set
	mistakes    []string                   // what the screen should never have shown
	replyTyped  signal                     // a reply is being typed
	replyShown  signal                     // a reply is shown with its mark for the first time
}

// signal wakes whoever waits for the next notification.
type signal struct {
	mu   sync.Mutex
	next chan struct{}
}

// wait returns what is closed at the next notification.
func (b *signal) wait() <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.next == nil {
		b.next = make(chan struct{})
	}
	return b.next
}

func (b *signal) notify() {
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
	to     *visitor
	quotes string // token of the text that it answers, or unreadable; "" none
	file   bool
	seen   string // the newest mark that was shown beside it; "" none
}

// unreadable stands for the token of what the screen does not show: a photo.
const unreadable = "?"

// note is an internal note that was typed.
type note struct {
	about *visitor
	seen  bool
}

// draft is an answer or a note that was begun and left.
type draft struct {
	of   *visitor
	kind core.DraftKind
}

// lineKey counts the system lines of a kind in a visitor's chats.
type lineKey struct {
	of   *visitor
	kind core.Kind
}

type limitKey struct {
	brand string
	kind  core.LimitKind
}

// limitSetting is what a limit may be: what the screen said it is, or what was
// asked for since.
type limitSetting struct {
	now   time.Duration
	asked []time.Duration
}

// counter counts, and lets others wait for a count.
type counter struct {
	mu    sync.Mutex
	n     int
	moved signal
}

func (t *counter) add() {
	t.mu.Lock()
	t.n++
	t.mu.Unlock()
	t.moved.notify()
}

func (t *counter) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n
}

// waitFor waits for the count n, or for the end of ctx.
func (t *counter) waitFor(ctx context.Context, n int) {
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

func newExpected(brands ...string) *expected {
	e := &expected{
		replies: map[string]*reply{}, notes: map[string]*note{}, drafts: map[string]draft{},
		systemLines: map[lineKey]int{}, pickedUp: map[*visitor]bool{}, limits: map[limitKey]*limitSetting{},
	}
	for _, b := range brands {
		for _, k := range core.LimitKinds() {
			e.limits[limitKey{b, k}] = &limitSetting{now: k.Rule().Default}
		}
	}
	return e
}

// token makes a word that is in one text only.
func (e *expected) token(letter string) string {
	e.last++
	return fmt.Sprintf("%s%06d", letter, e.last)
}

// newReply notes that an answer is about to be typed.
func (e *expected) newReply(to *visitor, quotes string, file bool) *reply {
	e.mu.Lock()
	defer e.mu.Unlock()
	r := &reply{token: e.token("r"), number: e.last, to: to, quotes: quotes, file: file}
	e.replies[r.token] = r
	e.replyTyped.notify()
	return r
}

func (e *expected) newNote(about *visitor) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	token := e.token("n")
	e.notes[token] = &note{about: about}
	return token
}

func (e *expected) newToken(letter string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.token(letter)
}

// draftSaved notes that a draft is on the disk.
func (e *expected) draftSaved(token string, d draft) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.drafts[token] = d
}

// confirmed notes that the screen has confirmed an action that leaves a system line.
func (e *expected) confirmed(of *visitor, kind core.Kind) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if kind == core.KindPickedUp {
		if e.pickedUp[of] {
			return // a chat that is held is picked up again without a word
		}
		e.pickedUp[of] = true
	} else {
		delete(e.pickedUp, of)
	}
	e.systemLines[lineKey{of, kind}]++
}

func (e *expected) limitAsked(brand string, kind core.LimitKind, d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.limits[limitKey{brand, kind}]
	s.asked = append(s.asked, d)
}

func (e *expected) limitSet(brand string, kind core.LimitKind, d time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	*e.limits[limitKey{brand, kind}] = limitSetting{now: d}
	e.limitsSet++
}

// seenReply returns the newest mark shown beside a reply.
func (e *expected) seenReply(token string) string {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.replies[token].seen
}

func (e *expected) seenNote(token string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.notes[token].seen
}

var (
	replyToken = regexp.MustCompile(`r\d{6}`)
	noteToken  = regexp.MustCompile(`n\d{6}`)
	anyToken   = regexp.MustCompile(`[rnd]\d{6}`)
)

// readFrame reads what a frame confirms.
func (e *expected) readFrame(f frame) {
	entries := f.ownMessages()
	if len(entries) == 0 {
		return
	}
	username, _ := f.header()
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, m := range entries {
		for _, token := range noteToken.FindAllString(m.text, -1) {
			if n := e.notes[token]; n != nil && m.mark == "✎" {
				n.seen = true
			}
		}
		for _, token := range replyToken.FindAllString(m.text, -1) {
			r := e.replies[token]
			if r == nil || m.mark == "✎" || username == "" {
				continue
			}
			if r.to.User.Username != username {
				e.mistakes = append(e.mistakes, fmt.Sprintf("%s, for %s, was shown in the chat of %s", token, r.to.User.Username, username))
			}
			if r.seen == "" {
				e.replyShown.notify()
			}
			r.seen = m.mark
		}
	}
}
