package picture

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
)

// gradient is a picture with something to see in it: red grows to the right,
// green downwards.
func gradient(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{uint8(255 * x / w), uint8(255 * y / h), 128, 255})
		}
	}
	return img
}

func asPNG(img image.Image) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

func asJPEG(img image.Image) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, nil)
	return b.Bytes()
}

func asGIF(img image.Image) []byte {
	var b bytes.Buffer
	_ = gif.Encode(&b, img, nil)
	return b.Bytes()
}

// The smallest WebP pictures, of 1 × 1 pixel: lossy, lossless, lossy with alpha.
var webps = []string{
	"UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA",
	"UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==",
	"UklGRkoAAABXRUJQVlA4WAoAAAAQAAAAAAAAAAAAQUxQSAwAAAARBxAR/Q9ERP8DAABWUDggGAAAABQBAJ0BKgEAAQAAAP4AAA3AAP7mtQAAAA==",
}

func asWebP(n int) []byte {
	b, err := base64.StdEncoding.DecodeString(webps[n])
	if err != nil {
		panic(err)
	}
	return b
}

// rawPNG is a PNG of our own making: any dimensions, and rows of zeros or none.
func rawPNG(w, h uint32, depth, colour, interlace byte, zeros int64) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	b = addChunk(b, "IHDR", append(head, depth, colour, 0, 0, interlace))
	var data bytes.Buffer
	z, _ := zlib.NewWriterLevel(&data, zlib.BestSpeed)
	_, _ = io.CopyN(z, zeros0{}, zeros)
	_ = z.Close()
	return addChunk(addChunk(b, "IDAT", data.Bytes()), "IEND", nil)
}

type zeros0 struct{}

func (zeros0) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func addChunk(b []byte, name string, data []byte) []byte {
	b = binary.BigEndian.AppendUint32(b, uint32(len(data)))
	start := len(b)
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[start:]))
}

const markerSOF0 = 0xc0 // the frame header of a baseline JPEG

// reframed changes the frame header of a JPEG: its kind and its dimensions.
func reframed(b []byte, kind byte, w, h uint16) []byte {
	b = slices.Clone(b)
	at := bytes.Index(b, []byte{0xff, markerSOF0})
	b[at+1] = kind
	binary.BigEndian.PutUint16(b[at+5:], h)
	binary.BigEndian.PutUint16(b[at+7:], w)
	return b
}

// with returns b with other bytes from at on.
func with(b []byte, at int, other ...byte) []byte {
	b = slices.Clone(b)
	copy(b[at:], other)
	return b
}

// oriented puts an Exif orientation into a JPEG.
func oriented(b []byte, o orientation) []byte {
	exif := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x00\x00\x00")
	exif[len(exif)-3] = byte(o)
	segment := append([]byte{0xff, markerAPP1, 0, byte(len(exif) + 2)}, exif...)
	return slices.Concat(b[:2], segment, b[2:])
}

type hostile struct {
	name string
	data []byte
	want error
}

// corpus is what strangers send.
func corpus() []hostile {
	photo, lossless, plane := asJPEG(gradient(64, 48)), asWebP(1), asWebP(2)
	return []hostile{
		{"nothing", nil, ErrFormat},
		{"one byte", []byte{0xff}, ErrFormat},
		{"text", []byte("<svg onload=alert(1)>"), ErrFormat},
		{"RIFF of something else", []byte("RIFF\x10\x00\x00\x00WAVEfmt "), ErrFormat},
		{"head of a JPEG", photo[:3], ErrBroken},
		{"head of a PNG", asPNG(gradient(4, 4))[:8], ErrBroken},
		{"head of a GIF", []byte("GIF89a"), ErrBroken},
		{"head of a WebP", lossless[:20], ErrBroken},
		{"truncated JPEG", photo[:len(photo)/2], ErrBroken},
		{"PNG of 3.6 gigapixels", rawPNG(60_000, 60_000, 8, 6, 0, 9), ErrTooLarge},
		{"PNG one pixel too wide", rawPNG(MaxPixels+1, 1, 1, 0, 0, 9), ErrTooLarge},
		{"PNG with 16 bits", rawPNG(6000, 6000, 16, 6, 0, 9), ErrTooLarge},
		{"interlaced PNG", rawPNG(6000, 6000, 8, 6, 1, 9), ErrTooLarge},
		{"PNG without pixels", rawPNG(5000, 5000, 8, 6, 0, 0), ErrBroken},
		{"PNG of no width", rawPNG(0, 10, 8, 6, 0, 9), ErrBroken},
		{"interlaced PNG without pixels", rawPNG(3000, 3000, 8, 6, 1, 100), ErrBroken},
		{"JPEG of 4 gigapixels", reframed(photo, markerSOF0, 65535, 65535), ErrTooLarge},
		{"JPEG that ends early", reframed(photo, markerSOF0, 5000, 5000), ErrBroken},
		{"progressive JPEG", reframed(photo, markerSOF2, 6000, 6000), ErrTooLarge},
		{"JPEG of no height", reframed(photo, markerSOF0, 10, 0), ErrBroken},
		{"GIF of 4 gigapixels", with(asGIF(gradient(4, 4)), 6, 0xff, 0xff, 0xff, 0xff), ErrTooLarge},
		{"GIF with a larger frame", with(asGIF(gradient(4, 4)), 6, 2, 0, 2, 0), ErrBroken},
		{"WebP chunk of 2 GB", with(with(asWebP(0), 4, 0xfe, 0xff, 0xff, 0xff), 16, 0xff, 0xff, 0xff, 0x7f), ErrBroken},
		{"WebP of 268 megapixels", with(lossless, 21, 0xff, 0xff, 0xff, 0x0f), ErrTooLarge},
		{"WebP with a larger frame", with(plane, 24, 9, 0, 0, 9, 0, 0), ErrBroken},
		{"WebP canvas of 16 million", with(plane, 24, 0xff, 0xff, 0xff, 0, 0, 0), ErrBroken},
	}
}
