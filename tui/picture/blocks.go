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
	row := rowWriter{indexed: p == theme.Indexed}
	for y := 0; y < pix.Rect.Dy(); y += 2 {
		row.fg, row.bg, row.buf = transparent, transparent, row.buf[:0]
		for x := range pix.Rect.Dx() {
			row.cell(row.at(pix, x, y), row.at(pix, x, y+1))
		}
		if row.fg != transparent || row.bg != transparent {
			row.buf = append(row.buf, "\x1b[0m"...)
		}
		rows = append(rows, string(row.buf))
	}
	return rows
}

// transparent leaves the terminal's own colour, as outside the picture.
const transparent colour = -1

// colour is transparent, an index, or 24 bits.
type colour int32

// rowWriter writes cells and remembers the colours that are set.
type rowWriter struct {
	indexed bool
	fg, bg  colour
	buf     []byte
}

// at returns the colour of a pixel. One less than half opaque is transparent.
func (r *rowWriter) at(pix *image.RGBA, x, y int) colour {
	if y >= pix.Rect.Dy() {
		return transparent
	}
	c := pix.Pix[pix.PixOffset(x, y):][:4]
	alpha := int(c[3])
	if alpha < 128 {
		return transparent
	}
	unmultiplied := func(c uint8) int { return min(int(c)*255/alpha, 255) }
	red, green, blue := unmultiplied(c[0]), unmultiplied(c[1]), unmultiplied(c[2])
	if r.indexed {
		return colour(nearest(red, green, blue))
	}
	return colour(red<<16 | green<<8 | blue)
}

// cell writes one cell of an upper and a lower half.
func (r *rowWriter) cell(up, low colour) {
	switch {
	case up == low && up == r.fg && up != transparent && up != r.bg:
		r.buf = append(r.buf, "█"...)
	case up == low:
		r.set(r.fg, up)
		r.buf = append(r.buf, ' ')
	case up == transparent, up == r.bg && low == r.fg && low != transparent:
		r.set(low, up)
		r.buf = append(r.buf, "▄"...)
	default:
		r.set(up, low)
		r.buf = append(r.buf, "▀"...)
	}
}

// set makes fg and bg the colours, naming only what changes. fg is
// never transparent unless it is so already.
func (r *rowWriter) set(fg, bg colour) {
	if fg == r.fg && bg == r.bg {
		return
	}
	r.buf = append(r.buf, "\x1b["...)
	if fg != r.fg {
		r.appendColour("38", fg)
		if bg != r.bg {
			r.buf = append(r.buf, ';')
		}
	}
	switch {
	case bg == r.bg:
	case bg == transparent:
		r.buf = append(r.buf, "49"...)
	default:
		r.appendColour("48", bg)
	}
	r.buf = append(r.buf, 'm')
	r.fg, r.bg = fg, bg
}

func (r *rowWriter) appendColour(code string, c colour) {
	r.buf = append(r.buf, code...)
	if r.indexed {
		r.buf = append(r.buf, ";5;"...)
		r.buf = strconv.AppendInt(r.buf, int64(c), 10)
		return
	}
	r.buf = append(r.buf, ";2"...)
	for shift := 16; shift >= 0; shift -= 8 {
		r.buf = append(r.buf, ';')
		r.buf = strconv.AppendInt(r.buf, int64(c>>shift&255), 10)
	}
}

// nearest returns the index, of 16 to 255, of the colour closest to one of 24
// bits: out of the cube of 6 × 6 × 6 or of the 24 greys. The sixteen before
// them are the terminal's own and unknown.
func nearest(r, g, b int) int {
	cr, cg, cb := cubeStep(r), cubeStep(g), cubeStep(b)
	grey := min(max((r+g+b)/3-3, 0)/10, 23)
	shade := 8 + 10*grey
	if distance(r, g, b, shade, shade, shade) < distance(r, g, b, cubeLevel(cr), cubeLevel(cg), cubeLevel(cb)) {
		return 232 + grey
	}
	return 16 + 36*cr + 6*cg + cb
}

// cubeStep returns the step of the cube's axis, 0 to 5, closest to a value.
func cubeStep(v int) int {
	switch {
	case v < 48:
		return 0
	case v < 115:
		return 1
	}
	return (v - 35) / 40
}

// cubeLevel returns the value of a step.
func cubeLevel(step int) int {
	if step == 0 {
		return 0
	}
	return 55 + 40*step
}

// distance is the squared distance of two colours.
func distance(r, g, b, r2, g2, b2 int) int {
	return (r-r2)*(r-r2) + (g-g2)*(g-g2) + (b-b2)*(b-b2)
}
