package cast

import (
	"encoding/binary"
	"math"
)

// stickerSide is the size of a sticker in pixels.
const stickerSide = 512

// bits collects numbers of a few bits, the lowest first, as lossless WebP wants.
type bits struct {
	out  []byte
	used int // bits of the last byte
}

func (b *bits) put(value, count int) {
	for i := range count {
		if b.used%8 == 0 {
			b.out = append(b.out, 0)
		}
		b.out[len(b.out)-1] |= byte(value>>i&1) << (b.used % 8)
		b.used++
	}
}

// one makes a channel the same everywhere; two gives it two values, chosen by
// one bit a pixel, the lower by 0.
func (b *bits) one(value int) { b.put(1, 1); b.put(0, 1); b.put(1, 1); b.put(value, 8) }
func (b *bits) two(low, high int) {
	b.put(1, 1)
	b.put(1, 1)
	b.put(1, 1)
	b.put(low, 8)
	b.put(high, 8)
}
func (b *bits) pixel(green, a bool) { b.flag(green); b.flag(a) }

func (b *bits) flag(on bool) {
	if on {
		b.put(1, 1)
	} else {
		b.put(0, 1)
	}
}

// smiley is a sticker: a yellow face on nothing, in lossless WebP (source:
// RFC 9649). Only green and alpha change from pixel to pixel.
func smiley() []byte {
	b := &bits{}
	b.put(0x2f, 8)
	b.put(stickerSide-1, 14)
	b.put(stickerSide-1, 14)
	b.put(1, 1)    // has alpha
	b.put(0, 3)    // version
	b.put(0, 3)    // no transform, no colour cache, one set of codes
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
			b.pixel(face(float64(x), float64(y)))
		}
	}
	return riff(b.out)
}

// face says of a point whether it is yellow, and whether it is there at all.
func face(x, y float64) (yellow, there bool) {
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
