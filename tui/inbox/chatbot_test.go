package inbox

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"tgdesk/core"
)

// TestHeadingOfTheChatbot: chats of the chatbot stand behind all others, under a heading.
// Wherever the list is scrolled to, the chosen chat is visible, and a click chooses the chat
// that is drawn there.
func TestHeadingOfTheChatbot(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		src := newSource(core.Active, rapid.IntRange(1, 30).Draw(t, "chats"))
		people := rapid.IntRange(0, len(src.rows)).Draw(t, "of people")
		for i := people; i < len(src.rows); i++ {
			src.rows[i].Chat.Owner, src.rows[i].Chat.PickedUpAt = core.ChatbotOwner(), noon()
		}
		height := rapid.IntRange(3, 20).Draw(t, "height")
		l := NewList(core.Active)
		l.SetHeight(height)
		src.fill(t, l)
		for range 10 {
			l.Move(rapid.IntRange(-9, 9).Draw(t, "move"))
			l.Scroll(rapid.IntRange(-3, 3).Draw(t, "scroll"))
			src.fill(t, l)
			o := plainOptions()
			o.Focused, o.Chatbot = true, len(src.rows)-people
			lines := strings.Split(strings.TrimSuffix(drawn(l, 40, height, o), "\n"), "\n")
			marks, heading := 0, -1
			for y, line := range lines {
				if strings.HasPrefix(line, cursorMark) {
					marks++
				}
				if strings.HasPrefix(line, " With the chatbot") {
					heading = y
					if !strings.HasSuffix(line, fmt.Sprintf(" %d", o.Chatbot)) {
						t.Fatalf("the heading does not count: %q", line)
					}
				}
			}
			if marks != 2 {
				t.Fatalf("the chosen chat has %d visible rows:\n%s", marks, strings.Join(lines, "\n"))
			}
			botInSight := l.top+(height+1)/2 > people && people < len(src.rows) && (people-l.top)*2 < height
			if botInSight != (heading >= 0) {
				t.Fatalf("heading at %d, top %d of %d:\n%s", heading, l.top, people, strings.Join(lines, "\n"))
			}
			y := rapid.IntRange(0, height-1).Draw(t, "click")
			want := l.top + y/2
			if heading >= 0 && y > heading {
				want = l.top + (y-1)/2
			}
			clicked := l.ClickAt(y)
			if clicked != (y != heading && y < len(lines) && strings.TrimSpace(lines[y]) != "") || clicked && l.cursor != want {
				t.Fatalf("a click at %d is taken as %v, of chat %d:\n%s", y, clicked, l.cursor, strings.Join(lines, "\n"))
			}
		}
	})
}
