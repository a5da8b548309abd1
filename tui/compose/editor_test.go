package compose

import (
	"strings"
	"testing"
	"unicode/utf8"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/google/go-cmp/cmp"
	"github.com/rivo/uniseg"
	"pgregory.net/rapid"

	"tgdesk/tui/keymap"
	"tgdesk/tui/text"
)

// roomy is a limit that no test reaches.
const roomy = 40_000

const family = "👨‍👩‍👧‍👦"

// at returns an editor with the text of s and its cursor where s has a |.
func at(s string) *Editor {
	before, after, _ := strings.Cut(s, "|")
	e := NewEditor(roomy)
	e.SetText(before + after)
	e.moveTo(pos{})
	for e.offset() < len(before) {
		e.do(keymap.CharRight)
	}
	return e
}

// head returns the text before the cursor, offset its length in bytes.
func (e *Editor) head() string { return e.Text()[:e.offset()] }

func (e *Editor) offset() int {
	n := e.cursor.offset
	for _, l := range e.lines[:e.cursor.line] {
		n += len(l.text) + 1
	}
	return n
}

// shown is the opposite of at.
func shown(e *Editor) string { return e.head() + "|" + e.Text()[e.offset():] }

func TestKeys(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, keys, want string }{
		{"|", "a b", "ab|"},
		{"a" + family + "|b", "left", "a|" + family + "b"},
		{"a" + family + "|b", "backspace", "a|b"},
		{"a|" + family + "b", "delete", "a|b"},
		{"a|" + family + "b", "right right", "a" + family + "b|"},
		{"one two|", "ctrl+w", "one |"},
		{"one two |", "alt+backspace alt+backspace", "|"},
		{"one\n|two", "ctrl+w", "|two"},
		{"one, t|wo", "alt+b", "one, |two"},
		{"one, t|wo", "alt+b ctrl+left", "|one, two"},
		{"|one, two", "alt+f alt+f", "one, two|"},
		{"|one\n\n two", "alt+f ctrl+right", "one\n\n two|"},
		{"one| two", "alt+d", "one|"},
		{"注文した商品|", "alt+b alt+b", "注文|した商品"},
		{"ab|cd", "ctrl+u", "|cd"},
		{"ab|cd", "ctrl+k", "ab|"},
		{"ab\n|cd", "ctrl+u", "ab|cd"},
		{"ab|\ncd", "ctrl+k", "ab|cd"},
		{"ab\nc|d", "home", "ab\n|cd"},
		{"ab\nc|d", "ctrl+e", "ab\ncd|"},
		{"ab\nc|d", "ctrl+home x", "x|ab\ncd"},
		{"a|b", "alt+enter", "a\n|b"},
		{"a|b", "ctrl+j c", "a\nc|b"},
		{"abc\nd\nefg|", "up up", "abc|\nd\nefg"},
		{"abc\nd\nef|g", "up down", "abc\nd\nef|g"},
		{"a|bc", "up", "|abc"},
		{"a|bc", "down", "abc|"},
		{"one|", "ctrl+w ctrl+_", "one|"},
		{"abc|", "backspace backspace ctrl+z", "abc|"},
		{"|", "a b space c d ctrl+_", "ab|"},
		{"|", "a left b ctrl+_ ctrl+_", "|"},
		{"e|x", "\u0301", "e\u0301|x"},
	} {
		e := at(c.in)
		for key := range strings.FieldsSeq(c.keys) {
			press(t, e, key)
		}
		if got := shown(e); got != c.want {
			t.Errorf("%q after %s: %q, want %q", c.in, c.keys, got, c.want)
		}
	}
}

// presser is an Editor or a Field.
type presser interface {
	Press(keymap.Action, tea.KeyMsg) bool
}

// pressed presses a key, written as in the settings file, and reports whether it
// meant anything.
func pressed(p presser, key string) bool {
	k, ok := keymap.Parse(key)
	if !ok {
		panic("no key is called " + key)
	}
	in := keymap.Composer
	if _, ok := p.(*Field); ok {
		in = keymap.SettingsField
	}
	return p.Press(keymap.New().Lookup(in, k), k)
}

func press(t *testing.T, e *Editor, key string) {
	t.Helper()
	if !pressed(e, key) {
		t.Errorf("the key %q was not used", key)
	}
}

func TestKeysLeftAlone(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"ctrl+g", "ctrl+l", "ctrl+o", "ctrl+r", "ctrl+s", "ctrl+x", "ctrl+y", "alt+1", "alt+4", "esc", "enter", "tab", "shift+tab", "f1", "pgup", "ctrl+c", "ctrl+@"} {
		e := at("ab|c")
		if pressed(e, key) || shown(e) != "ab|c" {
			t.Errorf("the key %q was taken", key)
		}
	}
}

func TestABurstIsText(t *testing.T) {
	t.Parallel()
	e := NewEditor(roomy)
	e.Press("", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("left")})
	e.Paste("ctrl+u")
	if got := e.Text(); got != "leftctrl+u" {
		t.Errorf("got %q", got)
	}
}

func TestPaste(t *testing.T) {
	t.Parallel()
	e := NewEditor(roomy)
	if e.Paste("a\r\nb\rc\td\x1b[31m\x00\u009b\u202e\u2028e\xff"); e.Text() != "a\nb\nc    d[31m\ne" {
		t.Errorf("pasted %q", e.Text())
	}
	if !e.Undo() || !e.Empty() || e.Undo() {
		t.Errorf("a paste is not one step to undo: %q", e.Text())
	}
}

func TestLimit(t *testing.T) {
	t.Parallel()
	e := NewEditor(5)
	if e.insert("abc" + family); e.Refused != 7 || e.Text() != "abc" {
		t.Errorf("refused %d, holds %q", e.Refused, e.Text())
	}
	e.Press("", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("xyz")})
	if e.Refused != 1 || e.Text() != "abcxy" {
		t.Errorf("refused %d, holds %q", e.Refused, e.Text())
	}
	e.do(keymap.DeleteBack)
	if e.insert("\n"); e.Refused != 0 {
		t.Errorf("a newline was refused, holds %q", e.Text())
	}
	if e.insert("q"); e.Refused != 1 {
		t.Errorf("holds %q", e.Text())
	}
}

func TestRender(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in            string
		width, height int
		want          []string
		x, y          int
	}{
		{"|", 10, 3, []string{""}, 0, 0},
		{"hello|", 6, 3, []string{"hello"}, 5, 0},
		{"hello |world", 6, 3, []string{"hello", "world"}, 0, 1},
		{"hello| world", 6, 3, []string{"hello", "world"}, 5, 0},
		{"abcdef|", 4, 3, []string{"abc", "def"}, 3, 1},
		{"a\nb\nc\nd|", 4, 2, []string{"c", "d"}, 1, 1},
		{"|a\nb\nc\nd", 4, 2, []string{"a", "b"}, 0, 0},
		{"注文|した", 5, 3, []string{"注文", "した"}, 0, 1},
		{"注|文", 1, 1, []string{""}, 0, 0},
		{"a\n|", 5, 5, []string{"a", ""}, 0, 1},
	} {
		rows, x, y := at(c.in).Render(c.width, c.height)
		if diff := cmp.Diff(c.want, rows); diff != "" || x != c.x || y != c.y {
			t.Errorf("%q in %dx%d: cursor %d,%d, want %d,%d (-want +got):\n%s", c.in, c.width, c.height, x, y, c.x, c.y, diff)
		}
	}
}

// naive is the same editor on one string, as slow and simple as can be.
type naive struct {
	s   string
	off int
}

// edges returns the offsets at which clusters begin, and the end.
func (n *naive) edges() []int {
	edges, s := []int{0}, n.s
	for s != "" {
		c, rest, _, _ := uniseg.FirstGraphemeClusterInString(s, -1)
		edges, s = append(edges, edges[len(edges)-1]+len(c)), rest
	}
	return edges
}

func (n *naive) put(s string) { n.replace(n.off, n.off, s) }

func (n *naive) replace(from, to int, s string) {
	n.s = n.s[:from] + s + n.s[to:]
	for _, edge := range n.edges() {
		if n.off = edge; edge >= from+len(s) {
			return
		}
	}
}

func (n *naive) near(step int) int {
	before := 0
	for _, edge := range n.edges() {
		if step > 0 && edge > n.off {
			return edge
		}
		if step < 0 && edge >= n.off {
			return before
		}
		before = edge
	}
	return n.off
}

func (n *naive) home() int { return strings.LastIndex(n.s[:n.off], "\n") + 1 }

func (n *naive) end() int {
	if i := strings.Index(n.s[n.off:], "\n"); i >= 0 {
		return n.off + i
	}
	return len(n.s)
}

var words = []string{"a", "b", " ", "word", "\n", family, "e", "\u0301", "注文", "した", "🇯", "한", "\u200d", "❤️", ", "}

func TestAgainstANaiveModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e, n := NewEditor(roomy), &naive{}
		t.Repeat(map[string]func(*rapid.T){
			"insert": func(t *rapid.T) {
				s := rapid.SampledFrom(words).Draw(t, "word")
				e.insert(s)
				n.put(s)
			},
			"left":      func(*rapid.T) { e.do(keymap.CharLeft); n.off = n.near(-1) },
			"right":     func(*rapid.T) { e.do(keymap.CharRight); n.off = n.near(1) },
			"home":      func(*rapid.T) { e.do(keymap.LineStart); n.off = n.home() },
			"end":       func(*rapid.T) { e.do(keymap.LineEnd); n.off = n.end() },
			"top":       func(*rapid.T) { e.moveTo(pos{}); n.off = 0 },
			"bottom":    func(*rapid.T) { e.do(keymap.TextEnd); n.off = len(n.s) },
			"backspace": func(*rapid.T) { e.do(keymap.DeleteBack); n.replace(n.near(-1), n.off, "") },
			"delete":    func(*rapid.T) { e.do(keymap.DeleteForward); n.replace(n.off, n.near(1), "") },
			"to start": func(*rapid.T) {
				if from := n.home(); from < n.off {
					e.do(keymap.DeleteLineStart)
					n.replace(from, n.off, "")
				}
			},
			"to end": func(*rapid.T) {
				if to := n.end(); to > n.off {
					e.do(keymap.DeleteLineEnd)
					n.replace(n.off, to, "")
				}
			},
			"word left":  func(*rapid.T) { e.do(keymap.WordLeft); n.off = e.offset() },
			"word right": func(*rapid.T) { e.do(keymap.WordRight); n.off = e.offset() },
			"": func(t *rapid.T) {
				if got, want := e.Text(), n.s; got != want || e.offset() != n.off {
					t.Fatalf("the editor has %q, the model %q", shown(e), n.s[:n.off]+"|"+n.s[n.off:])
				}
				if e.Length != utf8.RuneCountInString(n.s) {
					t.Fatalf("counts %d runes in %q", e.Length, n.s)
				}
				checkRender(t, e)
			},
		})
		for e.Undo() {
		}
		if len(e.history) < maxHistory && !e.Empty() && n.s != "" && e.version < maxHistory {
			t.Fatalf("undoing everything leaves %q", e.Text())
		}
	})
}

// checkRender fails when a row is too wide, the cursor is off the window, or
// a fresh layout looks different from the kept one.
func checkRender(t interface{ Fatalf(string, ...any) }, e *Editor) {
	for _, size := range [][2]int{{7, 3}, {3, 1}, {1, 1}} {
		rows, x, y := e.Render(size[0], size[1])
		for _, row := range rows {
			if text.Width(row) > size[0] {
				t.Fatalf("%q in %v has the row %q", shown(e), size, row)
			}
		}
		if x < 0 || x >= size[0] || y < 0 || y >= len(rows) || len(rows) > size[1] {
			t.Fatalf("%q in %v: cursor %d,%d of %q", shown(e), size, x, y, rows)
		}
		fresh := NewEditor(roomy)
		fresh.SetText(e.Text())
		if got, want := e.Lines(size[0]), fresh.Lines(size[0]); got != want {
			t.Fatalf("%q in %v: %d rows, laid out afresh %d", shown(e), size, got, want)
		}
	}
}

func TestUpAndDownVisitEveryRow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		e := NewEditor(roomy)
		e.SetText(strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 40).Draw(t, "text"), ""))
		width := rapid.IntRange(3, 12).Draw(t, "width")
		n := e.Lines(width)
		e.moveTo(pos{})
		for row := range n {
			if _, _, y := e.Render(width, n); y != row {
				t.Fatalf("%q in %d cells: row %d, want %d", shown(e), width, y, row)
			}
			e.do(keymap.RowDown)
		}
		for row := n - 1; row >= 0; row-- {
			if _, _, y := e.Render(width, n); y != row {
				t.Fatalf("back up %q in %d cells: row %d, want %d", shown(e), width, y, row)
			}
			e.do(keymap.RowUp)
		}
	})
}

func FuzzPaste(f *testing.F) {
	for _, w := range words {
		f.Add(w+"\r\n"+w, w)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		e := NewEditor(300)
		e.Paste(a)
		e.do(keymap.WordLeft)
		e.Paste(b)
		checkRender(t, e)
		if s := e.Text(); !utf8.ValidString(s) || utf8.RuneCountInString(s) != e.Length || e.Length > 300 {
			t.Fatalf("holds %q, counted as %d", s, e.Length)
		}
		e.Undo()
		e.Undo()
		if !e.Empty() {
			t.Fatalf("after undoing two pastes %q is left", e.Text())
		}
	})
}

func BenchmarkKeyAt1000Lines(b *testing.B) {
	e := NewEditor(200_000)
	e.SetText(strings.Repeat("Where is my refund? 注文した商品がまだ届きません。\n", 1000))
	e.moveTo(pos{})
	for range 500 {
		e.do(keymap.RowDown)
	}
	i := 0
	for b.Loop() {
		if i++; i%2 == 0 {
			e.Press("", keymap.Rune('x', false))
		} else {
			e.Press(keymap.DeleteBack, tea.KeyMsg{})
		}
		e.Lines(70)
		e.Render(70, 6)
	}
}

func BenchmarkPaste100KB(b *testing.B) {
	s := strings.Repeat("Where is my refund? I wrote to you.\n", 2800)
	for b.Loop() {
		e := NewEditor(200_000)
		e.Paste(s)
		e.Render(70, 6)
	}
}

// What is inserted over a word takes its place as one step, all of it or nothing.
func TestInsertOver(t *testing.T) {
	t.Parallel()
	e := NewEditor(20)
	e.Press("", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("a ;hi b")})
	pressed(e, "left")
	pressed(e, "left")
	if e.LineBefore() != "a ;hi" || !e.InsertOver(3, "Hello\r\nyou") || e.Text() != "a Hello\nyou b" || e.LineBefore() != "you" {
		t.Errorf("after the insertion %q, before the cursor %q", e.Text(), e.LineBefore())
	}
	inserted := e.LastChange()
	e.Press("", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("r")})
	if e.LastChange() == inserted || !e.Undo() || e.LastChange() != inserted {
		t.Error("what is typed after it belongs to it")
	}
	if !e.Undo() || e.Text() != "a ;hi b" || e.LineBefore() != "a ;hi" || e.LastChange() == inserted {
		t.Errorf("undone: %q, before the cursor %q", e.Text(), e.LineBefore())
	}
	if version := e.Version(); e.InsertOver(3, strings.Repeat("x", 17)) || e.Refused != 1 || e.Version() != version {
		t.Errorf("%d refused: %q", e.Refused, e.Text())
	}
	if !e.InsertOver(3, strings.Repeat("x", 16)) || e.Length != 20 {
		t.Errorf("%d are in %q", e.Length, e.Text())
	}
	e.Seek("x b")
	if e.Seek("nowhere"); e.cursor != e.end() || e.AtStart() {
		t.Error("the cursor is not behind what was looked for")
	}
}
