package chat

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/tui/term"

	"pgregory.net/rapid"
)

func TestFollowsAtTheBottomOnly(t *testing.T) {
	t.Parallel()
	s := newSource(40)
	v := opened(t, s, 60, 10, 0)
	arrive := func() {
		s.add(core.FromVisitor, "news")
		v.Invalidate()
		s.fill(t, v)
	}
	arrive()
	if !v.follow || !strings.HasSuffix(drawn(v, 60, 10), "news\n") {
		t.Errorf("does not follow:\n%s", drawn(v, 60, 10))
	}
	v.Scroll(-3)
	before := drawn(v, 60, 10)
	arrive()
	arrive()
	after := drawn(v, 60, 10)
	if lines, was := strings.Split(after, "\n"), strings.Split(before, "\n"); !slices.Equal(lines[:9], was[:9]) {
		t.Errorf("moved from\n%s\nto\n%s", before, after)
	}
	if v.newBelow != 2 || !strings.Contains(after, "↓ 2 new") {
		t.Errorf("%d new below:\n%s", v.newBelow, after)
	}
	v.Bottom()
	if v.newBelow != 0 || !v.follow {
		t.Error("still tells of messages below at the bottom")
	}
}

// TestFollowClearsTheSelection: a selected message far up holds the view
// neither then nor when messages come.
func TestFollowClearsTheSelection(t *testing.T) {
	t.Parallel()
	s := newSource(40)
	v := opened(t, s, 60, 10, 0)
	v.Top()
	s.fill(t, v)
	v.Follow()
	for _, news := range []string{"", "first news", strings.Repeat("a long text ", 60), "last news"} {
		if news != "" {
			s.add(core.FromVisitor, news)
			v.Invalidate()
			s.fill(t, v)
		}
		if _, ok := v.Selected(); ok || !v.follow {
			t.Errorf("after %.20q: selected %v, follows %v:\n%s", news, ok, v.follow, drawn(v, 60, 10))
		}
	}
}

func TestOlderPagesMoveNothing(t *testing.T) {
	t.Parallel()
	s := newSource(300)
	v := opened(t, s, 60, 10, 0)
	for v.items[0].m.ID != s.messages[0].ID {
		v.Page(-1)
		before := drawn(v, 60, 10)
		s.fill(t, v)
		if after := drawn(v, 60, 10); after != before && v.top.item > 0 {
			t.Fatalf("moved from\n%s\nto\n%s", before, after)
		}
	}
}

func TestTopReadsToTheStart(t *testing.T) {
	t.Parallel()
	s := newSource(1200)
	v := opened(t, s, 60, 10, 0)
	v.Move(-1)
	v.Top()
	s.fill(t, v)
	if got := drawn(v, 60, 10); !strings.Contains(got, "message 1\n") {
		t.Errorf("%d messages:\n%s", len(v.items), got)
	}
}

func TestEditsAreReadAgainWhenShown(t *testing.T) {
	t.Parallel()
	s := newSource(100)
	v := opened(t, s, 60, 10, 0)
	v.Page(-4)
	s.fill(t, v)
	v.Bottom()
	for i := range s.messages {
		s.messages[i].Text = fmt.Sprint("edited ", i+1)
	}
	v.Invalidate()
	for range 8 {
		s.fill(t, v)
		if got := drawn(v, 60, 10); strings.Contains(got, "message") {
			t.Fatalf("out of date:\n%s", got)
		}
		v.Page(-1)
	}
}

func TestDeletedMessageIsNotReadAgain(t *testing.T) {
	t.Parallel()
	s := newSource(10)
	v := opened(t, s, 60, 10, 0)
	s.messages = slices.Delete(s.messages, 7, 8)
	v.Invalidate()
	s.fill(t, v)
}

func TestLatePagesAreDropped(t *testing.T) {
	t.Parallel()
	s := newSource(100)
	v := NewTranscript()
	v.SetChat(theRow(), 0)
	late, _ := v.Need()
	if _, need := v.Need(); need {
		t.Error("a second read while one is under way")
	}
	other := theRow()
	other.Chat.ID++
	v.SetChat(other, 0)
	if v.Deliver(late, s.read(late.Query)) || len(v.items) != 0 {
		t.Error("took the messages of another chat")
	}
	r, need := v.Need()
	if !need || r.Query.Chat != other.Chat.ID {
		t.Errorf("asks for %+v", r)
	}
	v.Fail(r)
	if _, need := v.Need(); need {
		t.Error("a failed read is made again at once")
	}
	v.Invalidate()
	if _, need := v.Need(); !need {
		t.Error("no read after a failed one and an event")
	}
}

func TestUnreadDivider(t *testing.T) {
	t.Parallel()
	s := newSource(4)
	s.add(core.FromOperator, "reply")
	s.add(core.FromVisitor, "thanks")
	v := opened(t, s, 60, 20, s.messages[3].ID)
	lines := strings.Split(drawn(v, 60, 20), "\n")
	at := slices.IndexFunc(lines, func(l string) bool { return strings.Contains(l, " new ") })
	if at < 0 || !strings.HasSuffix(lines[at+2], "thanks") {
		t.Errorf("the divider is at line %d:\n%s", at, strings.Join(lines, "\n"))
	}
	v.RemoveDivider()
	if strings.Contains(drawn(v, 60, 20), " new ") {
		t.Error("the divider stays")
	}
}

func TestClickAndSelection(t *testing.T) {
	t.Parallel()
	s := newSource(1)
	s.add(core.FromDesk, "").Kind = core.KindPutBack
	s.add(core.FromOperator, "reply")
	v := opened(t, s, 60, 20, 0) // day, header, text, system line, header, text
	for dy, want := range map[int]core.MessageID{-1: 0, 0: 0, 1: 2, 2: 2, 3: 0, 4: 6, 5: 6, 6: 0, 30: 0} {
		v.ClearSelection()
		hit := v.ClickAt(dy)
		if m, ok := v.Selected(); m.ID != want || ok != (want != 0) || hit != ok {
			t.Errorf("a click on line %d selects %d", dy, m.ID)
		}
	}
	v.ClearSelection()
	v.Move(-1)
	v.Move(-1)
	if m, _ := v.Selected(); m.ID != 2 {
		t.Errorf("moving up over a system line selects %d", m.ID)
	}
}

// TestAnyHistory drives a transcript by random keys while messages come and
// change.
func TestAnyHistory(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		h := &history{s: newSource(rapid.SampledFrom([]int{0, 1, 3, 49, 120, 700}).Draw(t, "messages")), v: NewTranscript(), w: 40, h: 9}
		h.v.SetChat(theRow(), core.MessageID(rapid.IntRange(0, 100).Draw(t, "unread")))
		h.v.Render(h.w, h.h, plainOptions())
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			h.step(t)
			h.check(t)
		}
		h.answer(t)
		h.s.fill(t, h.v)
		h.check(t)
		h.checkContent(t)
	})
}

type history struct {
	s        *source
	v        *Transcript
	w, h     int
	req      *Request
	messages []core.Message
}

func (h *history) step(t *rapid.T) {
	by := rapid.IntRange(-9, 9).Draw(t, "by")
	switch rapid.SampledFrom([]string{"scroll", "page", "move", "top", "bottom", "follow", "size", "come", "edit", "deliver", "ask", "answer", "fill", "click", "clear"}).Draw(t, "step") {
	case "scroll":
		h.v.Scroll(by)
	case "page":
		h.v.Page(by % 2)
	case "move":
		h.v.Move(by)
	case "top":
		h.v.Top()
	case "bottom":
		h.v.Bottom()
	case "follow":
		h.v.Follow()
	case "size":
		h.w, h.h = rapid.IntRange(1, 80).Draw(t, "w"), rapid.IntRange(1, 30).Draw(t, "h")
	case "come":
		from := rapid.SampledFrom([]core.From{core.FromVisitor, core.FromOperator, core.FromOperator, core.FromNote, core.FromDesk}).Draw(t, "from")
		m := h.s.add(from, strings.Repeat("long text ", by*by))
		m.SentAt = m.SentAt.Add(time.Duration(by/3) * headerGap)
		h.v.Invalidate()
	case "edit":
		if n := len(h.s.messages); n > 0 {
			h.s.messages[(by+9)%n].Text = strings.Repeat("other ", by+9)
			h.v.Invalidate()
		}
	case "deliver":
		for i := range h.s.messages {
			if m := &h.s.messages[i]; m.From == core.FromOperator && i%(by+10) == 0 {
				m.Delivery = rapid.SampledFrom([]core.Delivery{core.DeliveryQueued, core.DeliverySending, core.DeliverySent, core.DeliveryFailed}).Draw(t, "delivery")
			}
		}
		h.v.Invalidate()
	case "ask":
		if r, need := h.v.Need(); need {
			h.req, h.messages = &r, h.s.read(r.Query)
		}
	case "answer":
		h.answer(t)
	case "fill":
		h.answer(t)
		h.s.fill(t, h.v)
	case "click":
		h.v.ClickAt(by)
	case "clear":
		h.v.ClearSelection()
	}
}

// answer delivers what was asked for, and checks that in a view which was scrolled
// up the text of the first message stays on its row, though a header or a day above
// it comes or goes.
func (h *history) answer(t *rapid.T) {
	if h.req == nil {
		return
	}
	v := h.v
	scrolled := !v.follow && !v.wantFirst && !v.wantLast && v.ready() && v.selected == 0
	var top *item
	var row int
	if scrolled {
		top, row = v.items[v.top.item], textRow(v, v.top.item)
	}
	v.Deliver(*h.req, h.messages)
	h.req = nil
	if !scrolled || v.follow {
		return
	}
	i, held := v.index(top.m.ID)
	if !held || v.items[i] != top { // it was changed, too
		return
	}
	if now := textRow(v, i); now != row && v.top != (linePos{}) {
		t.Fatalf("the text of %d went from row %d to row %d", top.m.ID, row, now)
	}
}

// textRow is the row of the screen, possibly above it, at which the text of item i
// begins, of those down to the first one that is visible entirely.
func textRow(v *Transcript, i int) int {
	y := -v.top.line
	for j := v.top.item; j < i; j++ {
		y += v.height(j)
	}
	before, _ := v.linesBefore(i)
	return y + before
}

func (h *history) check(t *rapid.T) {
	rows := h.v.Render(h.w, h.h, h.v.o)
	checkRows(t, rows, h.w, h.h)
	if h.v.ready() && len(rows) < h.h && h.v.top != (linePos{}) {
		t.Fatalf("%d rows of %d are left blank at %v", h.h-len(rows), h.h, h.v.top)
	}
	if h.w < 12 {
		return
	}
	for i, y := range h.v.visibleItems() {
		from, _ := h.v.messageRows(i, y)
		if from >= 0 && from < h.v.visibleLines() && !h.v.items[i].system() && strings.Trim(startOf(rows[from]), " "+cursorMark) == "" {
			t.Fatalf("nothing shows where message %d begins:\n%s", h.v.items[i].m.ID, drawn(h.v, h.w, h.h))
		}
	}
	if _, ok := h.v.Selected(); !ok {
		return
	}
	for _, row := range rows {
		if len(row) > 0 && strings.Contains(row[0].Text, cursorMark) {
			return
		}
	}
	t.Fatalf("the selected message is not on the screen")
}

// startOf is what stands before the column of texts.
func startOf(row term.Row) string {
	plain := []rune(term.Frame{Width: 80, Height: 1, Rows: []term.Row{row}}.Plain()[0])
	return string(plain[:min(len(plain), 3)])
}

// checkContent compares what is held with the chat; what is shown is as new
// as the chat.
func (h *history) checkContent(t *rapid.T) {
	v := h.v
	from := 0
	if len(v.items) > 0 {
		from = slices.IndexFunc(h.s.messages, func(m core.Message) bool { return m.ID == v.items[0].m.ID })
	}
	atStart := v.start // a full page from the chat's first message on does not know that it is
	if first, _ := v.shown(); from == 0 && first >= v.margin() {
		atStart = true
	}
	if atStart != (from == 0) || v.gap != (from+len(v.items) < len(h.s.messages)) {
		t.Fatalf("%d messages held of %d, from %d: start %t, gap %t", len(v.items), len(h.s.messages), from, v.start, v.gap)
	}
	for i, it := range v.items {
		if it.m.ID != h.s.messages[from+i].ID {
			t.Fatalf("message %d is %d", i, it.m.ID)
		}
	}
	for i := range v.visibleItems() {
		if v.items[i].m.Text != h.s.messages[from+i].Text {
			t.Fatalf("message %d is out of date", v.items[i].m.ID)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	v := benchmarked(b)
	o := plainOptions()
	b.ReportAllocs()
	for b.Loop() {
		v.Render(74, 30, o)
	}
}

func BenchmarkResize(b *testing.B) {
	v := benchmarked(b)
	o := plainOptions()
	w := 74
	for b.Loop() {
		w = 74 + 75 - w
		v.Render(w, 30, o)
	}
}

// The first and the last message are selected, however many pages are read on
// the way to the first.
func TestEndsAreSelected(t *testing.T) {
	t.Parallel()
	s := newSource(2000)
	v := opened(t, s, 60, 10, 0)
	want := func(id core.MessageID) {
		t.Helper()
		s.fill(t, v)
		if m, ok := v.Selected(); !ok || m.ID != id {
			t.Errorf("selected %d, want %d", m.ID, id)
		}
	}
	v.Bottom()
	want(s.messages[1999].ID)
	v.Top()
	want(s.messages[0].ID)
	v.Bottom()
	want(s.messages[1999].ID)
}

// A read of the end that reaches further back than the window, because the screen has
// grown, leaves what lies before the window to be read.
func TestStartOfAChatAfterTheScreenGrew(t *testing.T) {
	t.Parallel()
	s := newSource(pageSize + 2)
	v := opened(t, s, 60, 1, 0)
	v.Render(60, 5, plainOptions())
	v.Invalidate()
	s.fill(t, v)
	v.Top()
	s.fill(t, v)
	if m, ok := v.Selected(); !ok || m.ID != s.messages[0].ID {
		t.Errorf("the first message is %d, want %d", m.ID, s.messages[0].ID)
	}
}

// benchmarked is a transcript of long messages.
func benchmarked(b *testing.B) *Transcript {
	s := newSource(500)
	for i := range s.messages {
		s.messages[i].Text = "Where is my refund? 注文した商品がまだ届きません。 I wrote to you three days ago and nobody answered, so here I am once more."
	}
	return opened(b, s, 74, 30, 0)
}

// TestGoToAMessage: it is selected and shown wherever it is, with what stands before it,
// and what is gone changes nothing.
func TestGoToAMessage(t *testing.T) {
	t.Parallel()
	for _, at := range []int{0, 1, 700, 1480, 1499} {
		s, v := newSource(1500), NewTranscript()
		v.SetChat(theRow(), 0)
		v.Render(60, 12, plainOptions())
		s.fill(t, v)
		want := s.messages[at].ID
		v.GoTo(want)
		s.fill(t, v)
		v.Render(60, 12, plainOptions())
		s.fill(t, v)
		got, ok := v.Selected()
		i, held := v.index(want)
		if !ok || got.ID != want || !held || !v.isVisible(i) || len(v.items) > 200 {
			t.Errorf("message %d: %d is selected, visible %t, of %d", want, got.ID, held && v.isVisible(i), len(v.items))
		}
		if at > 100 {
			v.Move(-1)
			s.fill(t, v)
			if before, _ := v.Selected(); before.ID != s.messages[at-1].ID {
				t.Errorf("before message %d stands %d", want, before.ID)
			}
		}
		v.GoTo(1 << 40)
		s.fill(t, v)
		if v.want != 0 {
			t.Error("a message that is gone is still wanted")
		}
	}
}
