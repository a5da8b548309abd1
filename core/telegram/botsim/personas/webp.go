package personas

import (
	"encoding/binary"
	"math"
)

// stickerSide is the size of a sticker in pixels.
const stickerSide = 512

// bitWriter writes numbers of a few bits, the lowest first, as in lossless WebP.
type bitWriter struct {
	out  []byte
	used int // bits of the last byte
}

func (b *bitWriter) put(value, count int) {
	for i := range count {
		if b.used%8 == 0 {
			b.out = append(b.out, 0)
		}
		b.out[len(b.out)-1] |= byte(value>>i&1) << (b.used % 8)
		b.used++
	}
}

// one writes a channel with one value, two one with two values, of which each
// pixel selects one by a bit, the lower by 0.
func (b *bitWriter) one(value int) { b.put(1, 1); b.put(0, 1); b.put(1, 1); b.put(value, 8) }
func (b *bitWriter) two(low, high int) {
	b.put(1, 1)
	b.put(1, 1)
	b.put(1, 1)
	b.put(low, 8)
	b.put(high, 8)
}
func (b *bitWriter) pixel(green, a bool) { b.flag(green); b.flag(a) }

func (b *bitWriter) flag(on bool) {
	if on {
		b.put(1, 1)
	} else {
		b.put(0, 1)
	}
}

// smileyWebP is a sticker: a yellow face on a transparent ground, in lossless WebP
// (source: RFC 9649). Only green and alpha vary between pixels.
func smileyWebP() []byte {
	b := &bitWriter{}
	b.put(0x2f, 8)
	b.put(stickerSide-1, 14)
	b.put(stickerSide-1, 14)
	b.put(1, 1)    // has alpha
	b.put(0, 3)    // version
	b.put(0, 3)    // no transform, no color cache, one set of codes
	b.two(70, 205) // green
	b.one(250)     // red
	b.one(40)      // blue
	b.two(0, 255)  // alpha
	b.put(1, 1)    // no distances: one code, of one symbol,
	b.put(0, 1)    // which
	b.put(0, 1)    // has one bit:
	b.put(0, 1)    // 0
	for y := range stickerSide {
		for x := range stickerSide {
			b.pixel(smileyPixel(float64(x), float64(y)))
		}
	}
	return riff(b.out)
}

// smileyPixel reports whether a point is yellow (or else dark) and whether it is
// opaque.
func smileyPixel(x, y float64) (yellow, there bool) {
	const middle = stickerSide / 2.0
	dx, dy := x-middle, y-middle
	eye := math.Hypot(math.Abs(dx)-80, dy+70) < 34
	mouth := dy > 20 && math.Abs(math.Hypot(dx, dy-10)-130) < 16
	return !eye && !mouth, math.Hypot(dx, dy) < 240
}

func riff(data []byte) []byte {
	size := len(data)
	if size%2 == 1 {
		data = append(data, 0)
	}
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(12+len(data)))
	out = append(out, "WEBPVP8L"...)
	out = binary.LittleEndian.AppendUint32(out, uint32(size))
	return append(out, data...)
}
