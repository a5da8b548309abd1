package shift_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"tgdesk/core/telegram/botsim"
)

// All of it: go test ./cmd/tgdesk/e2e/shift -run SamePickup -pickups 1000 -v
var pickupCount = flag.Int("pickups", 30, "how often two operators pick up the same chat in TestSamePickup")

// TestSamePickup lets two operators pick up the same chat at once: on two screens, by two
// verbs, or on one and by the other. One of them gets it, and the other is told who. What
// both type right behind enter goes out once: that of the one who has the chat. What the
// other one has typed is a draft at most, though another chat waits beside the one that
// they lost.
func TestSamePickup(t *testing.T) {
	t.Parallel()
	s := newServer(t, 2)
	s.start()
	p := &pickups{server: s, lost: map[string]int{}}
	for i := range s.operators {
		client, err := s.dial(s.operators[i].key)
		s.must(err)
		p.clients[i] = client
		p.screens[i], err = openScreen(client)
		s.must(err)
	}
	began := time.Now()
	p.visitor(0).Say("hello")
	for i := range *pickupCount {
		p.round(i)
		if t.Failed() {
			t.FailNow()
		}
	}
	took := time.Since(began)
	for _, c := range p.screens {
		s.must(c.quit())
	}
	p.verify()
	t.Logf("%d pick-ups by two at once in %s: %v; %v", *pickupCount, took.Round(time.Millisecond), p.won, p.lost)
}

// pickups is the test and what came of it.
type pickups struct {
	*server
	clients [2]*gossh.Client
	screens [2]*screen
	won     [2]int
	lost    map[string]int // by how the loser was told
	winner  []int          // of each round
}

// round is one chat. It has a token for each operator, which begins what they type.
func (p *pickups) round(i int) {
	p.t.Helper()
	byScreen := [][2]bool{{true, true}, {false, false}, {true, false}, {false, true}}[i%4]
	visitor := p.visitor(i)
	p.visitor(i + 1).Say("hello") // and waits beside the other
	for n, c := range p.screens {
		p.must(c.focus(1))
		_, err := c.must("both chats", func(f frame) bool { return f.lists(name(i)) && f.lists(name(i+1)) })
		p.must(errors.Join(err, c.press("g")))
		if _, err = c.must("the cursor on the chat", func(f frame) bool { return f.lists("▌"+name(i)) && f.rightHas(name(i)) }); err != nil {
			p.t.Fatalf("%s: %v", p.operators[n].name, err)
		}
	}
	var got [2]bool
	var both sync.WaitGroup
	begin := make(chan struct{})
	for n := range 2 {
		both.Go(func() {
			<-begin
			if byScreen[n] {
				got[n] = p.onScreen(n, i)
			} else {
				got[n] = p.byVerb(n, i)
			}
		})
	}
	close(begin)
	both.Wait()
	if got[0] == got[1] {
		p.t.Fatalf("chat %d: got by both or neither: %v\n%s\n%s", i+1, got, p.screens[0].now(), p.screens[1].now())
	}
	w := 0
	if got[1] {
		w = 1
	}
	p.won[w]++
	p.winner = append(p.winner, w)
	if byScreen[w] {
		p.expectReply(visitor, token(w, i))
	}
	if status, _, errs, err := run(p.clients[w], "chat", "end", fmt.Sprint(i+1)); status != 0 || err != nil {
		p.t.Fatalf("chat %d: its owner cannot end it: %d, %v\n%s", i+1, status, err, errs)
	}
}

func (p *pickups) visitor(i int) *botsim.Visitor {
	return p.bots["acme"].Visitor(botsim.User{ID: int64(1000 + i), FirstName: "Vis", LastName: fmt.Sprintf("%04d", i)})
}

func name(i int) string { return fmt.Sprintf("Vis %04d", i) }

// token begins what an operator types in a round.
func token(n, round int) string { return fmt.Sprintf("r%02d-%06d", n, round) }

// onScreen picks the chat up and begins to reply in one go, as fast as keys can be pressed,
// and sends that whatever has become of it.
func (p *pickups) onScreen(n, i int) bool {
	c, me, other := p.screens[n], p.operators[n].name, p.operators[1-n].name
	told := func(f frame) bool {
		return f.has(other+" has already picked up this chat.", other+" holds it now.", other+" holds this chat.")
	}
	held := func(f frame, by string) bool {
		who, standing := f.header()
		return who == fmt.Sprintf("%04d", i) && strings.HasPrefix(standing, "active · "+by+" ")
	}
	p.must(c.press("\r" + token(n, i) + " hello"))
	typed, err := c.must("what was typed", func(f frame) bool { return f.rightHas(token(n, i)) || told(f) })
	if err == nil {
		err = c.press("\r")
	}
	f := c.now()
	if err == nil {
		f, err = c.must("who has the chat", func(f frame) bool { return held(f, me) || held(f, other) })
	}
	if err != nil {
		p.t.Errorf("%s: %v", me, err)
	}
	switch {
	case held(f, me):
		return true
	case told(typed) || told(f):
		p.count("by a sentence")
	default:
		p.count("above the messages")
	}
	return false
}

// byVerb picks the chat up from outside of the screen.
func (p *pickups) byVerb(n, i int) bool {
	status, out, errs, err := run(p.clients[n], "chat", "pickup", fmt.Sprint(i+1))
	switch taken := p.operators[1-n].name + " has already picked up this chat."; {
	case err != nil:
		p.t.Error(err)
	case status == 0 && strings.Contains(out, "held by "+p.operators[n].name):
		return true
	case status == 1 && strings.Contains(errs, taken) && out == "":
		p.count("by the verb")
	default:
		p.t.Errorf("chat pickup %d: status %d, %q, %q", i+1, status, out, errs)
	}
	return false
}

func (p *pickups) count(how string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.lost[how]++
}

func (p *pickups) expectReply(v *botsim.Visitor, token string) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	if got, err := v.WaitInbox(ctx, 1); err != nil || len(got) != 1 || got[0].Text != token+" hello" {
		p.t.Errorf("received %+v (%v), want %s", got, err, token)
	}
}

// verify holds the desk against who has won.
func (p *pickups) verify() {
	p.t.Helper()
	db := p.openDatabase()
	for i, w := range p.winner {
		byScreen := [][2]bool{{true, true}, {false, false}, {true, false}, {false, true}}[i%4]
		chat := i + 1
		if got := db.list(`SELECT operator_name FROM audit WHERE act = 'chat_picked_up' AND chat_id = ?`, chat); len(got) != 1 || got[0] != p.operators[w].name {
			p.t.Errorf("chat %d was picked up by %v, on the screens by %s", chat, got, p.operators[w].name)
		}
		var want []string
		if byScreen[w] {
			want = []string{token(w, i) + " hello"}
		}
		p.equal(chat, "replies", db.list(`SELECT text FROM messages WHERE sender = 'operator' AND chat_id = ?`, chat), want)
		// What was typed after the screen knew that the chat is lost has gone nowhere.
		if got := db.list(`SELECT text FROM drafts WHERE chat_id = ?`, chat); len(got) > 1 || len(got) == 1 && (!byScreen[1-w] || !strings.HasPrefix(token(1-w, i)+" hello", got[0])) {
			p.t.Errorf("chat %d: drafts are %q", chat, got)
		}
	}
	p.equal(0, "other messages", db.list(`SELECT text FROM messages WHERE sender IN ('operator', 'note') AND chat_id > ?`, len(p.winner)), nil)
	db.invariants(p.server)
}

func (p *pickups) equal(chat int, what string, got, want []string) {
	p.t.Helper()
	if fmt.Sprint(got) != fmt.Sprint(want) {
		p.t.Errorf("chat %d: %s are %q, want %q", chat, what, got, want)
	}
}
