package hostile

import (
	"strings"
	"testing"
)

// TestTheGrammarFinds holds the judge itself to what it must find.
func TestTheGrammarFinds(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"a\x1b[2;1Hb\x1b[6n", "\x1b]0;x\a", "\x1b]52;c;?\a", "\x1bP1$r\x1b\\", "\x1b[?2027h", "\x1b[3J", "\x9b2J", "\u009b2J", "a\nb", "a\rb", "\b", "\x7f", "\xff",
		"\u202ea", "\u2067a", "a\u2069", "\u2067a\x1b[2;1H\u2069", "\u200f", "\u200b", "\u2028", "\U000e0041", "e\u0301\u0301\u0301\u0301\u0301",
		strings.Repeat("\u1100", 50), "\x1b]2;a\u202eb\a", "\x1b]8;;http://evil.example\a", "\x1b_Ga=T;x y\x1b\\", "\x1b[0;0H", "\x1b[99999G",
	} {
		if TerminalFault("ok"+bad+"ok") == "" {
			t.Errorf("%q passes", bad)
		}
	}
	for _, good := range []string{"", "a\x1b[1mb\x1b[0m\x1b[12Gc", "\x1b[?1049h\x1b[?25l\x1b[m\x1b[2J\x1b[1;1H注文 👨‍👩‍👧‍👦 e\u0301\u2067x\u2069\a"} {
		if fault := TerminalFault(good); fault != "" {
			t.Errorf("%q: %s", good, fault)
		}
	}
	if TextFault("a\nb", true) != "" || TextFault("\u2067a\nb\u2069", true) == "" {
		t.Error("lines are judged wrongly")
	}
}
