package chat

import (
	"fmt"
	"strings"
	"testing"

	"tgdesk/core"

	"pgregory.net/rapid"
)

// TestTheWindowIsNotSeen: what is dropped and read again shows as if all messages
// were held: the same lines, selection, divider, quotes and number of new messages,
// whatever is pressed and whatever comes.
func TestTheWindowIsNotSeen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := &twins{s: newSource(rapid.SampledFrom([]int{0, 30, 130, 1500}).Draw(t, "messages")), w: 60, h: 12}
		unread := core.MessageID(rapid.IntRange(0, 3000).Draw(t, "unread"))
		for _, v := range p.both() {
			*v = NewTranscript()
			(*v).SetChat(theRow(), unread)
			(*v).Render(p.w, p.h, plainOptions())
		}
		p.all.overscan = 1 << 20
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			step := p.step(t)
			p.fill(t)
			one, all := drawn(p.one, p.w, p.h), drawn(p.all, p.w, p.h)
			if one != all {
				t.Fatalf("after %s a window shows\n%s\nand without one it is\n%s", step, one, all)
			}
			got, ok := p.one.Selected()
			if want, is := p.all.Selected(); ok != is || got != want {
				t.Fatalf("after %s message %d is selected, not %d", step, got.ID, want.ID)
			}
			if n := len(p.one.items); n > p.h+2*p.one.mostBeyond() {
				t.Fatalf("after %s %d messages are held", step, n)
			}
			if len(p.all.items) != len(p.s.messages) {
				t.Fatalf("%d of %d messages are held where all are to be", len(p.all.items), len(p.s.messages))
			}
		}
	})
}

// twins are two transcripts of a chat: one with a window, and one that holds all.
type twins struct {
	s        *source
	one, all *Transcript
	w, h     int
}

func (p *twins) both() []**Transcript { return []**Transcript{&p.one, &p.all} }

func (p *twins) fill(t failer) {
	for _, v := range p.both() {
		(*v).Render(p.w, p.h, plainOptions())
		p.s.fill(t, *v)
	}
}

func (p *twins) step(t *rapid.T) string {
	by := rapid.IntRange(-11, 11).Draw(t, "by")
	step := rapid.SampledFrom([]string{"scroll", "page", "pages", "move", "top", "bottom", "follow", "size", "come", "burst", "flood", "edit", "click", "clear", "answered"}).Draw(t, "step")
	times := 1
	if step == "pages" {
		times = 25
	}
	for range times {
		for _, v := range p.both() {
			act(*v, step, by)
		}
		if step == "pages" {
			p.fill(t)
		}
	}
	switch n := len(p.s.messages); step {
	case "size":
		p.w, p.h = rapid.IntRange(40, 80).Draw(t, "w"), rapid.IntRange(3, 30).Draw(t, "h")
	case "come":
		p.come(rapid.SampledFrom([]core.From{core.FromVisitor, core.FromOperator, core.FromNote, core.FromDesk}).Draw(t, "from"), 1)
	case "burst":
		p.come(core.FromVisitor, 45)
	case "flood": // more than a page, of which a view at the end reads only the last
		if p.one.followsFreely() {
			p.come(core.FromVisitor, 300)
			p.s.fill(t, p.one)
			p.all.Invalidate()
			for !p.all.follow || p.all.newest != p.s.messages[len(p.s.messages)-1].ID {
				r, _ := p.all.Need()
				r.kind, r.Query.After, r.Query.Limit = readNewer, p.all.newest, 1000
				p.all.Deliver(r, p.s.read(r.Query))
			}
		}
	case "edit": // as many lines as before: the transcripts come upon it at different moments
		if n > 0 {
			m := &p.s.messages[rapid.IntRange(max(n-200, 0), n-1).Draw(t, "which")]
			m.Text, m.EditedAt = strings.Replace(m.Text, "message", "changed", 1), noon()
			p.invalidate()
		}
	}
	return fmt.Sprint(step, " ", by)
}

// act does what a person does.
func act(v *Transcript, step string, by int) {
	switch step {
	case "scroll":
		v.Scroll(by)
	case "page":
		v.Page(by % 2)
	case "pages":
		v.Page((by&1)*2 - 1)
	case "move":
		v.Move(by)
	case "top":
		v.Top()
	case "bottom":
		v.Bottom()
	case "follow":
		v.Follow()
	case "click":
		v.ClickAt(by)
	case "clear":
		v.ClearSelection()
	case "answered":
		v.RemoveDivider()
	}
}

func (p *twins) invalidate() {
	for _, v := range p.both() {
		(*v).Invalidate()
	}
}

// come adds messages, some of which answer others far above.
func (p *twins) come(from core.From, n int) {
	for range n {
		m := p.s.add(from, fmt.Sprint("message ", len(p.s.messages)+1))
		if i := len(p.s.messages); i%7 == 0 && from != core.FromDesk {
			m.ReplyTo = p.s.messages[(i*5/8)/2].TelegramID
		}
	}
	p.invalidate()
}

// TestStaleReadsMeetMoves: what was asked for before a move is of use after it, or is
// not taken.
func TestStaleReadsMeetMoves(t *testing.T) {
	t.Parallel()
	s := newSource(2000)
	v := opened(t, s, 60, 10, 0)
	flood := func(n int) Request {
		t.Helper()
		for range n {
			s.add(core.FromVisitor, fmt.Sprint("message ", len(s.messages)+1))
		}
		v.Invalidate()
		r, need := v.Need()
		if !need || r.kind != readLast {
			t.Fatalf("asks for %+v", r)
		}
		return r
	}
	late := flood(400)
	v.Scroll(-5)
	before := drawn(v, 60, 9)
	v.Deliver(late, s.read(late.Query))
	s.fill(t, v)
	if v.newBelow != 400 || v.follow {
		t.Errorf("%d new below, follows: %v", v.newBelow, v.follow)
	}
	v.newBelow = 0
	if after := drawn(v, 60, 9); after != before {
		t.Errorf("moved from\n%s\nto\n%s", before, after)
	}
	v.Top()
	late, _ = v.Need()
	v.Move(-1)
	want := drawn(v, 60, 10)
	v.Deliver(late, s.read(late.Query))
	if got := drawn(v, 60, 10); got != want {
		t.Errorf("went to the top after another move:\n%s", got)
	}
}

// TestFloodReadsLittle: a view at the end reads one page, however many messages came;
// one that was scrolled up counts them once.
func TestFloodReadsLittle(t *testing.T) {
	t.Parallel()
	s := newSource(500)
	v := opened(t, s, 60, 10, 0)
	reads := func(come int) (n, messages int) {
		for range come {
			s.add(core.FromVisitor, "flood")
		}
		v.Invalidate()
		for {
			r, need := v.Need()
			if !need {
				return n, messages
			}
			page := s.read(r.Query)
			v.Deliver(r, page)
			n, messages = n+1, messages+len(page)
		}
	}
	if n, messages := reads(20_000); n != 1 || messages > 100 {
		t.Errorf("%d reads of %d messages at the end", n, messages)
	}
	v.Page(-1)
	reads(0)
	if n, messages := reads(20_000); n > 50 || messages > 21_000 {
		t.Errorf("%d reads of %d messages when scrolled up", n, messages)
	}
	if n, messages := reads(1); n > 2 || messages > 100 {
		t.Errorf("%d reads of %d messages for one more", n, messages)
	}
	if len(v.items) > 400 || len(v.byTelegram) > len(v.items) || v.newBelow != 20_001 {
		t.Errorf("%d messages held, %d of them answerable, %d new", len(v.items), len(v.byTelegram), v.newBelow)
	}
}
