// Package picture turns image files into something that cells can show: half
// blocks in colour, or the placeholders of kitty's graphics protocol.
//
// The files come from strangers. A broken or hostile one is an error: what a
// picture would take to decode is worked out from its headers first, and one
// that would take too much is not begun. The package must not write to a
// terminal, find files, lay out a transcript or keep state of its own; a Cache
// belongs to one screen.
package picture

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"tgdesk/core/crash"
)

// What Decode takes on.
const (
	MaxPixels = 40_000_000 // width × height
	MaxFile   = 64 << 20   // bytes of the file

	maxMemory = 200 << 20 // bytes that decoding may allocate
	// maxSamples bounds what a JPEG makes us compute, as samples × scans: a
	// few bytes a scan can each have the whole picture gone over again.
	maxSamples = 1_200_000_000
)

// Errors of Decode. ErrTooLarge is about pixels, bytes and work alike.
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

// Decode reads a JPEG, PNG, GIF (its first frame) or WebP from the start of r
// and scales it down, never up, to fit into width × height pixels. When ctx
// ends, it stops at the next read.
func Decode(ctx context.Context, r io.ReadSeeker, width, height int) (*Image, error) {
	h, err := inspect(ctx, r)
	if err != nil {
		return nil, err
	}
	return h.decode(ctx, r, width, height)
}

// decode decodes what inspect has found bearable.
func (h header) decode(ctx context.Context, r io.ReadSeeker, width, height int) (*Image, error) {
	big, err := h.pixels(ctx, r)
	if err != nil {
		return nil, err
	}
	b := big.Bounds()
	if b.Empty() || b.Dx()*b.Dy() > MaxPixels {
		return nil, fmt.Errorf("%w: it has no area, or not the one it tells", ErrBroken)
	}
	if h.turn.sideways() {
		width, height = height, width
	}
	w, l := fit(b.Dx(), b.Dy(), max(width, 1), max(height, 1))
	img := &Image{Width: b.Dx(), Height: b.Dy(), pix: h.turn.apply(scale(big, w, l))}
	if h.turn.sideways() {
		img.Width, img.Height = img.Height, img.Width
	}
	return img, nil
}

// pixels runs the format's decoder. Decoders of untrusted bytes have had
// panics in them, so one is taken for a broken picture.
func (h header) pixels(ctx context.Context, r io.ReadSeeker) (img image.Image, err error) {
	defer func() {
		if v := recover(); v != nil {
			img, err = nil, fmt.Errorf("%w: the decoder gave up: %s", ErrBroken, crash.Cause(v))
		}
	}()
	src, err := rewind(ctx, r)
	if err != nil {
		return nil, err
	}
	switch h.format {
	case formatJPEG:
		img, err = jpeg.Decode(src)
	case formatPNG:
		img, err = png.Decode(src)
	case formatGIF:
		img, err = gif.Decode(src)
	default:
		img, err = webp.Decode(src)
	}
	return img, broken(ctx, err)
}

// broken says of a decoder's error what it means here.
func broken(ctx context.Context, err error) error {
	switch {
	case err == nil, errors.Is(err, ErrBroken), errors.Is(err, ErrTooLarge), errors.Is(err, ErrFormat):
		return err
	case ctx.Err() != nil:
		return fmt.Errorf("decoding a picture: %w", ctx.Err())
	}
	return fmt.Errorf("%w: %w", ErrBroken, err)
}

// source reads a file up to MaxFile, as long as ctx lasts.
type source struct {
	ctx context.Context
	r   io.Reader
}

func (s source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}

func rewind(ctx context.Context, r io.ReadSeeker) (io.Reader, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("reading a picture: %w", err)
	}
	return source{ctx, io.LimitReader(r, MaxFile)}, nil
}
