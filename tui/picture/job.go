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

// job is what the method run, a Job, needs to know.
type job struct {
	key     Key
	id      uint32
	open    Opener
	decoder *Decoder
}

func (j job) run(ctx context.Context) Result {
	p, err := j.render(ctx)
	switch {
	case err == nil:
		return Result{j.key, p}
	case ctx.Err() != nil:
		return Result{j.key, nil}
	}
	return Result{j.key, &Picture{Err: err}}
}

func (j job) render(ctx context.Context) (p *Picture, err error) {
	defer func() {
		if v := recover(); v != nil {
			p, err = nil, fmt.Errorf("making a picture: %s", crash.Cause(v))
		}
	}()
	img, err := j.image(ctx)
	if err != nil {
		return nil, err
	}
	p = &Picture{Width: img.Width, Height: img.Height}
	if j.key.Mode == Kitty {
		p.Cols, p.Rows = Fit(Kitty, img.Width, img.Height, j.key.Cols, j.key.Rows)
		p.Lines, p.id = Placeholders(j.id, p.Cols, p.Rows), j.id
		p.png, err = img.encode()
		return p, err
	}
	p.Lines = HalfBlocks(img, j.key.Cols, j.key.Rows, j.key.Profile)
	if p.Lines == nil {
		return nil, ErrNoPictures
	}
	p.Cols, p.Rows = img.pix.Rect.Dx(), len(p.Lines)
	return p, nil
}

func (j job) image(ctx context.Context) (img *Image, err error) {
	f, err := j.open(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening a picture: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	width, height := box(j.key.Mode, j.key.Cols, j.key.Rows)
	return j.decoder.Decode(ctx, f, width, height)
}
