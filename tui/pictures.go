package tui

import (
	"context"
	"io"
	"os"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/tui/chat"
	"tgdesk/tui/picture"
)

// pictures joins the cache of pictures to the transcript. What is not decoded
// yet is decoded by an effect; when it comes, the frame is drawn again.
type pictures struct {
	m     *Model
	cache *picture.Cache
	mode  picture.Mode
	on    bool
	seen  map[string]int64 // the version in which each file was last asked for
}

// maxSeen is how many files a screen remembers the versions of.
const maxSeen = 4096

func newPictures(m *Model) *pictures {
	p := &pictures{m: m, mode: m.o.Pictures, seen: map[string]int64{}}
	if p.mode != picture.None {
		p.cache, p.on = picture.NewCache(m.o.Decoder, m.o.Terminal, picture.DefaultLimit), !m.o.PicturesOff
	}
	return p
}

// shown is what the transcript draws with; nil when pictures are off.
func (p *pictures) shown() chat.Pictures {
	if !p.on {
		return nil
	}
	return p
}

func (p *pictures) clear() {
	p.cache.Clear()
	clear(p.seen)
}

// Rows implements transcript.Pictures.
func (p *pictures) Rows(of chat.PictureSource, w, h int) ([]string, bool) {
	version := p.renew(of.File)
	key := picture.Key{File: of.File.UniqueID, Version: version, Cols: w, Rows: h, Mode: p.mode, Profile: p.m.o.Theme.Profile()}
	got, job := p.cache.Need(key, opener(p.m.o.Desk, of))
	if job != nil {
		p.m.queue(func(ctx context.Context) any { return drawnPicture{job(ctx)} })
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
func opener(desk *desk.Desk, of chat.PictureSource) picture.Opener {
	return func(ctx context.Context) (io.ReadSeekCloser, error) {
		var f *os.File
		var err error
		if of.Thumb {
			f, err = desk.OpenThumb(ctx, of.Message)
		} else {
			f, _, err = desk.OpenFile(ctx, of.Message)
		}
		if err != nil {
			return nil, err
		}
		return f, nil
	}
}

// drawnPicture is a picture that was decoded. The frame after it shows it.
type drawnPicture struct{ result picture.Result }

func (r drawnPicture) apply(m *Model) {
	if m.pictures.cache != nil {
		m.pictures.cache.Put(r.result)
		if !m.pictures.on {
			m.pictures.clear()
		}
	}
}
