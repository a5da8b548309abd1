package chat

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/core/fulltext"

	"pgregory.net/rapid"
)

var numbered = regexp.MustCompile(`nr(\d+)`)

// seen are the numbers of the messages that are on the screen, which follow each other.
func seen(t failer, v *Transcript) (first, last int) {
	t.Helper()
	last = -1
	for _, m := range numbered.FindAllStringSubmatch(drawn(v, 60, 12), -1) {
		n, _ := strconv.Atoi(m[1])
		if last >= 0 && n != last+1 {
			t.Fatalf("%d follows %d in\n%s", n, last, drawn(v, 60, 12))
		}
		if last = n; first == 0 {
			first = n
		}
	}
	return first, last
}

// TestAroundAHit: a chat that opens at a message shows what stands around it at once, and
// from there each message once in both directions, whatever comes meanwhile.
func TestAroundAHit(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := newSource(0)
		say := func() { s.add(core.FromVisitor, fmt.Sprintf("nr%d", len(s.messages)+1)) }
		for range rapid.IntRange(1, 400).Draw(t, "messages") {
			say()
		}
		at := rapid.IntRange(0, len(s.messages)-1).Draw(t, "at")
		v := NewTranscript()
		v.Render(60, 12, plainOptions())
		v.SetChat(theRow(), 0)
		v.GoTo(s.messages[at].ID)
		reads := 0
		for r, need := v.Need(); need && reads == 0; reads++ {
			messages, _ := r.Read(t.Context(), s)
			v.Deliver(r, messages)
		}
		first, last := seen(t, v)
		if m, ok := v.Selected(); !ok || m.ID != s.messages[at].ID || at+1 < first || at+1 > last || first > 1 && first > at-2 {
			t.Fatalf("message %d is not shown where it stands:\n%s", at+1, drawn(v, 60, 12))
		}
		s.fill(t, v)
		before := drawn(v, 60, 12)
		news := func() {
			say()
			v.Invalidate()
			s.fill(t, v)
		}
		if news(); !v.follow && strings.Join(strings.Split(before, "\n")[:11], "\n") != strings.Join(strings.Split(drawn(v, 60, 12), "\n")[:11], "\n") {
			t.Fatalf("news moved\n%s\nto\n%s", before, drawn(v, 60, 12))
		}
		all := map[int]bool{}
		for _, by := range []int{-1, 1} {
			for end := false; !end; {
				first, last := seen(t, v)
				for n := first; n <= last; n++ {
					all[n] = true
				}
				end = by < 0 && first == 1 || by > 0 && last == len(s.messages)
				v.Scroll(by * rapid.IntRange(1, 9).Draw(t, "lines"))
				s.fill(t, v)
				if rapid.IntRange(0, 9).Draw(t, "news") == 0 {
					news()
					end = false
				}
			}
		}
		for n := range s.messages {
			if !all[n+1] {
				t.Fatalf("message %d of %d was never shown", n+1, len(s.messages))
			}
		}
	})
}

// TestMarkedWords: the words of a search are marked in all messages, and in a long one
// those are shown.
func TestMarkedWords(t *testing.T) {
	t.Parallel()
	s := newSource(0)
	for range 30 {
		s.add(core.FromVisitor, "a short one")
	}
	s.add(core.FromVisitor, strings.Repeat("words and words ", 100)+"the melon "+strings.Repeat("and more words ", 100))
	s.add(core.FromVisitor, "a Mélon, too")
	v := NewTranscript()
	v.Render(60, 12, plainOptions())
	v.SetChat(theRow(), 0)
	term, _ := fulltext.NewTerm("melon", false)
	v.Mark(fulltext.Pattern{term})
	v.GoTo(s.messages[30].ID)
	s.fill(t, v)
	if screen := drawn(v, 60, 12); !strings.Contains(screen, "the melon") {
		t.Errorf("the word in the long message is not shown:\n%s", screen)
	}
	th := plainOptions().Theme
	painted := func() (all string) {
		for _, row := range v.Render(60, 12, plainOptions()) {
			for _, span := range row {
				all += span.Text
			}
		}
		return all
	}
	if !strings.Contains(painted(), th.Text.And(th.Match).Paint("melon")) {
		t.Errorf("it is not marked: %q", painted())
	}
	v.Bottom()
	s.fill(t, v)
	if !strings.Contains(painted(), th.Text.And(th.Match).Paint("Mélon")) {
		t.Errorf("another one is not marked: %q", painted())
	}
	v.Mark(nil)
	if strings.Contains(painted(), th.Match.Paint("Mélon")) {
		t.Errorf("it is still marked: %q", painted())
	}
}

// TestErasedWhileAway: a chat that is returned to has no messages that were removed since.
func TestErasedWhileAway(t *testing.T) {
	t.Parallel()
	s := newSource(40)
	kept := Kept{Row: theRow(), messages: opened(t, s, 60, 10, 0)}
	kept.Erased(theChat + 1)
	if len(kept.messages.items) == 0 {
		t.Error("another chat's erasure took its messages")
	}
	kept.Erased(theChat)
	if n := len(kept.messages.items); n > 0 {
		t.Errorf("%d messages are still held", n)
	}
}
