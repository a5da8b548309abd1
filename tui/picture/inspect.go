package picture

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"tgdesk/core/crash"
)

type format uint8

const (
	formatJPEG format = iota + 1
	formatPNG
	formatGIF
	formatWebP
)

// header is what is known of a picture before it is decoded.
type header struct {
	format        format
	width, height int
	memory        int64 // bytes that decoding allocates, at most
	turn          turn
}

// inspect reads headers only and refuses what Decode should not begin.
func inspect(ctx context.Context, r io.ReadSeeker) (h header, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%w: its header: %s", ErrBroken, crash.Cause(v))
		}
	}()
	size, err := r.Seek(0, io.SeekEnd)
	switch {
	case err != nil:
		return header{}, fmt.Errorf("reading a picture: %w", err)
	case size > MaxFile:
		return header{}, fmt.Errorf("%w: a file of %d bytes", ErrTooLarge, size)
	}
	if h.format, err = sniff(ctx, r); err != nil {
		return header{}, err
	}
	if err := h.measure(ctx, r); err != nil {
		return header{}, err
	}
	if err := h.weigh(ctx, r, size); err != nil {
		return header{}, broken(ctx, err)
	}
	if h.memory > maxMemory {
		return header{}, fmt.Errorf("%w: %d × %d pixels would take %d MB", ErrTooLarge, h.width, h.height, h.memory>>20)
	}
	return h, nil
}

func sniff(ctx context.Context, r io.ReadSeeker) (format, error) {
	src, err := rewind(ctx, r)
	if err != nil {
		return 0, err
	}
	var head [16]byte
	n, err := io.ReadFull(src, head[:])
	switch b := head[:n]; {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return formatJPEG, nil
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return formatPNG, nil
	case bytes.HasPrefix(b, []byte("GIF8")):
		return formatGIF, nil
	case bytes.HasPrefix(b, []byte("RIFF")) && bytes.HasPrefix(b[8:], []byte("WEBPVP8")):
		return formatWebP, nil
	case err == io.EOF || err == io.ErrUnexpectedEOF || err == nil:
		return 0, ErrFormat
	}
	return 0, broken(ctx, err)
}

// measure fills in the dimensions, as the decoder itself reads them.
func (h *header) measure(ctx context.Context, r io.ReadSeeker) error {
	src, err := rewind(ctx, r)
	if err != nil {
		return err
	}
	var c image.Config
	switch h.format {
	case formatJPEG:
		c, err = jpeg.DecodeConfig(src)
	case formatPNG:
		c, err = png.DecodeConfig(src)
	case formatGIF:
		c, err = gif.DecodeConfig(src)
	default:
		c, err = webp.DecodeConfig(src)
	}
	h.width, h.height = c.Width, c.Height
	switch {
	case err != nil:
		return broken(ctx, err)
	case h.width <= 0 || h.height <= 0:
		return fmt.Errorf("%w: %d × %d pixels", ErrBroken, h.width, h.height)
	case h.width > MaxPixels/h.height:
		return fmt.Errorf("%w: %d × %d pixels", ErrTooLarge, h.width, h.height)
	}
	return nil
}

// weigh works out memory, from how each decoder allocates (Go 1.26,
// golang.org/x/image v0.47).
func (h *header) weigh(ctx context.Context, r io.ReadSeeker, size int64) error {
	src, err := rewind(ctx, r)
	if err != nil {
		return err
	}
	in := bufio.NewReader(src)
	pixels := int64(h.width) * int64(h.height)
	switch h.format {
	case formatJPEG:
		return h.weighJPEG(in)
	case formatPNG:
		return h.weighPNG(in)
	case formatGIF: // one byte a pixel, and once more when interlaced
		h.memory = 2 * pixels
		return nil
	}
	return h.weighWebP(in, size)
}

// weighPNG reads the header chunk, which must be the first one (PNG §5.6).
func (h *header) weighPNG(in io.Reader) error {
	var b [29]byte // signature, length, "IHDR", width, height, depth, colour, …, interlace
	if _, err := io.ReadFull(in, b[:]); err != nil {
		return err
	}
	depth, colour, interlaced := b[24], b[25], b[28] != 0
	each := int64(4)
	switch {
	case depth == 16:
		each = 8
	case colour == 3:
		each = 1
	}
	h.memory = each * int64(h.width) * int64(h.height)
	if interlaced { // seven part pictures that add up to another one
		h.memory *= 2
	}
	return nil
}

// lead is the start of a RIFF chunk: name and length.
func lead(in io.Reader) (name string, length int64, err error) {
	var b [8]byte
	if _, err := io.ReadFull(in, b[:]); err != nil {
		return "", 0, err
	}
	return string(b[:4]), int64(binary.LittleEndian.Uint32(b[4:])), nil
}

// weighWebP walks the chunks up to the one with the picture. A chunk that
// tells more than the file has is refused here, for the decoder allocates what
// it tells.
func (h *header) weighWebP(in *bufio.Reader, size int64) error {
	if _, err := in.Discard(12); err != nil {
		return err
	}
	pixels := int64(h.width) * int64(h.height)
	// A lossless picture, or plane of alpha, twice with its transforms, and
	// Huffman trees: 256 bytes for each byte of them, up to 2600 groups.
	lossless := 8*pixels + min(256*size, 130<<20)
	for at := int64(12); ; {
		name, length, err := lead(in)
		switch at += 8 + length; {
		case err != nil:
			return err
		case at > size:
			return fmt.Errorf("%w: it ends early", ErrBroken)
		}
		switch name {
		case "VP8L":
			h.memory += lossless
			return nil
		case "VP8 ":
			h.memory += 2*pixels + length
			return nil
		case "ALPH":
			h.memory += lossless + pixels
		}
		if _, err := in.Discard(int(length + length&1)); err != nil {
			return err
		}
		at += length & 1
	}
}
