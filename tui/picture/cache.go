package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"io"
	"slices"

	"tgdesk/core/crash"
	"tgdesk/tui/theme"
)

// Limits for NewCache: more than the pictures of one screen of 200 × 60 cells can
// take, for the only screen of a process and for one of many. With less than what is
// on the screen, each frame would decode again what the one before it threw out.
const (
	DefaultLimit = 16 << 20
	SharedLimit  = 4 << 20
)

// maxJobs is how many pictures of one screen are decoded at a time.
const maxJobs = 2

// ErrNoPictures says that the terminal shows none, or the box is of no size.
var ErrNoPictures = errors.New("no pictures can be shown here")

// Key names one rendering of one file.
type Key struct {
	File       string // unique name of the content, as Telegram's file_unique_id
	Version    int64  // of the file, which may be whole after it was broken
	Cols, Rows int    // the box in cells
	Mode       Mode
	Profile    theme.Profile
}

// Picture is a rendering. It must not be changed.
type Picture struct {
	Cols, Rows int      // cells taken; never more than the box
	Lines      []string // Rows of them, Cols wide each; may be shown as they are
	Err        error    // why there is none and will be none

	id   uint32 // Kitty only
	png  []byte // until the terminal has taken it
	kept int    // bytes of it, which the terminal keeps
}

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

// Terminal takes the pictures that Kitty's placeholders stand for; tui/term
// has one. Neither method may block.
type Terminal interface {
	Picture(id uint32, png []byte, cols, rows int) error
	DropPicture(id uint32)
}

// Cache holds the renderings of one screen, those used last. It belongs to the
// screen's goroutine; the jobs that it hands out touch nothing of it.
type Cache struct {
	decoder  *Decoder
	terminal Terminal
	limit    int // bytes
	size     int
	entries  map[Key]*Picture
	recent   []Key // used last at the end
	inFlight map[Key]bool
	lastID   uint32
}

// NewCache returns a cache of at most limit bytes. terminal may be nil when
// Kitty is not asked for.
func NewCache(d *Decoder, terminal Terminal, limit int) *Cache {
	return &Cache{
		decoder: d, terminal: terminal, limit: limit,
		entries: map[Key]*Picture{}, inFlight: map[Key]bool{}, lastID: firstID - 1,
	}
}

// Need returns the rendering if it is there. If it is not, it returns nil and,
// when there is a free place, a job that makes it: run the job on a goroutine
// of its own and bring its Result to Put, always. Ask for what is visible only,
// and again after each Put: what scrolled away meanwhile is never decoded.
func (c *Cache) Need(k Key, open Opener) (*Picture, Job) {
	if p, ok := c.entries[k]; ok {
		i := slices.Index(c.recent, k)
		c.recent = append(slices.Delete(c.recent, i, i+1), k)
		return p, nil
	}
	if w, h := box(k.Mode, k.Cols, k.Rows); w <= 0 || h <= 0 || k.Mode == Kitty && c.terminal == nil {
		return &Picture{Err: ErrNoPictures}, nil
	}
	if c.inFlight[k] || len(c.inFlight) >= maxJobs {
		return nil, nil
	}
	c.inFlight[k] = true
	id := uint32(0)
	if k.Mode == Kitty { // one that the screen has not used for a long time
		if c.lastID++; c.lastID > lastID {
			c.lastID = firstID
		}
		id = c.lastID
	}
	return nil, func(ctx context.Context) Result {
		p, err := render(ctx, c.decoder, k, id, open)
		switch {
		case err == nil:
			return Result{k, p}
		case ctx.Err() != nil:
			return Result{k, nil}
		}
		return Result{k, &Picture{Err: err}}
	}
}

// render makes a picture. It never panics.
func render(ctx context.Context, d *Decoder, k Key, id uint32, open Opener) (p *Picture, err error) {
	defer func() {
		if v := recover(); v != nil {
			p, err = nil, fmt.Errorf("making a picture: %s", crash.Cause(v))
		}
	}()
	f, err := open(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening a picture: %w", err)
	}
	width, height := box(k.Mode, k.Cols, k.Rows)
	img, err := d.Decode(ctx, f, width, height)
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	p = &Picture{}
	if k.Mode == Kitty {
		p.Cols, p.Rows = Fit(Kitty, img.Width, img.Height, k.Cols, k.Rows)
		p.Lines, p.id = Placeholders(id, p.Cols, p.Rows), id
		var b bytes.Buffer
		if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, img.pix); err != nil {
			return nil, fmt.Errorf("encoding a picture for the terminal: %w", err)
		}
		p.png, p.kept = b.Bytes(), b.Len()
		return p, nil
	}
	if p.Lines = HalfBlocks(img, k.Cols, k.Rows, k.Profile); p.Lines == nil {
		return nil, ErrNoPictures
	}
	p.Cols, p.Rows = img.pix.Rect.Dx(), len(p.Lines)
	return p, nil
}

// Put takes a job's result. A job that was ended by its context leaves nothing
// behind.
func (c *Cache) Put(r Result) {
	delete(c.inFlight, r.key)
	if r.picture == nil || c.entries[r.key] != nil {
		return
	}
	p := r.picture
	if p.id != 0 {
		if err := c.terminal.Picture(p.id, p.png, p.Cols, p.Rows); err != nil {
			p = &Picture{Err: err}
		}
		p.png = nil
	}
	c.entries[r.key], c.recent = p, append(c.recent, r.key)
	c.size += p.bytes()
	for c.size > c.limit && len(c.recent) > 1 {
		c.dropOldest()
	}
}

// Clear drops everything, as when pictures are switched off.
func (c *Cache) Clear() {
	for len(c.recent) > 0 {
		c.dropOldest()
	}
}

func (c *Cache) dropOldest() {
	k := c.recent[0]
	p := c.entries[k]
	delete(c.entries, k)
	c.recent = c.recent[1:]
	c.size -= p.bytes()
	if p.id != 0 {
		c.terminal.DropPicture(p.id)
	}
}

// bytes returns about what the rendering takes, here or in the terminal.
func (p *Picture) bytes() int {
	n := 256 + p.kept
	for _, line := range p.Lines {
		n += 16 + len(line)
	}
	return n
}
