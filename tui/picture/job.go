package picture

import (
	"context"
	"errors"
	"fmt"
	"io"

	"tgdesk/core/crash"
)

// Opener opens the file of a picture, for reading from the start.
type Opener func(ctx context.Context) (io.ReadSeekCloser, error)

// Job makes a rendering. It may take a second and must not run on the screen's
// goroutine. It never panics.
type Job func(ctx context.Context) Result

// Result is what a Job brings to Cache.Put.
type Result struct {
	key     Key
	picture *Picture // nil when the context ended first
}

// Key tells what the result is of.
func (r Result) Key() Key { return r.key }

// work is what a job needs to know.
type work struct {
	key     Key
	id      uint32
	open    Opener
	decoder *Decoder
}

func (w work) run(ctx context.Context) Result {
	p, err := w.render(ctx)
	switch {
	case err == nil:
		return Result{w.key, p}
	case ctx.Err() != nil:
		return Result{w.key, nil}
	}
	return Result{w.key, &Picture{Err: err}}
}

func (w work) render(ctx context.Context) (p *Picture, err error) {
	defer func() {
		if v := recover(); v != nil {
			p, err = nil, fmt.Errorf("making a picture: %s", crash.Cause(v))
		}
	}()
	img, err := w.image(ctx)
	if err != nil {
		return nil, err
	}
	p = &Picture{Width: img.Width, Height: img.Height}
	if w.key.Mode == Kitty {
		p.Cols, p.Rows = Fit(Kitty, img.Width, img.Height, w.key.Cols, w.key.Rows)
		p.Lines, p.id = Placeholders(w.id, p.Cols, p.Rows), w.id
		p.png, err = img.encode()
		return p, err
	}
	p.Lines = HalfBlocks(img, w.key.Cols, w.key.Rows, w.key.Profile)
	if p.Lines == nil {
		return nil, ErrNoPictures
	}
	p.Cols, p.Rows = img.pix.Rect.Dx(), len(p.Lines)
	return p, nil
}

func (w work) image(ctx context.Context) (img *Image, err error) {
	f, err := w.open(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening a picture: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	width, height := box(w.key.Mode, w.key.Cols, w.key.Rows)
	return w.decoder.Decode(ctx, f, width, height)
}
