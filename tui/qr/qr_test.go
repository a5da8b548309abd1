package qr

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"pgregory.net/rapid"

	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

// decoded is what a reader finds in a picture. Where it finds no code, which happens to it
// with one of some hundred that others read, it is told that the picture is one.
func decoded(img image.Image) (string, error) {
	var result *gozxing.Result
	bitmap, err := gozxing.NewBinaryBitmap(gozxing.NewGlobalHistgramBinarizer(gozxing.NewLuminanceSourceFromImage(img)))
	if err != nil {
		return "", err
	}
	for _, hints := range []map[gozxing.DecodeHintType]any{nil, {gozxing.DecodeHintType_PURE_BARCODE: true}} {
		if result, err = qrcode.NewQRCodeReader().Decode(bitmap, hints); err == nil {
			return result.GetText(), nil
		}
	}
	return "", err
}

// cellWidth and cellHeight are pixels of a cell.
const cellWidth, cellHeight = 8, 16

// shown is what a terminal makes of rows. Cells without colours are those of a terminal
// with the given background.
func shown(t interface{ Fatalf(string, ...any) }, rows []string, light bool) image.Image {
	w := 0
	for _, row := range rows {
		w = max(w, text.Width(regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(row, "")))
	}
	ground, ink := color.Gray{0x20}, color.Gray{0xd0}
	if light {
		ground, ink = ink, ground
	}
	img := image.NewGray(image.Rect(0, 0, w*cellWidth, len(rows)*cellHeight))
	fill := func(r image.Rectangle, c color.Color) {
		draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
	}
	fill(img.Rect, ground)
	for y, row := range rows {
		fg, bg := ink, ground
		x := 0
		for row != "" {
			if m := regexp.MustCompile("^\x1b\\[([0-9;]*)m").FindStringSubmatch(row); m != nil {
				row = row[len(m[0]):]
				fg, bg = coloursOf(t, m[1], ink, ground)
				continue
			}
			r := []rune(row)[0]
			row = row[len(string(r)):]
			cell := image.Rect(x*cellWidth, y*cellHeight, (x+1)*cellWidth, (y+1)*cellHeight)
			fill(cell, bg)
			middle := (cell.Min.Y + cell.Max.Y) / 2
			switch r {
			case ' ':
			case '█', '#':
				fill(cell, fg)
			case '▀':
				fill(image.Rect(cell.Min.X, cell.Min.Y, cell.Max.X, middle), fg)
			case '▄':
				fill(image.Rect(cell.Min.X, middle, cell.Max.X, cell.Max.Y), fg)
			default:
				t.Fatalf("%q is drawn", r)
			}
			x++
		}
	}
	return img
}

// coloursOf takes a sequence of colours.
func coloursOf(t interface{ Fatalf(string, ...any) }, codes string, ink, ground color.Gray) (fg, bg color.Gray) {
	named := map[string]color.Gray{"0": {0}, "7": {0xc0}, "8;5;16": {0}, "8;5;231": {0xff}, "8;2;0;0;0": {0}, "8;2;255;255;255": {0xff}}
	if codes == "0" {
		return ink, ground
	}
	m := regexp.MustCompile(`^3(\d(?:;5;\d+|;2;\d+;\d+;\d+)?);4(\d(?:;5;\d+|;2;\d+;\d+;\d+)?)$`).FindStringSubmatch(codes)
	if m == nil {
		t.Fatalf("the colours %q", codes)
	}
	var known, also bool
	fg, known = named[m[1]]
	bg, also = named[m[2]]
	if !known || !also {
		t.Fatalf("the colours %q", codes)
	}
	return fg, bg
}

// terminals are those that a code is drawn on.
func terminals() []Terminal {
	all := []Terminal{{ASCII: true}, {ASCII: true, Light: true}}
	for _, p := range []theme.Profile{theme.Plain, theme.Mono, theme.Basic, theme.Indexed, theme.True} {
		all = append(all, Terminal{Profile: p}, Terminal{Profile: p, Light: true})
	}
	return all
}

// TestCodesAreRead draws codes of all addresses that a bot can have, and reads them.
func TestCodesAreRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		link := "https://t.me/" + rapid.StringMatching(`[A-Za-z][A-Za-z0-9_]{1,28}bot`).Draw(t, "bot")
		if rapid.Bool().Draw(t, "with a payload") {
			link += "?start=" + rapid.StringMatching(`[A-Za-z0-9_-]{1,64}`).Draw(t, "payload")
		}
		c, err := ForScreen(link)
		if err != nil {
			t.Fatal(err)
		}
		on := rapid.SampledFrom(terminals()).Draw(t, "terminal")
		drawn := c.Rows(on)
		if got, err := decoded(shown(t, drawn, on.Light)); err != nil || got != link {
			t.Fatalf("%q is read as %q, %v:\n%s", link, got, err, strings.Join(drawn, "\n"))
		}
	})
}

// TestColouredCodesAreDarkOnLight on whatever ground they are drawn: many readers want it.
func TestColouredCodesAreDarkOnLight(t *testing.T) {
	t.Parallel()
	c := code(t)
	for _, p := range []theme.Profile{theme.Basic, theme.Indexed, theme.True} {
		for _, light := range []bool{false, true} {
			if got, err := decoded(shown(t, c.Rows(Terminal{Profile: p, Light: !light}), light)); err != nil || got != address {
				t.Errorf("profile %d on a light ground %t: %q, %v", p, light, got, err)
			}
		}
	}
}

const address = "https://t.me/acme_help_bot?start=pricing"

func code(t *testing.T) Code {
	c, err := ForScreen(address)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestCells: rows are as wide and as many as is said, and no colour leaks out of one.
func TestCells(t *testing.T) {
	t.Parallel()
	c := code(t)
	for _, on := range terminals() {
		w, h := c.Cells(on)
		drawn := c.Rows(on)
		if len(drawn) != h {
			t.Errorf("%+v: %d rows, want %d", on, len(drawn), h)
		}
		for _, row := range drawn {
			plain := regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(row, "")
			if text.Width(plain) != w || plain != row && !strings.HasSuffix(row, "\x1b[0m") {
				t.Errorf("%+v: the row %q", on, row)
			}
		}
	}
	if w, h := c.Cells(Terminal{Profile: theme.True}); w != 37 || h != 19 {
		t.Errorf("%d × %d cells", w, h)
	}
}

// TestQuietZone: four modules on each side are light, in cells and in files.
func TestQuietZone(t *testing.T) {
	t.Parallel()
	c := code(t)
	img := shown(t, c.Rows(Terminal{Profile: theme.True}), false)
	for i := range c.side() {
		for edge := range quiet {
			for _, at := range [][2]int{{i, edge}, {edge, i}, {i, c.side() - 1 - edge}, {c.side() - 1 - edge, i}} {
				if c.dark(at[0], at[1]) {
					t.Fatalf("module %v is dark", at)
				}
				if y, _, _, _ := img.At(at[0]*cellWidth+1, at[1]*cellHeight/2+1).RGBA(); y != 0xffff {
					t.Fatalf("module %v is not white on the screen", at)
				}
			}
		}
	}
}

func TestFiles(t *testing.T) {
	t.Parallel()
	c, err := ForPrint(address)
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := c.PNG(&file); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&file)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := decoded(img); err != nil || got != address {
		t.Errorf("PNG: %q, %v", got, err)
	}
	file.Reset()
	if err := c.SVG(&file); err != nil {
		t.Fatal(err)
	}
	if got, err := decoded(painted(t, file.String())); err != nil || got != address {
		t.Errorf("SVG: %q, %v:\n%s", got, err, file.String())
	}
}

// painted draws the path of an SVG, which is made of rectangles.
func painted(t *testing.T, svg string) image.Image {
	side := 0
	if _, err := fmt.Sscanf(svg[strings.Index(svg, "viewBox"):], `viewBox="0 0 %d`, &side); err != nil {
		t.Fatal(err)
	}
	const scale = 4
	img := image.NewGray(image.Rect(0, 0, side*scale, side*scale))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	for _, m := range regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`).FindAllStringSubmatch(svg, -1) {
		n := make([]int, len(m))
		for i := range m {
			n[i], _ = strconv.Atoi(m[i])
		}
		if n[3] != n[4] {
			t.Errorf("%s is no rectangle", m[0])
		}
		r := image.Rect(n[1]*scale, n[2]*scale, (n[1]+n[3])*scale, (n[2]+1)*scale)
		draw.Draw(img, r, image.Black, image.Point{}, draw.Src)
	}
	return img
}

func TestNoCodeOfATextTooLong(t *testing.T) {
	t.Parallel()
	if _, err := ForScreen(strings.Repeat("x", 4000)); err == nil {
		t.Error("a code of 4000 characters")
	}
}
