package picture

import (
	"image"
	"strconv"

	"tgdesk/tui/theme"
)

// HalfBlocks draws a picture in at most w × h cells and returns its rows, all
// of the same width. A cell shows two pixels, one above the other, which makes
// the aspect right where a cell is twice as high as wide. What is transparent
// stays the terminal's own background. It returns nil for a terminal of fewer
// than 256 colours, on which there would be nothing to recognise.
func HalfBlocks(img *Image, w, h int, p theme.Profile) []string {
	boxW, boxH := box(Blocks, w, h)
	if boxW == 0 || p != theme.Indexed && p != theme.True {
		return nil
	}
	pix := img.pix
	if pw, ph := fit(pix.Rect.Dx(), pix.Rect.Dy(), boxW, boxH); pw != pix.Rect.Dx() || ph != pix.Rect.Dy() {
		pix = scale(pix, pw, ph)
	}
	rows := make([]string, 0, (pix.Rect.Dy()+1)/2)
	b := brush{indexed: p == theme.Indexed}
	for y := 0; y < pix.Rect.Dy(); y += 2 {
		b.reset()
		for x := range pix.Rect.Dx() {
			b.cell(b.at(pix, x, y), b.at(pix, x, y+1))
		}
		rows = append(rows, b.String())
	}
	return rows
}

// bare is the colour of what is transparent or outside: the terminal's own.
const bare ink = -1

// ink is a colour of the terminal: bare, an index, or 24 bits.
type ink int32

// brush writes cells and remembers the colours that are set.
type brush struct {
	indexed bool
	fg, bg  ink
	buf     []byte
}

func (b *brush) reset() { b.fg, b.bg, b.buf = bare, bare, b.buf[:0] }

// String ends the row and returns it.
func (b *brush) String() string {
	if b.fg != bare || b.bg != bare {
		b.buf = append(b.buf, "\x1b[0m"...)
	}
	return string(b.buf)
}

// at returns the ink of a pixel. Half transparent and more is bare.
func (b *brush) at(pix *image.RGBA, x, y int) ink {
	if y >= pix.Rect.Dy() {
		return bare
	}
	c := pix.Pix[pix.PixOffset(x, y):][:4]
	alpha := int(c[3])
	if alpha < 128 {
		return bare
	}
	red, green, blue := plain(c[0], alpha), plain(c[1], alpha), plain(c[2], alpha)
	if b.indexed {
		return ink(nearest(red, green, blue))
	}
	return ink(red<<16 | green<<8 | blue)
}

// plain undoes the multiplication with alpha.
func plain(c uint8, alpha int) int { return min(int(c)*255/alpha, 255) }

// cell writes one cell of an upper and a lower half.
func (b *brush) cell(up, low ink) {
	switch {
	case up == low && up == b.fg && up != bare && up != b.bg:
		b.buf = append(b.buf, "█"...)
	case up == low:
		b.set(b.fg, up)
		b.buf = append(b.buf, ' ')
	case up == bare, up == b.bg && low == b.fg && low != bare:
		b.set(low, up)
		b.buf = append(b.buf, "▄"...)
	default:
		b.set(up, low)
		b.buf = append(b.buf, "▀"...)
	}
}

// set makes fg and bg the colours, naming only what changes. fg is
// never bare unless it is so already.
func (b *brush) set(fg, bg ink) {
	if fg == b.fg && bg == b.bg {
		return
	}
	b.buf = append(b.buf, "\x1b["...)
	if fg != b.fg {
		b.colour("38", fg)
		if bg != b.bg {
			b.buf = append(b.buf, ';')
		}
	}
	switch {
	case bg == b.bg:
	case bg == bare:
		b.buf = append(b.buf, "49"...)
	default:
		b.colour("48", bg)
	}
	b.buf = append(b.buf, 'm')
	b.fg, b.bg = fg, bg
}

func (b *brush) colour(code string, c ink) {
	b.buf = append(b.buf, code...)
	if b.indexed {
		b.buf = append(b.buf, ";5;"...)
		b.buf = strconv.AppendInt(b.buf, int64(c), 10)
		return
	}
	b.buf = append(b.buf, ";2;"...)
	b.buf = strconv.AppendInt(b.buf, int64(c>>16), 10)
	b.buf = append(b.buf, ';')
	b.buf = strconv.AppendInt(b.buf, int64(c>>8&255), 10)
	b.buf = append(b.buf, ';')
	b.buf = strconv.AppendInt(b.buf, int64(c&255), 10)
}

// nearest returns the index, of 16 to 255, of the colour closest to one of 24
// bits: out of the cube of 6 × 6 × 6 or of the 24 greys. The sixteen before
// them are the terminal's own and unknown.
func nearest(r, g, b int) int {
	cr, cg, cb := step(r), step(g), step(b)
	grey := min(max((r+g+b)/3-3, 0)/10, 23)
	shade := 8 + 10*grey
	if far(r, g, b, shade, shade, shade) < far(r, g, b, level(cr), level(cg), level(cb)) {
		return 232 + grey
	}
	return 16 + 36*cr + 6*cg + cb
}

// step returns the step of the cube's axis, 0 to 5, closest to a value.
func step(v int) int {
	switch {
	case v < 48:
		return 0
	case v < 115:
		return 1
	}
	return (v - 35) / 40
}

// level returns the value of a step.
func level(step int) int {
	if step == 0 {
		return 0
	}
	return 55 + 40*step
}

// far is the squared distance of two colours.
func far(r, g, b, r2, g2, b2 int) int {
	return (r-r2)*(r-r2) + (g-g2)*(g-g2) + (b-b2)*(b-b2)
}
