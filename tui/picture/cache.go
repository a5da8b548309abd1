package picture

import (
	"container/list"
	"errors"

	"tgdesk/tui/theme"
)

// DefaultLimit is a limit for NewCache: more than the pictures of one screen
// of 200 × 60 cells can take. With less than what is on the screen, each frame
// would decode again what the one before it threw out.
const DefaultLimit = 16 << 20

// maxJobs is how many pictures of one screen are decoded at a time.
const maxJobs = 2

// ErrNoPictures says that the terminal shows none, or the box is of no size.
var ErrNoPictures = errors.New("no pictures can be shown here")

// Key names one rendering of one file.
type Key struct {
	File       string // unique name of the content, as Telegram's file_unique_id
	Version    int64  // of the file; a job for an older one does no harm
	Cols, Rows int    // the box in cells
	Mode       Mode
	Profile    theme.Profile
}

// Picture is a rendering. It must not be changed.
type Picture struct {
	Cols, Rows    int      // cells taken; never more than the box
	Width, Height int      // of the file, in pixels
	Lines         []string // Rows of them, Cols wide each; may be shown as they are
	Err           error    // why there is none and will be none

	id  uint32 // Kitty only
	png []byte
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
	entries  map[Key]*list.Element // of *entry
	recent   list.List             // used last in front
	inFlight map[Key]bool
	lastID   uint32
}

// entry is one rendering in the list of recent ones.
type entry struct {
	key     Key
	picture *Picture
}

// NewCache returns a cache of at most limit bytes. terminal may be nil when
// Kitty is not asked for.
func NewCache(d *Decoder, terminal Terminal, limit int) *Cache {
	return &Cache{
		decoder: d, terminal: terminal, limit: limit,
		entries: map[Key]*list.Element{}, inFlight: map[Key]bool{}, lastID: firstID - 1,
	}
}

// Need returns the rendering if it is there. If it is not, it returns nil and,
// when there is a free place, a job that makes it: run the job on a goroutine
// of its own and bring its Result to Put, always. Ask for what is visible only,
// and again after each Put: what scrolled away meanwhile is never decoded.
func (c *Cache) Need(k Key, open Opener) (*Picture, Job) {
	if e, ok := c.entries[k]; ok {
		c.recent.MoveToFront(e)
		return e.Value.(*entry).picture, nil
	}
	if w, h := box(k.Mode, k.Cols, k.Rows); w <= 0 || h <= 0 || k.Mode == Kitty && c.terminal == nil {
		return &Picture{Err: ErrNoPictures}, nil
	}
	if c.inFlight[k] || len(c.inFlight) >= maxJobs {
		return nil, nil
	}
	c.inFlight[k] = true
	j := job{key: k, open: open, decoder: c.decoder}
	if k.Mode == Kitty {
		j.id = c.nextID()
	}
	return nil, j.run
}

// nextID returns an id that the screen has not used for a long time.
func (c *Cache) nextID() uint32 {
	if c.lastID++; c.lastID > lastID {
		c.lastID = firstID
	}
	return c.lastID
}

// Put takes a job's result and reports whether there is something new to draw.
// A job that was ended by its context leaves nothing behind.
func (c *Cache) Put(r Result) bool {
	delete(c.inFlight, r.key)
	if r.picture == nil || c.entries[r.key] != nil {
		return false
	}
	p := r.picture
	if p.id != 0 {
		if err := c.terminal.Picture(p.id, p.png, p.Cols, p.Rows); err != nil {
			p = &Picture{Width: p.Width, Height: p.Height, Err: err}
		}
	}
	c.entries[r.key] = c.recent.PushFront(&entry{r.key, p})
	c.size += p.bytes()
	for c.size > c.limit && c.recent.Len() > 1 {
		c.drop(c.recent.Back())
	}
	return true
}

// Forget drops the renderings of a file, failed ones too: after the file came,
// changed or went.
func (c *Cache) Forget(file string) {
	for e := c.recent.Front(); e != nil; {
		next := e.Next()
		if e.Value.(*entry).key.File == file {
			c.drop(e)
		}
		e = next
	}
}

// Clear drops everything, as when pictures are switched off.
func (c *Cache) Clear() {
	for c.recent.Len() > 0 {
		c.drop(c.recent.Back())
	}
}

func (c *Cache) drop(e *list.Element) {
	s := c.recent.Remove(e).(*entry)
	delete(c.entries, s.key)
	c.size -= s.picture.bytes()
	if s.picture.id != 0 {
		c.terminal.DropPicture(s.picture.id)
	}
}

// bytes returns about what the rendering takes.
func (p *Picture) bytes() int {
	n := 256 + len(p.png)
	for _, line := range p.Lines {
		n += 16 + len(line)
	}
	return n
}
