package chat

import (
	"slices"
	"strings"
	"testing"

	"tgdesk/core"
)

// TestNothingVisible: a text of which nothing can be seen says so wherever it is
// shown, and names of which nothing can be seen are none.
func TestNothingVisible(t *testing.T) {
	t.Parallel()
	s := &source{}
	blank := s.add(core.FromVisitor, "\u3164\u200b")
	blank.TelegramID = 50
	s.add(core.FromVisitor, "answers").ReplyTo = 50
	s.add(core.FromVisitor, "part").Quote = "\u2800"
	answer := s.add(core.FromVisitor, "old")
	answer.ExternalReply = core.ExternalReply{Author: "\u202e", Kind: core.KindText, Text: "\x00"}
	answer.Forward = "\U000e0067"
	photo := file(s, core.FromVisitor, "\u0301", core.Attachment{Kind: core.KindPhoto, Width: 8, Height: 6, FileName: "\u2060"})
	photo.Author = "\u115f"
	told := s.add(core.FromVisitor, "\x00b")
	told.Kind = core.KindPoll
	v := opened(t, s, 80, 60, 0)
	var lines []string
	for line := range strings.Lines(drawn(v, 80, 60)) {
		if at := strings.IndexAny(line, "│↪"); at >= 0 {
			line = line[at:] // without the time
		}
		lines = append(lines, strings.TrimSpace(line))
	}
	for want, times := range map[string]int{
		"(nothing visible)": 2, "│ Hana Sato: (nothing visible)": 1, "│ “(nothing visible)”": 1, "│ (nothing visible)": 1,
		"↪ forwarded from an unknown source": 1, "▣ photo · 8×6": 1, "▣ poll · ␀b": 1,
	} {
		if got := len(slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return l != want })); got != times {
			t.Errorf("%q is there %d times, want %d, in\n%s", want, got, times, strings.Join(lines, "\n"))
		}
	}
}
