package picture

import (
	"bytes"
	"encoding/binary"
	"image"
)

// turn is how a camera was held: Exif's orientation, 1 to 8; 0 means 1. The
// phones that visitors send files from turn nothing, they note it.
type turn uint8

// Exif's tag of the orientation, and TIFF's type of its value.
const (
	tagOrientation = 0x0112
	typeShort      = 3
)

// sideways reports whether width and height change places.
func (t turn) sideways() bool { return t >= 5 && t <= 8 }

// turnOf reads the orientation out of an APP1 segment: "Exif", two zeros, and
// the head of a TIFF file whose first directory has it (Exif 2.3, §4.5).
func turnOf(b []byte) (turn, bool) {
	tiff, ok := bytes.CutPrefix(b, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0, false
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 0, false
	}
	entries := tiff[at+2:]
	for range order.Uint16(tiff[at:]) {
		if len(entries) < 12 {
			break
		}
		if order.Uint16(entries) == tagOrientation && order.Uint16(entries[2:]) == typeShort {
			v := order.Uint16(entries[8:])
			return turn(v), v >= 1 && v <= 8
		}
		entries = entries[12:]
	}
	return 0, false
}

// apply returns src upright. It is called for small pictures only.
func (t turn) apply(src *image.RGBA) *image.RGBA {
	if t <= 1 || t > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if t.sideways() {
		size = image.Rect(0, 0, h, w)
	}
	dst := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := t.from(x, y, w, h)
			copy(dst.Pix[dst.PixOffset(x, y):][:4], src.Pix[src.PixOffset(sx, sy):][:4])
		}
	}
	return dst
}

// from returns which pixel of a stored picture of w × h belongs at x, y.
func (t turn) from(x, y, w, h int) (int, int) {
	switch t {
	case 2:
		return w - 1 - x, y
	case 3:
		return w - 1 - x, h - 1 - y
	case 4:
		return x, h - 1 - y
	case 5:
		return y, x
	case 6:
		return y, h - 1 - x
	case 7:
		return w - 1 - y, h - 1 - x
	case 8:
		return w - 1 - y, x
	}
	return x, y
}
