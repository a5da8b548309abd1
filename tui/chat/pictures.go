package chat

import (
	"context"
	"io"
	"os"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/picture"
	"tgdesk/tui/session"
)

// PictureOptions say how pictures are shown among the messages.
type PictureOptions struct {
	Mode    picture.Mode
	Decoder *picture.Decoder // of the process; nil when Mode is None
	Off     bool             // not before the operator turns them on
}

// pictures are the pictures of one screen. What is not decoded yet is decoded by
// a command; when it comes, the frame is drawn again.
type pictures struct {
	s     *session.Session
	cache *picture.Cache // nil when the terminal shows none
	mode  picture.Mode
	on    bool
	seen  map[string]int64 // the version in which each file was last asked for
	jobs  []tea.Cmd        // asked for by the last frame
}

// pictureMsg is a picture that was decoded. The frame after it shows it.
type pictureMsg struct{ result picture.Result }

// maxSeen is how many files a screen remembers the versions of.
const maxSeen = 4096

func newPictures(s *session.Session, o PictureOptions) *pictures {
	p := &pictures{s: s, mode: o.Mode, seen: map[string]int64{}}
	if p.mode != picture.None {
		p.cache, p.on = picture.NewCache(o.Decoder, s.Terminal, picture.DefaultLimit), !o.Off
	}
	return p
}

// CanShowPictures reports whether the terminal shows pictures at all.
func (c *Chat) CanShowPictures() bool { return c.pictures.cache != nil }

// TogglePictures shows pictures, or their room empty.
func (c *Chat) TogglePictures() {
	c.pictures.on = !c.pictures.on
	if !c.pictures.on {
		c.pictures.clear()
	}
}

// Jobs returns the command that makes the pictures that the last frame lacked.
func (c *Chat) Jobs() tea.Cmd {
	jobs := c.pictures.jobs
	c.pictures.jobs = nil
	return tea.Batch(jobs...)
}

// shown is what the transcript draws with; nil when pictures are off.
func (p *pictures) shown() Pictures {
	if !p.on {
		return nil
	}
	return p
}

func (p *pictures) clear() {
	p.cache.Clear()
	clear(p.seen)
}

func (p *pictures) put(msg pictureMsg) {
	p.cache.Put(msg.result)
	if !p.on {
		p.clear()
	}
}

// Rows implements Pictures.
func (p *pictures) Rows(of PictureSource, w, h int) ([]string, bool) {
	key := picture.Key{File: of.File.UniqueID, Version: p.renew(of.File), Cols: w, Rows: h, Mode: p.mode, Profile: p.s.Theme.Profile()}
	got, job := p.cache.Need(key, opener(p.s.Desk, p.s.Operator.ID, of))
	if job != nil {
		p.jobs = append(p.jobs, p.s.Read(func(ctx context.Context) tea.Msg { return pictureMsg{job(ctx)} }))
	}
	if got == nil {
		return nil, false
	}
	return got.Lines, true
}

// renew returns the latest version of a file and forgets what was drawn of one
// before: a file that is fetched anew may be whole where the last was broken.
// Messages that were not read again since may still speak of the older one.
func (p *pictures) renew(f core.File) int64 {
	version := f.ChangedAt.UnixMilli()
	before, known := p.seen[f.UniqueID]
	switch {
	case known && before >= version:
		return before
	case known:
		p.cache.Forget(f.UniqueID)
	case len(p.seen) >= maxSeen:
		p.clear()
	}
	p.seen[f.UniqueID] = version
	return version
}

// opener opens what is to be drawn.
func opener(d *desk.Desk, op core.OperatorID, of PictureSource) picture.Opener {
	return func(ctx context.Context) (io.ReadSeekCloser, error) {
		var f *os.File
		var err error
		if of.Thumb {
			f, err = d.OpenThumb(ctx, op, of.Message)
		} else {
			f, err = d.OpenFile(ctx, op, of.Message)
		}
		if err != nil {
			return nil, err
		}
		return f, nil
	}
}
