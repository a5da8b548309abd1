package picture

import (
	"image"
	"image/color"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// drawn makes a picture of letters: one a pixel.
func drawn(rows ...string) *Image {
	colours := map[byte]color.RGBA{
		'r': {255, 0, 0, 255}, 'g': {0, 255, 0, 255}, 'w': {255, 255, 255, 255}, '.': {}, '-': {100, 0, 0, 100},
	}
	pix := image.NewRGBA(image.Rect(0, 0, len(rows[0]), len(rows)))
	for y, row := range rows {
		for x := range len(row) {
			pix.SetRGBA(x, y, colours[row[x]])
		}
	}
	return &Image{Width: len(rows[0]), Height: len(rows), pix: pix}
}

func TestHalfBlocksNameOnlyWhatChanges(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		img  *Image
		p    theme.Profile
		want []string
	}{
		{"one colour", drawn("rrr", "rrr"), theme.Indexed, []string{"\x1b[48;5;196m   \x1b[0m"}},
		{"two halves", drawn("rr", "gg"), theme.Indexed, []string{"\x1b[38;5;196;48;5;46m▀▀\x1b[0m"}},
		{"halves change places", drawn("rg", "gr"), theme.Indexed, []string{"\x1b[38;5;196;48;5;46m▀▄\x1b[0m"}},
		{"then the upper one", drawn("rr", "gr"), theme.Indexed, []string{"\x1b[38;5;196;48;5;46m▀█\x1b[0m"}},
		{"true colours", drawn("r", "w"), theme.True, []string{"\x1b[38;2;255;0;0;48;2;255;255;255m▀\x1b[0m"}},
		{"clear", drawn("..", ".-"), theme.True, []string{"  "}},
		{"clear below and above", drawn("r.", ".r"), theme.Indexed, []string{"\x1b[38;5;196m▀▄\x1b[0m"}},
		{"clear after colour", drawn("r.r", "r.."), theme.Indexed, []string{"\x1b[48;5;196m \x1b[49m \x1b[38;5;196m▀\x1b[0m"}},
		{"clear below a colour that is set", drawn("rr", "r."), theme.Indexed, []string{"\x1b[48;5;196m \x1b[38;5;196;49m▀\x1b[0m"}},
		{"an odd row", drawn("r", "r", "g"), theme.Indexed, []string{"\x1b[48;5;196m \x1b[0m", "\x1b[38;5;46m▀\x1b[0m"}},
		{"16 colours", drawn("r"), theme.Basic, nil},
		{"no colours", drawn("r"), theme.Mono, nil},
		{"nothing", drawn("r"), theme.Plain, nil},
	} {
		if diff := cmp.Diff(c.want, HalfBlocks(c.img, 10, 10, c.p)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	if got := HalfBlocks(drawn("r"), 0, 4, theme.True); got != nil {
		t.Errorf("no cells: %q", got)
	}
}

func TestGolden(t *testing.T) {
	for name, p := range map[string]theme.Profile{"indexed": theme.Indexed, "true": theme.True} {
		t.Run(name, func(t *testing.T) {
			rows := HalfBlocks(mustDecode(t, asPNG(gradient(60, 40)), 12, 8), 12, 4, p)
			golden.RequireEqual(t, strings.ReplaceAll(strings.Join(rows, "\n"), "\x1b", "␛")+"\n")
		})
	}
}

var sgrOnly = regexp.MustCompile(`\x1b\[[0-9;]*m`)

func TestRowsAreAsWideAsTheySay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pix := image.NewRGBA(image.Rect(0, 0, rapid.IntRange(1, 40).Draw(t, "w"), rapid.IntRange(1, 40).Draw(t, "h")))
		for i := 0; i < len(pix.Pix); i += 4 {
			copy(pix.Pix[i:], rapid.SampledFrom([]string{"\x00\x00\x00\x00", "\xff\x00\x00\xff", "\x10\x20\x30\xff"}).Draw(t, "pixel"))
		}
		img := &Image{Width: pix.Rect.Dx(), Height: pix.Rect.Dy(), pix: pix}
		w, h := rapid.IntRange(1, 30).Draw(t, "cols"), rapid.IntRange(1, 15).Draw(t, "rows")
		profile := rapid.SampledFrom([]theme.Profile{theme.Indexed, theme.True}).Draw(t, "profile")
		rows := HalfBlocks(img, w, h, profile)
		cols, lines := Fit(Blocks, img.Width, img.Height, w, h)
		if len(rows) != lines || lines > h || cols > w {
			t.Fatalf("%d rows, want %d of at most %d", len(rows), lines, h)
		}
		for _, row := range rows {
			plain := ansi.Strip(row)
			if text.Width(plain) != cols || ansi.StringWidth(row) != cols || strings.ContainsRune(sgrOnly.ReplaceAllString(row, ""), '\x1b') {
				t.Fatalf("%q is not %d cells", row, cols)
			}
			if strings.Contains(row, "m\x1b[") || strings.Contains(row, "\x1b[0m ") {
				t.Fatalf("%q names colours for nothing", row)
			}
		}
	})
}

func TestNearestIsNearest(t *testing.T) {
	t.Parallel()
	rgb := func(i int) (int, int, int) {
		if i >= 232 {
			return 8 + 10*(i-232), 8 + 10*(i-232), 8 + 10*(i-232)
		}
		i -= 16
		return cubeLevel(i / 36), cubeLevel(i / 6 % 6), cubeLevel(i % 6)
	}
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.IntRange(0, 255)
		r, g, b := c.Draw(t, "r"), c.Draw(t, "g"), c.Draw(t, "b")
		best := 1 << 30
		for i := 16; i < 256; i++ {
			x, y, z := rgb(i)
			best = min(best, distance(r, g, b, x, y, z))
		}
		x, y, z := rgb(nearest(r, g, b))
		if got := distance(r, g, b, x, y, z); got > best {
			t.Fatalf("%d,%d,%d: %d is off by %d, the best by %d", r, g, b, nearest(r, g, b), got, best)
		}
	})
}

func BenchmarkHalfBlocks40x20(b *testing.B) {
	img := &Image{Width: 40, Height: 40, pix: gradient(40, 40)}
	b.ReportAllocs()
	for b.Loop() {
		_ = HalfBlocks(img, 40, 20, theme.True)
	}
}
