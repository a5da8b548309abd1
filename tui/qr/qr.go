// Package qr draws the QR code of an address: in the cells of a terminal, as PNG and as
// SVG. The codes themselves are made by github.com/boombuler/barcode.
//
// It must not know what an address is of, nor write anywhere but to the writer that it
// is given.
package qr

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"tgdesk/tui/theme"
)

// quiet is how many light modules a code has around it: readers find none without them.
const quiet = 4

// Code is a QR code with its quiet zone.
type Code struct{ modules barcode.Barcode }

// ForScreen returns the smallest code of a text: nothing on a screen gets dirty.
func ForScreen(text string) (Code, error) { return encode(text, qr.L) }

// ForPrint returns a code of a text that can be read with 15 % of it missing.
func ForPrint(text string) (Code, error) { return encode(text, qr.M) }

func encode(text string, level qr.ErrorCorrectionLevel) (Code, error) {
	modules, err := qr.Encode(text, level, qr.Auto)
	if err != nil {
		return Code{}, fmt.Errorf("making a QR code: %w", err)
	}
	return Code{modules}, nil
}

// side is how many modules the code is wide and high.
func (c Code) side() int { return c.modules.Bounds().Dx() + 2*quiet }

// dark reports whether a module is dark.
func (c Code) dark(x, y int) bool {
	at := image.Pt(x-quiet, y-quiet)
	return at.In(c.modules.Bounds()) && c.modules.At(at.X, at.Y) == color.Color(color.Black)
}

// Terminal is what a code is drawn on.
type Terminal struct {
	Profile theme.Profile
	Light   bool // its background is; without colours, drawing fills what must be light or dark
	ASCII   bool // it shows no other characters
}

// Cells is how much room the code takes on a terminal.
func (c Code) Cells(on Terminal) (w, h int) {
	if on.ASCII {
		return 2 * c.side(), c.side()
	}
	return c.side(), (c.side() + 1) / 2
}

// Rows draws the code. A terminal with colours shows black on white, whatever its own
// are; elsewhere the text's colour is light on a dark background and dark on a light one.
func (c Code) Rows(on Terminal) []string {
	w, h := c.side(), (c.side()+1)/2
	ink := func(x, y int) bool { return c.dark(x, y) == on.Light }
	switch {
	case on.ASCII:
		return rows(w, w, func(x, y int) string { return map[bool]string{true: "##", false: "  "}[ink(x, y)] })
	case on.Profile < theme.Basic:
		return rows(w, h, func(x, y int) string { return inked(ink(x, 2*y), ink(x, 2*y+1)) })
	}
	drawn := rows(w, h, c.coloured(on.Profile))
	for i := range drawn {
		drawn[i] += "\x1b[0m"
	}
	return drawn
}

func rows(w, h int, cell func(x, y int) string) []string {
	drawn := make([]string, h)
	for y := range drawn {
		var row strings.Builder
		for x := range w {
			row.WriteString(cell(x, y))
		}
		drawn[y] = row.String()
	}
	return drawn
}

// inked is a cell of which the upper and the lower half have the text's colour.
func inked(upper, lower bool) string {
	switch {
	case upper && lower:
		return "█"
	case upper:
		return "▀"
	case lower:
		return "▄"
	}
	return " "
}

// coloured returns cells that set both their colours. Where the halves are alike only the
// background shows: it leaves no gap between rows, as characters do in some fonts.
func (c Code) coloured(p theme.Profile) func(x, y int) string {
	colours := map[bool][2]string{true: {"30", "40"}, false: {"37", "47"}} // of dark and light modules: text, background
	switch p {
	case theme.Indexed:
		colours = map[bool][2]string{true: {"38;5;16", "48;5;16"}, false: {"38;5;231", "48;5;231"}}
	case theme.True:
		colours = map[bool][2]string{true: {"38;2;0;0;0", "48;2;0;0;0"}, false: {"38;2;255;255;255", "48;2;255;255;255"}}
	}
	set := ""
	return func(x, y int) string {
		upper, lower := c.dark(x, 2*y), c.dark(x, 2*y+1)
		to, char := "\x1b["+colours[upper][0]+";"+colours[lower][1]+"m", "▀"
		if upper == lower {
			char = " "
		}
		if to == set && x > 0 {
			return char
		}
		set = to
		return to + char
	}
}

// pixels is how wide a module of a PNG is: enough for print.
const pixels = 16

// PNG writes the code as a picture.
func (c Code) PNG(w io.Writer) error {
	side := c.side()
	img := image.NewPaletted(image.Rect(0, 0, side*pixels, side*pixels), color.Palette{color.White, color.Black})
	for y := range side * pixels {
		for x := range side * pixels {
			if c.dark(x/pixels, y/pixels) {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	return png.Encode(w, img)
}

// SVG writes the code as a drawing of any size.
func (c Code) SVG(w io.Writer) error {
	side := c.side()
	var path strings.Builder
	for y := range side {
		for x := 0; x < side; x++ {
			from := x
			for c.dark(x, y) {
				x++
			}
			if x > from {
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	_, err := fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" shape-rendering="crispEdges">`+
		`<path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`+"\n", side, side, side*8, side*8, side, side, path.String())
	return err
}
