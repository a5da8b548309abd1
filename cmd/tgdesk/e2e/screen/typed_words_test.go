package screen

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

// typedWords are an operator's screens at two chats, and what was typed there.
type typedWords struct {
	*rig.Session
	rt      *rapid.T
	names   []string // of the visitors
	screens []*rig.Session
	ended   []*rig.Session
	typed   map[string]core.DraftKind // by word
	words   int
}

// anyWord is a word that was typed, as none but the test makes it.
var anyWord = regexp.MustCompile(`[rn]\d{5}x`)

// TestScreenEachTypedWordOnce: whatever is written on several screens of an operator, which
// end in the middle of it, in chats that come and go, on a disk that is slow: each word is
// once in what was sent or in a draft, and what was typed as a note is never in a reply.
func TestScreenEachTypedWordOnce(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		round, words := 0, 0
		rapid.Check(struct{ rapid.TB }{s.T}, func(rt *rapid.T) {
			round++
			w := &typedWords{Session: s, rt: rt, typed: map[string]core.DraftKind{}, words: words}
			for i := range 2 {
				w.names = append(w.names, fmt.Sprintf("Visitor %c%d", 'A'+i, round))
				s.Visitor("acme", w.names[i]).Write("Hello")
				w.give(i, s.Mika.ID)
			}
			w.screens = []*rig.Session{s.Open(s.Mika), s.Open(s.Mika)}
			for range rapid.IntRange(6, 20).Draw(rt, "steps") {
				w.step()
			}
			words = w.words
			w.finish()
		})
	})
}

func (w *typedWords) give(chat int, op core.OperatorID) {
	if c := w.ChatOf(w.names[chat]); c.Open() {
		_, err := w.Desk.Assign(w.T.Context(), w.Ann.ID, c.ID, op)
		if err != nil && core.CodeOf(err) != core.CodeConflict && core.CodeOf(err) != core.CodeForbidden {
			w.rt.Fatal(err)
		}
	}
}

func (w *typedWords) step() {
	chat := rapid.IntRange(0, 1).Draw(w.rt, "chat")
	screen := rapid.IntRange(0, len(w.screens)-1).Draw(w.rt, "screen")
	switch rapid.IntRange(0, 11).Draw(w.rt, "what") {
	case 0:
		w.end(screen)
	case 1:
		w.give(chat, w.Ann.ID)
	case 2:
		w.give(chat, w.Mika.ID)
	case 3:
		if c := w.ChatOf(w.names[chat]); c.Open() && rapid.Bool().Draw(w.rt, "ends") {
			_, err := w.Desk.End(w.T.Context(), w.Ann.ID, c.ID)
			if err != nil {
				_, _ = w.Desk.End(w.T.Context(), w.Mika.ID, c.ID)
			}
		} else {
			w.visitorOf(chat).Say("more")
		}
	case 4:
		w.slow()
	case 5:
		w.DB.BreakWrites(nil)
	default:
		w.write(w.screens[screen], chat)
		if rapid.IntRange(0, 3).Draw(w.rt, "breaks") == 0 {
			w.end(screen)
			w.write(w.screens[screen], chat)
		}
	}
	time.Sleep(time.Duration(rapid.IntRange(0, 400).Draw(w.rt, "ms")) * time.Millisecond)
	synctest.Wait()
}

func (w *typedWords) visitorOf(chat int) *rig.Visitor { return w.Visitor("acme", w.names[chat]) }

// end breaks the line of a screen, and opens another one.
func (w *typedWords) end(screen int) {
	w.screens[screen].Cancel()
	w.ended = append(w.ended, w.screens[screen])
	w.screens[screen] = w.Open(w.Mika)
}

// slow makes transactions take a while, each another one.
func (w *typedWords) slow() {
	waits := rapid.SliceOfN(rapid.SampledFrom([]int{0, 50, 300, 1000, 3000}), 1, 4).Draw(w.rt, "waits")
	n := 0
	turn := make(chan struct{}, 1)
	w.DB.BreakWrites(func() error {
		turn <- struct{}{}
		n++
		wait := waits[n%len(waits)]
		<-turn
		time.Sleep(time.Duration(wait) * time.Millisecond)
		return nil
	})
}

// write goes to the composer of a chat and types there, if it opens.
func (w *typedWords) write(screen *rig.Session, chat int) {
	kind, key := core.DraftReply, "r"
	if rapid.Bool().Draw(w.rt, "note") {
		kind, key = core.DraftNote, "n"
	}
	screen.Burst("\x1b2g" + strings.Repeat("j", chat) + key)
	shown := screen.Screen()
	if !strings.Contains(shown, "▎") || (kind == core.DraftNote) != strings.Contains(shown, "━ ✎ note ━") {
		return
	}
	for range rapid.IntRange(1, 3).Draw(w.rt, "words") {
		w.words++
		word := fmt.Sprintf("%s%05dx", key, w.words)
		w.typed[word] = kind
		keys := rapid.SampledFrom([]string{"", "", "\x01"}).Draw(w.rt, "where") + " " + word + " "
		if rapid.Bool().Draw(w.rt, "pasted") {
			keys = "\x1b[200~ " + word + " \x1b[201~"
		}
		sent := rapid.Bool().Draw(w.rt, "sent")
		if sent && rapid.Bool().Draw(w.rt, "saved") {
			write(w.Session, screen, keys)
			time.Sleep(200 * time.Millisecond)
			keys = ""
		}
		if sent {
			keys += "\r"
		}
		write(w.Session, screen, keys)
		if sent && kind == core.DraftNote {
			return // which leaves the composer
		}
	}
}

// finish ends the screens, and holds what there is against what was typed.
func (w *typedWords) finish() {
	for _, screen := range append(w.ended, w.screens...) {
		screen.CloseScreen()
	}
	w.DB.BreakWrites(nil)
	w.Advance(20 * time.Second) // for what is under way
	found := map[string][]string{}
	note := func(where, text string) {
		for _, word := range anyWord.FindAllString(text, -1) {
			found[word] = append(found[word], where)
		}
	}
	for _, name := range w.names {
		last := w.ChatOf(name)
		rows, err := w.Desk.ChatsOf(w.T.Context(), last.VisitorID, 100)
		if err != nil {
			w.rt.Fatal(err)
		}
		for _, row := range rows {
			c := row.Chat
			for _, kind := range []core.DraftKind{core.DraftReply, core.DraftNote} {
				for _, text := range said(w.Session, c, kind) {
					note(string(kind), text)
				}
				all, err := w.Desk.Drafts(w.T.Context(), w.Mika.ID, c.ID)
				if err != nil {
					w.rt.Fatal(err)
				}
				note(string(kind), all.Of(kind).Text)
			}
		}
		if last.Open() {
			if _, err := w.Desk.End(w.T.Context(), w.Ann.ID, last.ID); err != nil {
				_, _ = w.Desk.End(w.T.Context(), w.Mika.ID, last.ID)
			}
		}
	}
	for _, word := range slices.Sorted(maps.Keys(w.typed)) {
		if is := found[word]; len(is) != 1 || is[0] != string(w.typed[word]) {
			w.rt.Errorf("%s, typed as a %s, is in %v", word, w.typed[word], is)
		}
	}
}
