package tui

import (
	"context"
	"io"

	"tgdesk/core"
	"tgdesk/tui/picture"
	"tgdesk/tui/transcript"
)

// pictures joins the cache of pictures to the transcript. What is not decoded
// yet is decoded by an effect; when it comes, the frame is drawn again.
type pictures struct {
	m     *Model
	cache *picture.Cache
	mode  picture.Mode
	on    bool
}

func newPictures(m *Model) *pictures {
	p := &pictures{m: m, mode: m.o.Pictures}
	if p.mode != picture.None {
		p.cache, p.on = picture.NewCache(picture.NewDecoder(), m.o.Terminal, picture.DefaultLimit), true
	}
	return p
}

// shown is what the transcript draws with; nil when pictures are off.
func (p *pictures) shown() transcript.Pictures {
	if !p.on {
		return nil
	}
	return p
}

func (p *pictures) clear() { p.cache.Clear() }

// Rows implements transcript.Pictures.
func (p *pictures) Rows(id core.MessageID, unique string, w, h int) ([]string, bool) {
	key := picture.Key{File: unique, Cols: w, Rows: h, Mode: p.mode, Profile: p.m.o.Theme.Profile()}
	desk := p.m.o.Desk
	got, job := p.cache.Need(key, func(ctx context.Context) (io.ReadSeekCloser, error) {
		f, _, err := desk.OpenFile(ctx, id)
		if err != nil {
			return nil, err
		}
		return f, nil
	})
	if job != nil {
		p.m.queue(func(ctx context.Context) any { return drawnPicture{job(ctx)} })
	}
	if got == nil {
		return nil, false
	}
	return got.Lines, true
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
