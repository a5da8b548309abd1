package escape

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// piece is what one read brings, after a pause.
type piece struct {
	bytes string
	pause time.Duration
}

// readAll sends pieces through a Joiner and a Filter, as the screen does, and
// returns what Bubble Tea is given.
func readAll(t *testing.T, pieces ...piece) (all []string) {
	t.Helper()
	in, terminal := io.Pipe()
	f := NewFilter(NewJoiner(in))
	done := make(chan struct{})
	go func() {
		defer close(done)
		p := make([]byte, 256)
		for {
			n, err := f.Read(p)
			if err != nil {
				return
			}
			all = append(all, string(p[:n]))
		}
	}()
	for _, p := range pieces {
		time.Sleep(p.pause)
		_, _ = io.WriteString(terminal, p.bytes)
	}
	time.Sleep(time.Minute)
	_ = terminal.Close()
	<-done
	return all
}

// reports are what terminals send that is no key.
func reports() []string {
	return []string{
		"\x1b[?62;22c", "\x1b[>41;354;0c", "\x1b[0n", "\x1b[12;40R", "\x1b[1;2R", "\x1b[?12;40R", "\x1b[?2026;2$y", "\x1b[4;1$y", "\x1b[8;24;80t", "\x1b[?997;1n",
		"\x1b[48;24;80;480;1280t", "\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", "\x1b]4;1;rgb:ff/00/00\a", "\x1b]52;c;eXk=\a", "\x1b]l\x1b\\", "\x1bP>|tmux 3.5a\x1b\\",
		"\x1bP1$r0m\x1b\\", "\x1bP1+r544e=787465726d\x1b\\", "\x1bP!|00000000\x1b\\", "\x98ey\x9c", "\x9eqy\x1b\\", "\x1b_Gi=31;OK\x1b\\", "\x1b[?0u", "\x1b[?1u", "\x1b[99;99;99z", "\x1b[<0;12M",
		"\x9b?62;22c", "\x9b12;40R", "\x90>|tmux 3.5a\x9c", "\x9d11;rgb:1e1e/1e1e/2e2e\x9c", "\x9fGi=31;OK\x1b\\", "\x1b]11;rgb:1e1e/1e1e/2e2e\u009c",
	}
}

// ofNoKind are strings that begin with any character. One that is cut behind escape and
// again behind the letter is esc and that letter, which is what a person types.
func ofNoKind() []string {
	return []string{"\x1bXe y\x1b\\", "\x1b^q, yes\x1b\\", "\x1b^жe\x1b\\"}
}

// passed are sequences that Bubble Tea knows; each comes in a read of its own.
func passed() []string {
	return []string{"\x1b[A", "\x1b[1;5D", "\x1b[5~", "\x1b[3;5~", "\x1b[Z", "\x1bOP", "\x1b[[A", "\x1b[7$", "\x1b[I", "\x1b[O", "\x1b[<64;12;3M", "\x1b[<0;1;1m", "\x1b[M !!", "\x1bj", "\x1bж", "\x1b\r"}
}

// TestReportsAreNoKeys, wherever the line cuts them, with keys around them.
func TestReportsAreNoKeys(t *testing.T) {
	t.Parallel()
	for _, report := range append(reports(), ofNoKind()...) {
		for cut := 1; cut <= len(report); cut++ {
			synctest.Test(t, func(t *testing.T) {
				got := readAll(t, piece{"a", 0}, piece{report[:cut], time.Second}, piece{report[cut:] + "b", joinTimeout / 2}, piece{"c", time.Second})
				if s := strings.Join(got, "|"); s != "a|b|c" {
					t.Errorf("%q cut at %d gives %q", report, cut, s)
				}
			})
		}
	}
}

// TestLateReports: the rest of a report comes long after its beginning. Then its
// first character may have been taken for esc, and nothing else.
func TestLateReports(t *testing.T) {
	t.Parallel()
	for _, report := range append(append(reports(), ofNoKind()...), "\x1b[<64;12;3M", "\x1b[A") {
		for cut := 1; cut < len(report)-1; cut++ {
			synctest.Test(t, func(t *testing.T) {
				got := strings.Join(readAll(t, piece{report[:cut], time.Second}, piece{report[cut:], joinTimeout * 4}, piece{"c", time.Second}), "|")
				want := strings.Join(append(readAll(t, piece{report, 0}), "c"), "|")
				if s := strings.TrimPrefix(got, report[:min(cut, 2)]+"|"); s != want || cut > 2 && got != want {
					t.Errorf("%q cut at %d gives %q, want %q", report, cut, got, want)
				}
			})
		}
	}
}

func TestKeysPass(t *testing.T) {
	t.Parallel()
	for _, seq := range passed() {
		for cut := 1; cut <= len(seq); cut++ {
			synctest.Test(t, func(t *testing.T) {
				got, want := readAll(t, piece{"a" + seq[:cut], 0}, piece{seq[cut:] + "b", joinTimeout / 2}), "a|"+seq+"|b"
				if cut == 1 && !goesOn([]byte(seq[1:])) {
					want = "a|\x1b|" + seq[1:] + "b" // esc, and a key struck quickly after it
				}
				if s := strings.Join(got, "|"); s != want {
					t.Errorf("%q cut at %d gives %q", seq, cut, s)
				}
			})
		}
	}
	for in, want := range map[string]string{
		"\x1b": "\x1b", "\x1b\x1b": "\x1b|\x1b", "\x1b\x1b[A": "\x1b\x1b[A", "\x1b\x1b[<0;1;1M": "\x1b|\x1b[<0;1;1M", "\x1bO": "\x1bO", "\x1b]": "\x1b]", "\x1b]x": "\x1b]|x", "\x1bPx": "\x1bP|x",
		"\x1bO5\r": "\r", "\x1b[\r": "\r", "\x1b[1\rq": "\rq", "\x1b]11;rgb\rq": "\rq", "\x1b[1;\x1b[B": "\x1b[B", "\x1b]11;\x1b[B": "\x1b[B", "\x1bOM": "\r", "\x1bOq": "1",
		"\u009b?62;22cq": "q", "\u0098ey\u009cq": "q", "\u009eqy\u009cq": "q", "\x1bX\x1b\\q": "q", "\x1b^\x1b\\q": "q", "\x1bX": "\x1bX", "\x1b^": "\x1b^", "\x1bXe\rq": "\rq", "\u009d11;rgb:1e1e/1e1e/2e2e\u009cq": "q", "\x9bA": "\x1b[A", "\u009b1;5D": "\x1b[1;5D", "\x84q": "q", "\x1b[M \x9b\x9d": "\x1b[M \x9b\x9d", "é”注": "é”注",
		"jj": "jj", "注文": "注文", "\x1b[?1" + strings.Repeat("1", 200): strings.Repeat("1", 76),
	} {
		synctest.Test(t, func(t *testing.T) {
			if got := strings.Join(readAll(t, piece{in, 0}), "|"); got != want {
				t.Errorf("%q gives %q, want %q", in, got, want)
			}
		})
	}
}

// TestEscIsSoon: the key waits no longer than joinTimeout, and a key after it is
// not taken for the rest of a sequence.
func TestEscIsSoon(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		got := readAll(t, piece{"\x1b", 0}, piece{"[", 2 * joinTimeout}, piece{"A", 2 * joinTimeout}, piece{"\x1b", 2 * joinTimeout}, piece{"[A", 2 * lateTimeout}, piece{"\x1b]", time.Minute}, piece{"1 hour", 2 * lateTimeout})
		if s := strings.Join(got, "|"); s != "\x1b|[|A|\x1b|[A|\x1b]|1 hour" {
			t.Errorf("%q", s)
		}
	})
}

func TestNewerForms(t *testing.T) {
	t.Parallel()
	for seq, want := range map[string]string{
		"\x1b[97u": "a", "\x1b[97;1u": "a", "\x1b[97;2u": "A", "\x1b[97:65;2u": "A", "\x1b[97;5u": "\x01", "\x1b[27;5;97~": "\x01", "\x1b[27;2;65~": "A", "\x1b[27;5;103~": "\a",
		"\x1b[97;3u": "\x1ba", "\x1b[97;7u": "\x1b\x01", "\x1b[106;5u": "\n", "\x1b[1089::99;5u": "\x03", "\x1b[1089;5u": "\x03", "\x1b[1078;2u": "Ж", "\x1b[1078;3u": "\x1bж",
		"\x1b[105;5u": "", "\x1b[109;5u": "", "\x1b[97;6u": "", "\x1b[97;9u": "", "\x1b[97;1:3u": "", "\x1b[97;1:2u": "a", "\x1b[97;129u": "a", "\x1b[97;65u": "A", "\x1b[97;33u": "\x1ba",
		"\x1b[13u": "\r", "\x1b[13;2u": "\n", "\x1b[13;3u": "\x1b\r", "\x1b[13;5u": "", "\x1b[27;2;13~": "\n", "\x1b[27;5;13~": "", "\x1b[9u": "\t", "\x1b[9;2u": "\x1b[Z", "\x1b[9;5u": "", "\x1b[27u": "\x1b",
		"\x1b[127u": "\x7f", "\x1b[127;5u": "\x1b\x7f", "\x1b[127;3u": "\x1b\x7f", "\x1b[32u": " ", "\x1b[32;5u": "\x00", "\x1b[27;5;32~": "\x00", "\x1b[27;2;32~": " ",
		"\x1b[47;5u": "\x1f", "\x1b[95;6u": "\x1f", "\x1b[45:95;6u": "\x1f", "\x1b[45;6u": "\x1f", "\x1b[91;5u": "\x1b", "\x1b[49;5u": "", "\x1b[49;2u": "!", "\x1b[27;2;33~": "!", "\x1b[59;2u": ":", "\x1b[58;2u": ":",
		"\x1b[97;2;65u": "A", "\x1b[0;;229u": "", "\x1b[97;;229u": "å", "\x1b[97;1;27u": "", "\x1b[91;3u": "", "\x1b[79;4u": "", "\x1b[155;3u": "",
		"\x1b[57358u": "", "\x1b[57441u": "", "\x1b[57400u": "1", "\x1b[57414u": "\r", "\x1b[57417u": "\x1b[D", "\x1b[57419;5u": "\x1b[1;5A", "\x1b[57421u": "\x1b[5~", "\x1b[57426;3u": "\x1b[3;3~", "\x1b[57423u": "\x1b[H",
		"\x1b[1;5:1A": "\x1b[1;5A", "\x1b[1;5:3A": "", "\x1b[1;129A": "\x1b[A", "\x1b[1;133C": "\x1b[1;5C", "\x1b[5;129~": "\x1b[5~", "\x1b[1;9A": "", "\x1b[1;1P": "\x1bOP", "\x1b[1;1F": "\x1b[F",
		"\x1b[27;5~": "\x1b[27;5~", "\x1b[u": "", "\x1b[27;5;97;1~": "", "\x1b[99999999u": "", "\x1b[-1u": "",
	} {
		if got := translate(seq); got != want {
			t.Errorf("%q is %q, want %q", seq, got, want)
		}
	}
}

// TestEveryCut: whatever comes is given on the same however the line cuts it, as
// long as the pieces follow one another.
func TestEveryCut(t *testing.T) {
	t.Parallel()
	part := rapid.SampledFrom(append(append(reports(), passed()...), "a", "q", " ", "注", "\r", "\x1b[97;5u", "\x1b[27;3;106~", "\x1b[1", "\x1b]11;", "\x1bP", "\x1b", "\x1b["))
	rapid.Check(t, func(rt *rapid.T) {
		text := strings.Join(rapid.SliceOfN(part, 1, 8).Draw(rt, "parts"), "")
		text = strings.TrimRight(text, "\x1b[1];P") + "." // the end of what is unfinished is a matter of time
		cuts := rapid.SliceOfN(rapid.IntRange(1, 9), 0, 20).Draw(rt, "cuts")
		var pieces []piece
		rest := text
		for _, n := range cuts {
			if n < len(rest) && utf8.ValidString(rest[:n]) {
				pieces, rest = append(pieces, piece{rest[:n], 0}), rest[n:]
			}
		}
		var whole, got string
		synctest.Test(t, func(t *testing.T) {
			whole = strings.Join(readAll(t, piece{text, 0}), "")
			got = strings.Join(readAll(t, append(pieces, piece{rest, 0})...), "")
		})
		if got != whole {
			rt.Fatalf("%q cut as %q gives %q, want %q", text, fmt.Sprint(pieces), got, whole)
		}
	})
}

// FuzzFilter wants no panic, no full read and no escape that Bubble Tea could
// take for the beginning of a paste or of what never ends.
func FuzzFilter(f *testing.F) {
	for _, seq := range append(reports(), passed()...) {
		f.Add(seq+"a", 3)
	}
	f.Fuzz(func(t *testing.T, text string, cut int) {
		cut = min(max(cut, 0), len(text))
		in := NewFilter(io.MultiReader(strings.NewReader(text[:cut]), strings.NewReader(text[cut:])))
		p := make([]byte, 256)
		for {
			n, err := in.Read(p[:])
			if err != nil {
				return
			}
			if got := string(p[:n]); got == "\x1b[" || strings.HasPrefix(got, "\x1b[200~") || strings.HasPrefix(got, "\x1b]1") {
				t.Fatalf("%q is given on", got)
			}
		}
	})
}
