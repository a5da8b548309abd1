package inbox

import (
	"slices"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/tui/countdown"
	"tgdesk/tui/layout"

	"pgregory.net/rapid"
)

func TestFirstPage(t *testing.T) {
	t.Parallel()
	l := NewList(core.Pending)
	if _, ok := l.Current(); ok {
		t.Error("a pane that was not read has a current chat")
	}
	src := newSource(core.Pending, 3)
	src.fill(t, l)
	if len(l.items) != 3 || currentID(l) != 1 {
		t.Errorf("%d chats, current %d", len(l.items), currentID(l))
	}
}

func TestOnlyOneReadAtATime(t *testing.T) {
	t.Parallel()
	l := NewList(core.Pending)
	r, _ := l.Need()
	if _, need := l.Need(); need {
		t.Error("a second read while one is under way")
	}
	l.Fail(r)
	if _, need := l.Need(); need {
		t.Error("a failed read is made again at once")
	}
	l.Invalidate(true)
	if _, need := l.Need(); !need {
		t.Error("no read after a failed one and an event")
	}
}

func TestLatePagesAreDropped(t *testing.T) {
	t.Parallel()
	src := newSource(core.Pending, 500)
	l := filled(t, src, core.Pending, 20)
	l.Move(40)
	late, need := l.Need()
	if !need {
		t.Fatal("no page is needed near the window's end")
	}
	l.Bottom()
	bottom, _ := l.Need()
	if l.Deliver(late, src.read(late.Query)) {
		t.Error("a page of the window before was taken")
	}
	l.Deliver(bottom, src.read(bottom.Query))
	src.fill(t, l)
	if currentID(l) != 500 {
		t.Errorf("Bottom chose %d", currentID(l))
	}
	l.Fail(late)
	l.Top()
	src.fill(t, l)
	if currentID(l) != 1 {
		t.Errorf("Top chose %d", currentID(l))
	}
}

func TestChatThatMovedBetweenPagesIsShownOnce(t *testing.T) {
	t.Parallel()
	src := newSource(core.Pending, 60)
	l := filled(t, src, core.Pending, 20)
	l.Move(35)
	r, _ := l.Need()
	back := src.rows[2]
	back.Chat.WaitingSince = noon()
	src.rows = append(slices.Delete(src.rows, 2, 3), back)
	l.Deliver(r, src.read(r.Query))
	seen := map[core.ChatID]bool{}
	for _, row := range l.Rows() {
		if seen[row.Chat.ID] {
			t.Errorf("chat %d is shown twice", row.Chat.ID)
		}
		seen[row.Chat.ID] = true
	}
}

func TestEventDuringARefreshIsNotLost(t *testing.T) {
	t.Parallel()
	src := newSource(core.Pending, 2)
	l := filled(t, src, core.Pending, 20)
	l.Invalidate(true)
	r, _ := l.Need()
	rows := src.read(r.Query)
	src.rows = append(src.rows, rowOf(3, core.Pending))
	l.Invalidate(true)
	l.Deliver(r, rows)
	src.fill(t, l)
	if len(l.items) != 3 {
		t.Errorf("%d chats, want 3", len(l.items))
	}
}

func TestCursorMovesToTheNextChatWhenItsChatLeaves(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		gone, want core.ChatID
	}{{5, 6}, {10, 9}, {1, 5}} {
		src := newSource(core.Active, 10)
		l := filled(t, src, core.Active, 8)
		l.choose(l.index(max(c.gone, 5)))
		src.remove(c.gone)
		l.Invalidate(true)
		src.fill(t, l)
		if currentID(l) != c.want {
			t.Errorf("without %d the cursor is on %d, want %d", c.gone, currentID(l), c.want)
		}
	}
}

// TestCursorStaysWhereAnAnsweredChatLeft: the reply moves the chat to the end of
// its list before it leaves.
func TestCursorStaysWhereAnAnsweredChatLeft(t *testing.T) {
	t.Parallel()
	src := newSource(core.Active, 10)
	l := filled(t, src, core.Active, 8)
	l.choose(l.index(3))
	l.Leave(3)
	answered := rowOf(11, core.Active)
	answered.Chat.ID = 3
	src.remove(3)
	src.rows = append(src.rows, answered)
	l.Invalidate(true)
	src.fill(t, l)
	if currentID(l) != 3 {
		t.Fatalf("the cursor left the chat for %d", currentID(l))
	}
	src.remove(3)
	l.Invalidate(true)
	src.fill(t, l)
	if currentID(l) != 4 {
		t.Errorf("the cursor is on %d, want the one that followed", currentID(l))
	}
}

func TestViewStaysWhereItIs(t *testing.T) {
	t.Parallel()
	for _, s := range core.States() {
		src := newSource(s, 500)
		l := filled(t, src, s, 20)
		for range 30 {
			l.Page(1)
			before := l.items[l.top].row.Chat.ID
			src.fill(t, l)
			if after := l.items[l.top].row.Chat.ID; after != before {
				t.Errorf("%s: a page moved the view from %d to %d", s, before, after)
			}
		}
		l.Move(-1)
		l.Move(-1)
		top, cursor := l.items[l.top].row.Chat.ID, currentID(l)
		for _, gone := range []core.ChatID{1, 500, top - 1, top + 1, cursor - 1, cursor + 1} {
			if gone != top && gone != cursor {
				src.remove(gone)
			}
		}
		src.rows = append(src.rows, rowOf(501, s))
		slices.SortFunc(src.rows, func(a, b core.ChatRow) int { return l.compare(l.keyOf(&a), l.keyOf(&b)) })
		l.Invalidate(true)
		src.fill(t, l)
		if now := l.items[l.top].row.Chat.ID; now != top || currentID(l) != cursor {
			t.Errorf("%s: the view went from %d to %d, the cursor from %d to %d", s, top, now, cursor, currentID(l))
		}
	}
}

func TestPaneThatIsNotLookedAtShowsItsStart(t *testing.T) {
	t.Parallel()
	for _, held := range []bool{false, true} {
		src := newSource(core.Completed, 10)
		l := filled(t, src, core.Completed, 8)
		o := plainOptions()
		o.Focused = held
		l.Render(40, 8, o)
		src.rows = slices.Insert(src.rows, 0, rowOf(11, core.Completed))
		l.Invalidate(true)
		src.fill(t, l)
		if want := map[bool]core.ChatID{false: 11, true: 10}[held]; currentID(l) != want {
			t.Errorf("held %v: the cursor is on %d, want %d", held, currentID(l), want)
		}
	}
}

// TestMovesBeyondTheWindow: a page down pressed quickly goes as far as one pressed
// slowly.
func TestMovesBeyondTheWindow(t *testing.T) {
	t.Parallel()
	src := newSource(core.Pending, 1000)
	l := filled(t, src, core.Pending, 20)
	l.Move(170)
	if !l.jumping() {
		t.Error("the cursor is where it was sent, which was not read")
	}
	src.fill(t, l)
	if currentID(l) != 171 || l.jumping() {
		t.Errorf("the cursor is on %d, jumping %v", currentID(l), l.jumping())
	}
	l.Move(2000)
	src.fill(t, l)
	if currentID(l) != 1000 || l.jumping() {
		t.Errorf("past the end the cursor is on %d, jumping %v", currentID(l), l.jumping())
	}
	l.Move(-2000)
	src.fill(t, l)
	if currentID(l) != 1 || l.jumping() {
		t.Errorf("before the start the cursor is on %d, jumping %v", currentID(l), l.jumping())
	}
}

func TestSeek(t *testing.T) {
	t.Parallel()
	for _, s := range core.States() {
		src := newSource(s, 1000)
		l := filled(t, src, s, 20)
		for _, id := range []int{700, 1, 1000, 703} {
			l.Seek(rowOf(id, s))
			src.fill(t, l)
			if currentID(l) != core.ChatID(id) {
				t.Errorf("%s: sought %d, found %d", s, id, currentID(l))
			}
		}
		l.Seek(rowOf(5000, s))
		src.fill(t, l)
		if _, ok := l.Current(); !ok {
			t.Errorf("%s: nothing chosen after seeking a chat that is gone", s)
		}
	}
}

func TestMovesDuringAJump(t *testing.T) {
	t.Parallel()
	src := newSource(core.Pending, 1000)
	for _, c := range []struct {
		what string
		move func(l *List)
		want core.ChatID
	}{
		{"down", func(l *List) { l.Move(1) }, 700},
		{"to the first", (*List).Top, 1},
		{"to a chat in sight", func(l *List) { l.choose(l.index(5)) }, 5},
		{"by a click", func(l *List) { l.ClickAt(layout.ChatRows) }, 2},
		{"to the last", (*List).Bottom, 1000},
	} {
		l := filled(t, src, core.Pending, 20)
		l.Seek(rowOf(700, core.Pending))
		late, _ := l.Need()
		c.move(l)
		l.Deliver(late, src.read(late.Query))
		src.fill(t, l)
		if currentID(l) != c.want {
			t.Errorf("%s: the cursor is on %d, want %d", c.what, currentID(l), c.want)
		}
	}
}

func TestEmptied(t *testing.T) {
	t.Parallel()
	src := newSource(core.Pending, 300)
	l := filled(t, src, core.Pending, 20)
	l.Bottom()
	src.fill(t, l)
	src.rows = nil
	l.Invalidate(true)
	src.fill(t, l)
	if len(l.items) != 0 {
		t.Errorf("%d chats of an empty list", len(l.items))
	}
}

// TestAnyHistory drives a pane by random keys while chats come and go, and
// compares it with the list it shows a window of.
func TestAnyHistory(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom([]core.State{core.Pending, core.Completed}).Draw(t, "state")
		n := rapid.SampledFrom([]int{0, 1, 5, 60, 450}).Draw(t, "chats")
		m := &history{src: newSource(s, n), l: NewList(s), next: n + 1}
		m.l.SetHeight(21)
		for range rapid.IntRange(1, 40).Draw(t, "steps") {
			m.step(t)
			m.check(t)
		}
		m.answer(t)
		m.l.Invalidate(true)
		m.src.fill(t, m.l)
		m.check(t)
		m.checkWindow(t)
	})
}

type history struct {
	src  *source
	l    *List
	next int
	// under way
	req  *Request
	rows Page
	all  []core.ChatRow // when the rows were read
}

func (m *history) step(t *rapid.T) {
	by := rapid.IntRange(-9, 9).Draw(t, "by")
	switch rapid.SampledFrom([]string{"move", "scroll", "page", "jump", "height", "come", "go", "ask", "answer", "fill", "seek", "click", "changed"}).Draw(t, "step") {
	case "move":
		m.l.Move(by)
	case "scroll":
		m.l.Scroll(by)
	case "page":
		m.l.Page(1)
	case "jump":
		if by > 0 {
			m.l.Bottom()
		} else {
			m.l.Top()
		}
	case "height":
		m.l.SetHeight(rapid.SampledFrom([]int{0, 1, 2, 3, 21, 60}).Draw(t, "height"))
	case "come":
		m.come()
	case "go":
		m.leave(t)
	case "ask":
		m.ask()
	case "answer":
		m.answer(t)
	case "fill":
		m.answer(t)
		m.src.fill(t, m.l)
	case "seek":
		m.l.Seek(rowOf(rapid.IntRange(1, 500).Draw(t, "id"), m.l.state))
	case "click":
		m.l.ClickAt(by * 3)
	case "changed":
		m.l.Invalidate(true)
	}
}

func (m *history) come() {
	r := rowOf(m.next, m.l.state)
	m.next++
	at := len(m.src.rows)
	if m.l.state == core.Completed {
		at = 0
	}
	m.src.rows = slices.Insert(m.src.rows, at, r)
	m.l.Invalidate(true)
}

func (m *history) leave(t *rapid.T) {
	if len(m.src.rows) > 0 {
		m.src.remove(m.src.rows[rapid.IntRange(0, len(m.src.rows)-1).Draw(t, "gone")].Chat.ID)
		m.l.Invalidate(true)
	}
}

func (m *history) ask() {
	if r, need := m.l.Need(); need {
		m.req, m.rows, m.all = &r, m.src.read(r.Query), slices.Clone(m.src.rows)
	}
}

// answer delivers what was asked for, and checks that a refresh moves the cursor off
// no chat that is still there, wherever the cursor went meanwhile, unless it is on its way.
func (m *history) answer(t *rapid.T) {
	if m.req == nil {
		return
	}
	before, had := m.l.Current()
	goesOn := m.l.start && m.l.cursor == 0 && !m.l.pinned || m.l.owed != 0
	if m.l.Deliver(*m.req, m.rows) && had && m.req.kind == readRefresh && !goesOn {
		there := slices.ContainsFunc(m.all, func(r core.ChatRow) bool { return r.Chat.ID == before.Chat.ID })
		if now := currentID(m.l); there && now != before.Chat.ID {
			t.Fatalf("the cursor went from %d to %d", before.Chat.ID, now)
		}
	}
	m.req = nil
}

func (m *history) check(t *rapid.T) {
	l := m.l
	if n := len(l.items); n > 0 && (l.cursor < l.top || l.cursor >= l.top+l.fitting() || l.top < 0 || l.cursor >= n) {
		t.Fatalf("cursor %d, top %d, %d shown of %d", l.cursor, l.top, l.fitting(), n)
	}
	if len(l.items) > maxWindow+pageSize {
		t.Fatalf("the window has %d chats", len(l.items))
	}
	checkRows(t, l.Render(40, l.height, plainOptions()), 40, l.height)
}

// checkWindow compares the window with the list.
func (m *history) checkWindow(t *rapid.T) {
	rows := m.l.Rows()
	if len(rows) == 0 {
		if len(m.src.rows) > 0 {
			t.Fatalf("nothing shown of %d chats", len(m.src.rows))
		}
		return
	}
	from := slices.IndexFunc(m.src.rows, func(r core.ChatRow) bool { return r.Chat.ID == rows[0].Chat.ID })
	for i, r := range rows {
		if from < 0 || from+i >= len(m.src.rows) || m.src.rows[from+i].Chat.ID != r.Chat.ID {
			t.Fatalf("chat %d of the window is %d, which is not so in the list", i, r.Chat.ID)
		}
	}
	if m.l.start && from != 0 || m.l.end && from+len(rows) != len(m.src.rows) {
		t.Fatalf("the window begins at %d of %d; start %v, end %v", from, len(m.src.rows), m.l.start, m.l.end)
	}
}

// A clock must not change before the tick that announces it.
func TestClockIsUnchangedUntilNextTick(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		span := time.Duration(rapid.Int64Range(-int64(3*core.Day), int64(3*core.Day)).Draw(t, "span"))
		c := core.Chat{State: rapid.SampledFrom([]core.State{core.Pending, core.Active, core.Unanswered}).Draw(t, "state")}
		now := noon().Add(time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "now")))
		c.WaitingSince, c.DeadlineAt = now.Add(-span), now.Add(span)
		if rapid.Bool().Draw(t, "awaiting") {
			c.AwaitingSince = c.WaitingSince
		}
		c.CountsFrom = c.DeadlineAt.Add(-1000 * core.Day)
		wait := countdown.NextTick(now, &c)
		if wait <= 0 || wait > time.Minute+time.Second {
			t.Fatalf("next tick in %v", wait)
		}
		o := plainOptions()
		o.Now = now
		clocks := func() string {
			clock, _ := clockOf(&c, o)
			left, _ := closing(&c, o)
			return clock + left
		}
		before := clocks()
		o.Now = now.Add(wait - time.Nanosecond)
		if after := clocks(); after != before {
			t.Fatalf("%s became %s before the tick in %v", before, after, wait)
		}
	})
}

// TestSoonAt: the first of the chats that come near their limits counts, whichever
// pages it came with, and until it leaves.
func TestSoonAt(t *testing.T) {
	t.Parallel()
	src := newSource(core.Pending, 60)
	l := filled(t, src, core.Pending, 20)
	check := func(name string, want time.Time) {
		t.Helper()
		l.Invalidate(true)
		src.fill(t, l)
		if at := firstSoon(l.items, plainOptions().OpenLimit); !at.Equal(want) {
			t.Errorf("%s: near its limit at %v, want %v", name, at, want)
		}
	}
	limit := func(i int, hours time.Duration) {
		src.rows[i].Chat.CountsFrom, src.rows[i].Chat.DeadlineAt = noon(), noon().Add(hours*time.Hour)
	}
	check("no chat has a limit", time.Time{})
	limit(20, 8)
	check("one has", noon().Add(4*time.Hour))
	limit(10, 10)
	check("another has a longer one", noon().Add(4*time.Hour))
	limit(30, 2)
	check("another has a shorter one", noon().Add(time.Hour))
	src.remove(31)
	check("that one has gone", noon().Add(4*time.Hour))
	limit(58, 1)
	l.Move(40)
	check("one on another page", noon().Add(30*time.Minute))
	for at, want := range map[time.Duration]bool{29 * time.Minute: false, 30 * time.Minute: true, 2 * time.Hour: true} {
		o := plainOptions()
		o.Now = noon().Add(at)
		if got := used(&src.rows[58].Chat, soonPercent, o); got != want {
			t.Errorf("after %v of an hour half of it is used: %v", at, got)
		}
	}
}
