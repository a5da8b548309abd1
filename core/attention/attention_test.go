package attention

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tgdesk/core"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func wrote(chat core.ChatID) core.Event {
	return core.Event{Kind: core.EventMessage, Chat: chat, Alert: true}
}

// chats are those that are due at a time.
func chats(s *Screen, at, repeat time.Duration) (all []core.ChatID) {
	for _, c := range s.Take(start.Add(at), repeat) {
		all = append(all, c.Chat)
	}
	if len(all) > 0 {
		s.Rang(start.Add(at))
	}
	return all
}

func want(t *testing.T, what string, got []core.ChatID, want ...core.ChatID) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// TestBurst: what comes together is heard together, and what follows at once waits.
func TestBurst(t *testing.T) {
	t.Parallel()
	s := New().Open(1, start)
	for chat := core.ChatID(1); chat <= 3; chat++ {
		s.Add(wrote(chat), start.Add(collect/10*time.Duration(chat-1)))
	}
	want(t, "before it is collected", chats(s, 0, 0))
	want(t, "the burst", chats(s, collect, 0), 1, 2, 3)
	s.Add(wrote(1), start.Add(time.Second))
	s.Add(wrote(4), start.Add(time.Second))
	want(t, "right after it", chats(s, 2*time.Second, 0))
	s.Add(core.Event{Kind: core.EventTransfer, Chat: 5, To: 1, Alert: true}, start.Add(2*time.Second))
	want(t, "somebody calls", chats(s, 2200*time.Millisecond, 0), 5)
	want(t, "later", chats(s, time.Minute, 0), 4)
	if at := s.Next(start.Add(time.Minute)); !at.IsZero() {
		t.Errorf("there is something left at %v", at)
	}
}

// TestRepeats: a call repeats until it is seen, on any screen.
func TestRepeats(t *testing.T) {
	t.Parallel()
	b := New()
	s, other := b.Open(1, start), b.Open(1, start)
	s.Look(false, start.Add(time.Millisecond))
	s.Add(wrote(1), start)
	s.Add(wrote(2), start)
	want(t, "at first", chats(s, collect, time.Minute), 1, 2)
	want(t, "too early", chats(s, time.Minute, time.Minute))
	other.Seen(1)
	want(t, "again", chats(s, time.Minute+collect, time.Minute), 2)
	s.Seen(2)
	want(t, "seen", chats(s, time.Hour, time.Minute))
	if at := s.Next(start.Add(time.Hour)); !at.IsZero() {
		t.Errorf("there is something left at %v", at)
	}
}

// TestOneScreenIsHeard: that which is looked at, else the one that was used last; when it
// closes, another one.
func TestOneScreenIsHeard(t *testing.T) {
	t.Parallel()
	b := New()
	first, second, stranger := b.Open(1, start), b.Open(1, start.Add(time.Second)), b.Open(2, start)
	heard := func(what string, is *Screen) {
		t.Helper()
		for _, s := range []*Screen{first, second} {
			if s.Heard() != (s == is) {
				t.Errorf("%s: wrong screen", what)
			}
		}
		if !stranger.Heard() {
			t.Error("others count")
		}
	}
	heard("the one that was opened last", second)
	first.Look(false, start.Add(2*time.Second))
	heard("the one that is used", first)
	first.Look(true, time.Time{})
	heard("the one that is looked at", second)
	second.Look(true, time.Time{})
	heard("of two that are not, the one that was used last", first)
	first.Add(wrote(1), start)
	if got := second.Take(start.Add(time.Minute), 0); got != nil {
		t.Errorf("both are heard: %v", got)
	}
	if at := second.Next(start.Add(time.Minute)); !at.Equal(start.Add(time.Minute + look)) {
		t.Errorf("the silent one looks again at %v", at)
	}
	first.Close()
	want(t, "after the other one closed", chats(second, time.Minute, 0), 1)
	second.Close()
	second.Close()
	second.Add(wrote(2), start)
	if len(second.Unseen()) > 0 || len(b.operators) != 1 {
		t.Error("a closed screen leaves something behind")
	}
}

// TestMostUrgentIsKept: of what happens in one chat, a call outlives a message.
func TestMostUrgentIsKept(t *testing.T) {
	t.Parallel()
	s := New().Open(1, start)
	call := core.Event{Kind: core.EventTransfer, Chat: 1, To: 1, Alert: true}
	s.Add(wrote(1), start)
	s.Add(call, start)
	s.Add(wrote(1), start)
	if got := s.Take(start.Add(collect), 0); len(got) != 1 || got[0].Event != call {
		t.Errorf("%+v", got)
	}
}

// TestSounds: whatever happens, there are at least a second between two sounds, and with
// visitors alone five; what was added is heard once or, while it is not seen, at most
// once in a repeat, and nothing is left for ever.
func TestSounds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := New().Open(1, start)
		repeat := rapid.SampledFrom([]time.Duration{0, 30 * time.Second, time.Minute}).Draw(t, "repeat")
		now, sound := start, time.Time{}
		last := map[core.ChatID]time.Time{}
		advance := func(d time.Duration) {
			for end := now.Add(d); ; {
				next := s.Next(now)
				if next.IsZero() || next.After(end) {
					now = end
					return
				}
				if next.Before(now) {
					next = now
				}
				now = next
				due := s.Take(now, repeat)
				if len(due) == 0 {
					t.Fatalf("nothing is due at %v", now)
				}
				calls := slices.ContainsFunc(due, Call.urgent)
				if gap := now.Sub(sound); !sound.IsZero() && (gap < callRest || !calls && gap < rest) {
					t.Fatalf("%v after the sound before", gap)
				}
				for _, c := range due {
					if c.Repeated && now.Sub(last[c.Chat]) < repeat {
						t.Fatalf("repeats after %v", now.Sub(last[c.Chat]))
					}
					last[c.Chat] = now
				}
				sound = now
				s.Rang(now)
			}
		}
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			chat := core.ChatID(rapid.IntRange(1, 300).Draw(t, "chat"))
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0:
				s.Add(core.Event{Kind: core.EventAssigned, Chat: chat, To: 1, Alert: true}, now)
			case 1:
				s.Seen(chat)
			default:
				s.Add(wrote(chat), now)
			}
			advance(time.Duration(rapid.IntRange(0, 20_000).Draw(t, "ms")) * time.Millisecond)
		}
		for _, chat := range s.Unseen() {
			s.Seen(chat)
		}
		if !s.Next(now).IsZero() {
			t.Fatal("a timer is left")
		}
	})
}
