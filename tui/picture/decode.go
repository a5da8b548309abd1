// Package picture turns image files into something that cells can show: half
// blocks in colour, or the placeholders of kitty's graphics protocol.
//
// The files come from strangers. A broken or hostile one is an error, and what
// a picture takes to decode is bounded by its header before decoding begins.
// The package must not write to a terminal, find files, lay out a transcript or
// keep global state. A process has one Decoder; each screen has a Cache.
package picture

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // the formats that image.Decode knows
	_ "image/jpeg"
	_ "image/png"
	"io"
	"runtime"
	"time"

	_ "golang.org/x/image/webp"
	"golang.org/x/sync/semaphore"

	"tgdesk/core/crash"
)

// What a Decoder takes on.
const (
	MaxPixels = 40_000_000 // width × height
	MaxFile   = 64 << 20   // bytes of the file

	maxMemory     = 240 << 20 // bytes that decoding may allocate, in all screens together
	decodeTimeout = 20 * time.Second
)

// Errors of Decode. ErrTooLarge is about pixels and bytes alike.
var (
	ErrFormat   = errors.New("not a picture that can be shown")
	ErrBroken   = errors.New("the picture is broken")
	ErrTooLarge = errors.New("the picture is too large to show")
)

// Image is a picture, upright and scaled down. It is never changed.
type Image struct {
	Width, Height int // of the file, in pixels, as it is meant to be seen
	pix           *image.RGBA
}

// Decoder decodes pictures for all screens of one process and keeps them,
// together, within the memory that one picture may take. Its methods are safe
// to call from any goroutine.
type Decoder struct{ memory *semaphore.Weighted }

// NewDecoder returns a Decoder; a process needs one.
func NewDecoder() *Decoder { return &Decoder{semaphore.NewWeighted(maxMemory)} }

// Decode reads a JPEG, PNG, GIF (its first frame) or WebP from the start of r
// and scales it down, never up, to fit into width × height pixels.
//
// At most two pictures are decoded at a time, and a very large one alone.
// Decode waits for its turn until ctx ends; when ctx ends later, it stops at
// the next read.
func (d *Decoder) Decode(ctx context.Context, r io.ReadSeeker, width, height int) (*Image, error) {
	h, err := readHeader(ctx, r)
	if err != nil {
		return nil, err
	}
	weight := max(h.memory, maxMemory/2)
	if err := d.memory.Acquire(ctx, weight); err != nil {
		return nil, fmt.Errorf("waiting to decode a picture: %w", err)
	}
	defer d.memory.Release(weight)
	ctx, cancel := context.WithTimeout(ctx, decodeTimeout)
	defer cancel()
	img, err := decode(ctx, r, h.orientation, width, height)
	if h.memory >= 32<<20 {
		// Free it now: at the collector's own pace, the next large picture
		// would be decoded beside this one.
		runtime.GC()
	}
	return img, err
}

func decode(ctx context.Context, r io.ReadSeeker, o orientation, width, height int) (*Image, error) {
	var full image.Image
	err := read(ctx, r, func(in io.Reader) (err error) {
		full, _, err = image.Decode(in)
		return err
	})
	if err != nil {
		return nil, err
	}
	b := full.Bounds()
	if b.Empty() || b.Dx()*b.Dy() > MaxPixels {
		return nil, fmt.Errorf("%w: its size is not the one in its header", ErrBroken)
	}
	img := &Image{Width: b.Dx(), Height: b.Dy()}
	if o.sideways() {
		img.Width, img.Height, width, height = b.Dy(), b.Dx(), height, width
	}
	w, h := fit(b.Dx(), b.Dy(), max(width, 1), max(height, 1))
	img.pix = o.apply(scale(full, w, h))
	return img, nil
}

// header is what is known of a picture before it is decoded.
type header struct {
	memory      int64 // bytes that decoding allocates, at most
	orientation orientation
}

// readHeader refuses what should not even be tried: the dimensions that a file
// claims decide how much its decoder allocates.
func readHeader(ctx context.Context, r io.ReadSeeker) (h header, err error) {
	size, err := r.Seek(0, io.SeekEnd)
	switch {
	case err != nil:
		return header{}, fmt.Errorf("reading a picture: %w", err)
	case size > MaxFile:
		return header{}, fmt.Errorf("%w: a file of %d bytes", ErrTooLarge, size)
	}
	var c image.Config
	var format string
	err = read(ctx, r, func(in io.Reader) (err error) {
		c, format, err = image.DecodeConfig(in)
		return err
	})
	switch {
	case err != nil:
		return header{}, err
	case c.Width <= 0 || c.Height <= 0:
		return header{}, fmt.Errorf("%w: %d × %d pixels", ErrBroken, c.Width, c.Height)
	case c.Width > MaxPixels/c.Height:
		return header{}, fmt.Errorf("%w: %d × %d pixels", ErrTooLarge, c.Width, c.Height)
	}
	progressive := false
	switch format {
	case "jpeg":
		err = read(ctx, r, func(in io.Reader) (err error) {
			h.orientation, progressive, err = readJPEGHeader(in)
			return err
		})
	case "webp":
		err = read(ctx, r, func(in io.Reader) error { return checkRIFFLength(in, size) })
	}
	if err != nil {
		return header{}, err
	}
	h.memory = bytesPerPixel(format, c.ColorModel, progressive) * int64(c.Width) * int64(c.Height)
	if format == "webp" {
		// Huffman trees: 256 bytes for each byte of them, up to 2600 groups.
		h.memory += min(256*size, 130<<20)
	}
	if h.memory > maxMemory {
		return header{}, fmt.Errorf("%w: %d × %d pixels would take %d MB", ErrTooLarge, c.Width, c.Height, h.memory>>20)
	}
	return h, nil
}

// bytesPerPixel returns what each decoder allocates in the worst case that the
// header leaves open (Go 1.26, golang.org/x/image v0.47).
func bytesPerPixel(format string, m color.Model, progressive bool) int64 {
	switch format {
	case "jpeg":
		components := int64(3)
		switch m {
		case color.GrayModel:
			components = 1
		case color.CMYKModel:
			components = 4
		}
		n := components + 4 // its samples, and once more converted from CMYK or RGB
		if progressive {
			n += 4 * components // coefficients
		}
		return n
	case "png": // twice when interlaced
		switch m {
		case color.NRGBA64Model, color.RGBA64Model, color.Gray16Model:
			return 16
		case color.NRGBAModel, color.RGBAModel:
			return 8
		}
		return 2
	case "gif": // an index, twice when interlaced
		return 2
	}
	return 11 // WebP: 8 lossless or alpha with its transforms, 3 lossy
}

// checkRIFFLength refuses a WebP that claims to be longer than its file: its
// decoder allocates what a chunk claims, up to that length.
func checkRIFFLength(in io.Reader, size int64) error {
	var b [8]byte
	if _, err := io.ReadFull(in, b[:]); err != nil {
		return err
	}
	if 8+int64(binary.LittleEndian.Uint32(b[4:])) > size {
		return fmt.Errorf("%w: it ends early", ErrBroken)
	}
	return nil
}

// read runs f on the file from its start, and makes its error one of ours.
// Decoders of untrusted bytes have had panics in them, so one is taken for a
// broken picture.
func read(ctx context.Context, r io.ReadSeeker, f func(io.Reader) error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%w: the decoder panicked: %s", ErrBroken, crash.Cause(v))
		}
	}()
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("reading a picture: %w", err)
	}
	src := &source{ctx: ctx, r: io.LimitReader(r, MaxFile)}
	err = f(src)
	switch {
	case err == nil, errors.Is(err, ErrBroken):
		return err
	case ctx.Err() != nil:
		return fmt.Errorf("decoding a picture: %w", ctx.Err())
	case src.err != nil: // image.Decode calls it an unknown format
		return fmt.Errorf("%w: %w", ErrBroken, src.err)
	case errors.Is(err, image.ErrFormat):
		return ErrFormat
	}
	return fmt.Errorf("%w: %w", ErrBroken, err)
}

// source is a file that ends with ctx. It gives few bytes at a time, because
// each few bytes of a progressive JPEG can be a pass over the whole picture.
type source struct {
	ctx context.Context
	r   io.Reader
	err error // other than the end of the file
}

func (s *source) Read(p []byte) (n int, err error) {
	if err = s.ctx.Err(); err == nil {
		n, err = s.r.Read(p[:min(len(p), 512)])
	}
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}
