package paste

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// reads hands out its pieces one a read, and then the end.
type reads []string

func (r *reads) Read(p []byte) (int, error) {
	if len(*r) == 0 {
		return 0, io.EOF
	}
	n := copy(p, (*r)[0])
	if (*r)[0] = (*r)[0][n:]; (*r)[0] == "" {
		*r = (*r)[1:]
	}
	return n, nil
}

// got reads everything and lists it in order: keys as they are, pastes in
// brackets.
func got(t interface{ Fatalf(string, ...any) }, in io.Reader) []string {
	var all []string
	r := NewReader(in, func(p Paste) {
		text := p.Text
		if len(text) > 99 {
			text = fmt.Sprint(len(text), " bytes")
		}
		all = append(all, fmt.Sprintf("[%s]%d", text, p.Length))
	})
	p := make([]byte, 256)
	for {
		n, err := r.Read(p)
		if n == len(p) {
			t.Fatalf("a full read of %d bytes", n)
		}
		if n > 0 {
			all = append(all, string(p[:n]))
		}
		if err == io.EOF {
			return all
		}
	}
}

func TestKeysAndPastesComeInOrder(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", chunk)
	for _, c := range []struct {
		name string
		in   []string
		want string
	}{
		{"keys", []string{"jj", "\x1b", "\x1bj"}, "jj|\x1b|\x1bj"},
		{"a paste", []string{begin + "a b" + end}, "[a b]3"},
		{"between keys of one read", []string{"ab" + begin + "é" + end + "\r"}, "ab|[é]1|\r"},
		{"two at once", []string{begin + "1" + end + begin + "2" + end}, "[1]1|[2]1"},
		{"empty", []string{begin + end + "x"}, "[]0|x"},
		{"in pieces", []string{"\x1b[2", "00", "~te", "xt\x1b[", "201", "~", "k"}, "[text]4|k"},
		{"the beginning within", []string{begin + begin + end}, "[" + begin + "]6"},
		{"escape sequences within", []string{begin + "\x1b[A\x03\x1b[201\x1b[201~q"}, "[\x1b[A\x03\x1b[201]9|q"},
		{"an end without a beginning", []string{"a" + end}, "a" + end},
		{"no end", []string{"a", begin + "b"}, "a|[b]1"},
		{"half an end", []string{begin + "b\x1b[20"}, "[b\x1b[20]5"},
		{"a sequence in pieces", []string{"\x1b[<0;12", ";3M"}, "\x1b[<0;12;3M"},
		{"a broken sequence before a paste", []string{"\x1b[1" + begin + "b" + end}, "\x1b[1|[b]1"},
		{"a character in pieces", []string{"a\xe6", "\xb3", "\xa8b"}, "a|注b"},
		{"half a character", []string{"a\xe6\xb3"}, "a|\xe6\xb3"},
		{"no character", []string{"a\xb3", "\xff"}, "a\xb3|\xff"},
		{"an escape at the end of much", []string{long[:chunk-1] + "\x1b", "[A"}, long[:255] + "|" + long[:255] + "|" + long[:255] + "|" + long[:255] + "|" + long[:3] + "|\x1b[A"},
		{"a beginning that looked like esc", []string{"\x1b", "[200~a\r" + end + "k"}, "\x1b|[a\r]2|k"},
		{"a beginning that looked like alt+[", []string{"\x1b[", "200~a\r" + end, "k"}, "\x1b[|[a\r]2|k"},
		{"esc and a bracket", []string{"\x1b", "[2", "00~"}, "\x1b|[2|00~"},
		{"lines of a terminal that marks nothing", []string{"one\rtwo\rthree", "k"}, "[one\rtwo\rthree]13|k"},
		{"a line at a time", []string{"one\r", "two\r", "\r\r\r", "a\rb"}, "one\r|two\r|\r\r\r|a\rb"},
		{"many lines", []string{strings.Repeat("x\n", chunk) + "z", "y"}, fmt.Sprintf("[%d bytes]%d|y", 2*chunk+1, 2*chunk+1)},
		{"lines before a paste", []string{"\ra\r" + begin + "b" + end}, "\ra\r|[b]1"},
		{"of eight bits", []string{"a\x9b200~b\re\ry\x9b201~q"}, "a|[b\re\ry]5|q"},
		{"of eight bits, encoded", []string{"\u009b200~b\re\ry\u009b201~q"}, "[b\re\ry]5|q"},
		{"of eight bits, in pieces", []string{"a\x9b", "2", "00", "~b\x9b2", "01~", "q"}, "a|[b]1|q"},
		{"encoded, in pieces", []string{"a\xc2", "\x9b20", "0~b\xc2", "\x9b2", "01~q"}, "a|[b]1|q"},
		{"eight bits within seven", []string{begin + "a\x9b201~\u009b201~" + end + "q"}, "[a\x9b201~\u009b201~]10|q"},
		{"seven bits within eight", []string{"\x9b200~a" + end + "b\x9b201~q"}, "[a" + end + "b]8|q"},
		{"a letter that ends like a marker begins", []string{"ś200~", "ś", "200~", "\xc5", "\x9b200~"}, "ś200~|ś|200~|ś200~"},
		{"such a letter within", []string{"\x9b200~ś201~\xc5", "\x9b201~\x9b201~q"}, "[ś201~ś201~]10|q"},
		{"alt+[", []string{"\x1b[", "\x1bO"}, "\x1b[|\x1bO"},
	} {
		in := reads(c.in)
		if got := strings.Join(got(t, &in), "|"); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestLongPasteIsCounted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want string
	}{
		{strings.Repeat("a", Max), fmt.Sprintf("[%d bytes]%d", Max, Max)},
		{strings.Repeat("a", Max+1), fmt.Sprintf("[]%d", Max+1)},
		{strings.Repeat("注", 1_000_000), "[]1000000"},
	} {
		if got := strings.Join(got(t, strings.NewReader("k"+begin+c.text+end+begin+"b"+end)), "|"); got != "k|"+c.want+"|[b]1" {
			t.Errorf("%d bytes: %.60q, want %q", len(c.text), got, c.want)
		}
	}
}

// TestKeyEndsStalledPaste wants the keyboard back after a rest, and
// a paste over a slow line to stay one.
func TestKeyEndsStalledPaste(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		in, terminal := io.Pipe()
		var all []string
		r := NewReader(in, func(p Paste) { all = append(all, "["+p.Text+"]") })
		go func() {
			p := make([]byte, 256)
			for {
				n, err := r.Read(p)
				if err != nil {
					return
				}
				all = append(all, string(p[:n]))
			}
		}()
		send := func(s string, then time.Duration) {
			_, _ = io.WriteString(terminal, s)
			time.Sleep(then)
		}
		send(begin+"one", 2*time.Second)
		send("\r", 2*time.Second)
		send(" two and much more of it\r", time.Hour)
		send(" and so on, without an end\x1b[20", StallTimeout)
		send("\r", 0)
		send("q", time.Second)
		_ = terminal.Close()
		synctest.Wait()
		want := "[one\r two and much more of it\r and so on, without an end\x1b[20]|\r|q"
		if got := strings.Join(all, "|"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	})
}

func TestErrorIsReturned(t *testing.T) {
	t.Parallel()
	r := NewReader(iotest.ErrReader(io.ErrClosedPipe), func(Paste) {})
	if _, err := r.Read(make([]byte, 9)); err != io.ErrClosedPipe {
		t.Error(err)
	}
}

// checkReader wants every byte handed out once, in order, however it was cut;
// but for cuts at which an escape is a key of its own. What begins a paste is
// never among the keys, unless a paste came between its parts: those are keys.
func checkReader(t interface{ Fatalf(string, ...any) }, text string, cuts []int) {
	var in reads
	rest := text
	for _, n := range cuts {
		if n > 0 && n < len(rest) && !strings.HasSuffix(rest[:n], "\x1b") && !strings.HasSuffix(rest[:n], "\x1b[") {
			in, rest = append(in, rest[:n]), rest[n:]
		}
	}
	if rest != "" {
		in = append(in, rest)
	}
	var back strings.Builder
	var keys strings.Builder
	r := NewReader(&in, func(p Paste) {
		if utf8.ValidString(p.Text) && utf8.RuneCountInString(p.Text) != p.Length {
			t.Fatalf("%q is counted as %d", p.Text, p.Length)
		}
		if marked := begin + p.Text; strings.Contains(text, marked) {
			back.WriteString(marked + end)
		} else {
			back.WriteString(p.Text)
		}
		keys.WriteString("|")
	})
	_, err := io.CopyBuffer(io.MultiWriter(&back, &keys), r, make([]byte, 256)) // as Bubble Tea reads
	if err != nil || strings.Contains(keys.String(), begin) {
		t.Fatalf("%q among the keys, %v", keys.String(), err)
	}
	if got := back.String(); got != text && got != text+end {
		t.Fatalf("%q came back as %q", text, got)
	}
}

func TestPassesOnEveryByte(t *testing.T) {
	t.Parallel()
	part := rapid.SampledFrom([]string{begin, end, "a", "\r", "\x1b", "\x1b[", "\x1b[2", "00~", "01~", "\x1b[A", "\x1bOP", "注", "\xe6", "\x00", "\x1b[<64;1;2M", strings.Repeat("y", 300)})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(part, 0, 12).Draw(t, "parts"), "")
		checkReader(t, text, rapid.SliceOfN(rapid.IntRange(1, 12), 0, 20).Draw(t, "cuts"))
	})
}

func FuzzReader(f *testing.F) {
	f.Add("ab"+begin+"c\x1b[20"+end+"d", 3, 5)
	f.Add(begin+begin+end+end, 7, 1)
	f.Add("\x1b\x1b[1\xe6"+begin, 2, 1)
	f.Add("\x1b[2"+begin+end+"00~", 0, 0)
	f.Fuzz(func(t *testing.T, text string, a, b int) { checkReader(t, text, []int{a, b, b, a}) })
}

// BenchmarkPaste shows that reading a paste costs the same for each byte and
// allocates no more than what is kept of it, several times over.
func BenchmarkPaste(b *testing.B) {
	for _, size := range []int{10_000, 100_000, 1_000_000, 10_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			text := []byte(begin + strings.Repeat("Where is my refund? ", size/20) + end)
			in := bytes.NewReader(nil)
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				in.Reset(text)
				_, _ = io.Copy(io.Discard, NewReader(in, func(Paste) {}))
			}
		})
	}
}

// BenchmarkKeys is a text that a terminal does not mark as pasted.
func BenchmarkKeys(b *testing.B) {
	text := bytes.Repeat([]byte("x"), 1_000_000)
	in := bytes.NewReader(nil)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		in.Reset(text)
		_, _ = io.Copy(io.Discard, NewReader(in, func(Paste) {}))
	}
}
