package chat

import (
	"strings"
	"testing"
	"time"

	"tgdesk/core"
)

// TestGroups: messages of one author that follow each other closely stand under one
// header, each with its own beginning, time and marks.
func TestGroups(t *testing.T) {
	t.Parallel()
	s := &source{}
	say := func(from core.From, seconds int, words string) *core.Message {
		m := s.add(from, words)
		m.SentAt = noon().AddDate(0, 0, -1).Add(time.Duration(seconds) * time.Second)
		return m
	}
	say(core.FromVisitor, 0, "one")
	say(core.FromVisitor, 59, "in the same minute")
	say(core.FromVisitor, 60, "mika")
	say(core.FromVisitor, 360, "after a while")
	say(core.FromOperator, 361, "first")
	say(core.FromOperator, 370, "second").EditedAt = noon()
	say(core.FromOperator, 380, "third").Delivery = core.DeliveryFailed
	answer := say(core.FromOperator, 390, "fourth")
	answer.ReplyTo, answer.Delivery = s.messages[0].TelegramID, core.DeliveryQueued
	say(core.FromOperator, 400, "of somebody else").OperatorID = 8
	say(core.FromNote, 410, "note one")
	say(core.FromNote, 420, "note two")
	say(core.FromDesk, 430, "").Kind = core.KindPutBack
	say(core.FromNote, 440, "note three")
	say(core.FromNote, 86400, "the next day")
	v := opened(t, s, 60, 40, 0)
	want := strings.Join([]string{
		"                         Yesterday",
		" 12:00   Hana Sato",
		"         one",
		"       · in the same minute",
		" 12:01 · mika",
		" 12:06   Hana Sato",
		"         after a while",
		" 12:06   mika                                             ✓",
		"         first",
		"       · second                                  (edited) ✓",
		"       · third                                            ✗",
		"         failed · R sends it again.",
		"       · │ Hana Sato: one                            queued",
		"         fourth",
		" 12:06   mika                                             ✓",
		"         of somebody else",
		" 12:06   ✎ note by mika",
		"         note one",
		" 12:07 ✎ note two",
		"            Hana Sato put the chat back · 12:07",
		" 12:07   ✎ note by mika",
		"         note three",
		"                           Today",
		" 12:00   ✎ note by mika",
		"         the next day",
	}, "\n")
	if got := strings.TrimRight(drawn(v, 60, 40), "\n"); got != want {
		t.Errorf("drawn:\n%s\nwant:\n%s", got, want)
	}
	v.ClickAt(9)
	if m, _ := v.Selected(); m.Text != "second" {
		t.Errorf("a click in a group selects %q", m.Text)
	}
	if got := strings.Split(drawn(v, 60, 40), "\n")[8:11]; !strings.HasPrefix(got[1], cursorMark+"      · second") || strings.HasPrefix(got[0], cursorMark) || strings.HasPrefix(got[2], cursorMark) {
		t.Errorf("the selected one is not marked alone:\n%s", strings.Join(got, "\n"))
	}
	v.Move(-1)
	if m, _ := v.Selected(); m.Text != "first" {
		t.Errorf("up from it is %q", m.Text)
	}
}

// TestGroupsOnNarrowScreens: the time stands at the right.
func TestGroupsOnNarrowScreens(t *testing.T) {
	t.Parallel()
	s := newSource(1)
	s.add(core.FromVisitor, "a text that does not fit into one line")
	s.add(core.FromOperator, "yes")
	s.add(core.FromOperator, "a reply that does not fit into one line")
	v := opened(t, s, 40, 20, 0)
	want := strings.Join([]string{
		"               Yesterday",
		" 12:01   Hana Sato",
		"   message 1",
		" · a text that does not fit into  12:02",
		"   one line",
		" 12:03   mika                         ✓",
		"   yes",
		" · a reply that does not        12:04 ✓",
		"   fit into one line",
	}, "\n")
	if got := strings.TrimRight(drawn(v, 40, 20), "\n"); got != want {
		t.Errorf("drawn:\n%s\nwant:\n%s", got, want)
	}
}

// TestNothingMovesWhenAReplyIsSent: its text is wrapped in the same way in every
// state, wherever it stands in a group.
func TestNothingMovesWhenAReplyIsSent(t *testing.T) {
	t.Parallel()
	for _, w := range []int{30, 40, 74, 140} {
		s := newSource(1)
		s.add(core.FromOperator, strings.Repeat("words of many lengths ", 12))
		s.add(core.FromOperator, strings.Repeat("words of many lengths ", 12))
		v := opened(t, s, w, 40, 0)
		strip := func() string {
			v.Invalidate()
			s.fill(t, v)
			return strings.Join(strings.Fields(strings.NewReplacer("queued", "", "↑", "", "✓", "").Replace(drawn(v, w, 40))), " ") + strings.Repeat("+", strings.Count(drawn(v, w, 40), "words"))
		}
		sent, lines := strip(), len(v.Render(w, 40, v.o))
		for _, d := range []core.Delivery{core.DeliveryQueued, core.DeliverySending} {
			s.messages[1].Delivery, s.messages[2].Delivery = d, d
			if got := strip(); got != sent || len(v.Render(w, 40, v.o)) != lines {
				t.Errorf("in %d cells, %s:\n%s", w, d, drawn(v, w, 40))
			}
		}
	}
}

// TestWaitIsSeenInAGroup: how long a reply waits is said in a header of its own.
func TestWaitIsSeenInAGroup(t *testing.T) {
	t.Parallel()
	s := newSource(1)
	s.add(core.FromOperator, "sent")
	s.add(core.FromOperator, "waits").Delivery = core.DeliveryQueued
	v := opened(t, s, 74, 20, 0)
	if got := drawn(v, 74, 20); strings.Count(got, "mika") != 1 {
		t.Fatalf("without a wait:\n%s", got)
	}
	o := v.o
	o.Wait, o.WaitShort = "Telegram asks to wait 0:30", "waits 0:30"
	v.Render(74, 4, v.o)
	if v.Render(74, 4, o); !strings.HasSuffix(drawn(v, 74, 4), "waits\n") {
		t.Errorf("the end is not seen when the wait begins:\n%s", drawn(v, 74, 4))
	}
	for w, want := range map[int]string{74: o.Wait + " queued", 40: o.WaitShort + " queued"} {
		v.Render(w, 20, o)
		if got := drawn(v, w, 20); strings.Count(got, "mika") != 2 || !strings.Contains(got, want) {
			t.Errorf("in %d cells:\n%s", w, got)
		}
	}
}

// TestOlderMessagesMoveNoText: where a page begins, older messages take the place of
// the day and the header, and each text stays on its row.
func TestOlderMessagesMoveNoText(t *testing.T) {
	t.Parallel()
	s := newSource(120)
	v := NewTranscript()
	v.SetChat(theRow(), 0)
	v.Render(60, 10, plainOptions())
	first, _ := v.Need()
	v.Deliver(first, s.read(first.Query))
	v.Scroll(-1000)
	before := strings.Split(drawn(v, 60, 10), "\n")
	older, _ := v.Need()
	if !v.Deliver(older, s.read(older.Query)) {
		t.Fatal("the older page is refused")
	}
	after := strings.Split(drawn(v, 60, 10), "\n")
	if want := strings.Repeat(" ", authorX) + "message 61"; before[2] != want || after[2] != " 13:01 · message 61" || after[9] != before[9] {
		t.Errorf("before:\n%s\nafter:\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
}

// TestWideScreens: texts and marks stay together, however wide the screen is.
func TestWideScreens(t *testing.T) {
	t.Parallel()
	s := newSource(0)
	s.add(core.FromOperator, strings.Repeat("word ", 60))
	s.add(core.FromDesk, "").Kind = core.KindPutBack
	v := opened(t, s, 300, 20, 0)
	got := drawn(v, 300, 20)
	for line := range strings.SplitSeq(got, "\n") {
		if len([]rune(line)) > 99 {
			t.Errorf("a line of %d cells:\n%s", len([]rune(line)), got)
		}
	}
	if !strings.Contains(got, strings.Repeat(" ", 85)+"✓") {
		t.Errorf("the mark is not at the column's end:\n%s", got)
	}
}
