package picture

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"image"
	"io"
)

// Markers of a JPEG file (ITU-T T.81, table B.1).
const (
	markerSOF2 = 0xc2 // the frame header of a progressive picture
	markerRST0 = 0xd0 // the first of those without a segment
	markerRST7 = 0xd7
	markerSOS  = 0xda // the first scan follows
	markerAPP1 = 0xe1 // Exif
	padding    = 0xff
)

// readJPEGHeader reads the segments before the first scan. The decoder accepts
// bytes between them; no camera writes any, so a file that has some counts as
// progressive, which takes the most memory.
func readJPEGHeader(r io.Reader) (o orientation, progressive bool, err error) {
	in := bufio.NewReader(r)
	if _, err := in.Discard(2); err != nil { // the start marker
		return 0, false, err
	}
	for {
		var head [4]byte // marker and length of a segment
		if _, err := io.ReadFull(in, head[:]); err != nil {
			return 0, false, err
		}
		marker, length := head[1], int(binary.BigEndian.Uint16(head[2:]))-2
		switch {
		case head[0] != 0xff, marker == 0, marker == padding, marker >= markerRST0 && marker <= markerRST7, length < 0:
			return o, true, nil
		case marker == markerSOS:
			return o, progressive, nil
		}
		segment := make([]byte, length)
		if _, err := io.ReadFull(in, segment); err != nil {
			return 0, false, err
		}
		switch marker {
		case markerSOF2:
			progressive = true
		case markerAPP1:
			if found, ok := exifOrientation(segment); ok {
				o = found
			}
		}
	}
}

// orientation is how the camera was held, 1 to 8 as in Exif; 0 means 1. Phones
// do not turn the pixels of a photo, they note the orientation.
type orientation uint8

// Exif's tag of the orientation, and TIFF's type of its value.
const (
	tagOrientation = 0x0112
	typeShort      = 3
)

// sideways reports whether width and height change places.
func (o orientation) sideways() bool { return o >= 5 && o <= 8 }

// exifOrientation reads the orientation out of an APP1 segment: "Exif", two zeros, and
// the head of a TIFF file whose first directory has it (Exif 2.3, §4.5).
func exifOrientation(b []byte) (orientation, bool) {
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
			return orientation(v), v >= 1 && v <= 8
		}
		entries = entries[12:]
	}
	return 0, false
}

// apply returns src upright. It is called for small pictures only.
func (o orientation) apply(src *image.RGBA) *image.RGBA {
	if o <= 1 || o > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	size := image.Rect(0, 0, w, h)
	if o.sideways() {
		size = image.Rect(0, 0, h, w)
	}
	dst := image.NewRGBA(size)
	for y := range size.Dy() {
		for x := range size.Dx() {
			sx, sy := o.source(x, y, w, h)
			copy(dst.Pix[dst.PixOffset(x, y):][:4], src.Pix[src.PixOffset(sx, sy):][:4])
		}
	}
	return dst
}

// source returns which pixel of a stored picture of w × h belongs at x, y.
func (o orientation) source(x, y, w, h int) (int, int) {
	if o.sideways() {
		x, y = y, x
	}
	switch o {
	case 2, 3, 7, 8:
		x = w - 1 - x
	}
	switch o {
	case 3, 4, 6, 7:
		y = h - 1 - y
	}
	return x, y
}
