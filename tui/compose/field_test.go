package compose

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"tgdesk/tui/text"
)

func TestFieldIsOneLine(t *testing.T) {
	t.Parallel()
	f := NewField(100)
	f.Paste(" 123:abc\r\n")
	f.Press("", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("\nx")})
	for _, key := range []string{"up", "down", "alt+enter", "ctrl+j", "enter", "tab", "esc"} {
		if pressed(f, key) {
			t.Errorf("a field took %s", key)
		}
	}
	if got := f.Text(); got != "123:abc x" {
		t.Errorf("holds %q", got)
	}
	if !pressed(f, "ctrl+w") || f.Text() != "123:abc " {
		t.Errorf("after ctrl+w holds %q", f.Text())
	}
}

func TestFieldScrolls(t *testing.T) {
	t.Parallel()
	f := NewField(roomy)
	f.SetText("0123456789")
	check := func(want string, x int) {
		t.Helper()
		if row, got := f.Render(5); row != want || got != x {
			t.Errorf("Render = %q, %d, want %q, %d", row, got, want, x)
		}
	}
	check("6789", 4)
	pressed(f, "left")
	check("6789", 3)
	pressed(f, "home")
	check("01234", 0)
	pressed(f, "end")
	pressed(f, "ctrl+u")
	check("", 0)
}

func TestFieldMasks(t *testing.T) {
	t.Parallel()
	f := NewField(roomy)
	f.Masked = true
	f.Paste("123456:secret")
	if row, x := f.Render(40); row != "123456"+strings.Repeat("•", 7) || x != 13 {
		t.Errorf("Render = %q, %d", row, x)
	}
	pressed(f, "home")
	pressed(f, "right")
	if row, x := f.Render(40); row != "123456"+strings.Repeat("•", 7) || x != 1 {
		t.Errorf("with the cursor at the start Render = %q, %d", row, x)
	}
	if f.Text() != "123456:secret" {
		t.Errorf("the text itself changed: %q", f.Text())
	}
	f.SetText("12:345678") // a short id: nothing behind the colon may show
	if row, _ := f.Render(40); row != "12"+strings.Repeat("•", 7) {
		t.Errorf("Render of a short id = %q", row)
	}
}

func TestFieldKeepsItsCursorInView(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		f := NewField(60)
		f.Masked = rapid.Bool().Draw(t, "masked")
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			f.Press("", tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(rapid.SampledFrom(words).Draw(t, "word"))})
			pressed(f, rapid.SampledFrom([]string{"left", "right", "home", "end", "backspace", "f1"}).Draw(t, "key"))
			width := rapid.IntRange(1, 12).Draw(t, "width")
			row, x := f.Render(width)
			if x < 0 || x >= width || text.Width(row) > width || x > text.Width(row) || strings.Contains(row, "\n") {
				t.Fatalf("in %d cells: %q, cursor %d", width, row, x)
			}
		}
	})
}
