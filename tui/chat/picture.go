package chat

import (
	"context"
	"io"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"tgdesk/core"
	"tgdesk/tui/picture"
	"tgdesk/tui/session"
	"tgdesk/tui/term"
)

// Pictures draws the picture of a message as rows of cells. Rows is called on
// the screen's goroutine for visible pictures only, and must return at once:
// painted text, at most h rows, w cells wide. ready is false while the picture
// is not decoded yet. A picture that cannot be shown is ready without rows.
type Pictures interface {
	Rows(of PictureSource, w, h int) (rows []string, ready bool)
}

// PictureSource is what is drawn of a message: its file, or the file's
// thumbnail.
type PictureSource struct {
	Message core.MessageID
	File    core.File
	Thumb   bool
}

// version tells a file from what it was before it was fetched again: it may be
// whole then where it was broken.
type version struct {
	file string
	at   time.Time
}

func (s PictureSource) version() version { return version{s.File.UniqueID, s.File.ChangedAt} }

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
	jobs  []tea.Cmd // asked for by the last frame
}

// CanShowPictures reports whether the terminal shows pictures at all.
func (c *Chat) CanShowPictures() bool { return c.pictures.cache != nil }

// TogglePictures shows pictures or leaves them out, and reports whether they show
// now.
func (c *Chat) TogglePictures() bool {
	c.pictures.on = !c.pictures.on
	if !c.pictures.on {
		c.pictures.cache.Clear()
	}
	return c.pictures.on
}

// Jobs returns the command that makes the pictures that the last frame lacked.
func (c *Chat) Jobs() tea.Cmd {
	jobs := c.pictures.jobs
	c.pictures.jobs = nil
	return tea.Batch(jobs...)
}

// Rows implements Pictures.
func (p *pictures) Rows(of PictureSource, w, h int) ([]string, bool) {
	key := picture.Key{
		File: of.File.UniqueID, Version: of.File.ChangedAt.UnixMilli(),
		Cols: w, Rows: h, Mode: p.mode, Profile: p.s.Theme.Profile(),
	}
	got, job := p.cache.Need(key, func(ctx context.Context) (io.ReadSeekCloser, error) {
		if of.Thumb {
			return p.s.Desk.OpenThumb(ctx, p.s.Me, of.Message)
		}
		return p.s.Desk.OpenFile(ctx, p.s.Me, of.Message)
	})
	if job != nil {
		p.jobs = append(p.jobs, p.s.Read(func(ctx context.Context) tea.Msg {
			result := job(ctx)
			return session.ThenMsg(func() tea.Cmd { p.put(result); return nil })
		}))
	}
	if got == nil {
		return nil, false
	}
	return got.Lines, true
}

// put takes a picture that was decoded. The frame after it shows it.
func (p *pictures) put(r picture.Result) {
	p.cache.Put(r)
	if !p.on {
		p.cache.Clear()
	}
}

// pictureOf returns what is on the desk's disk to draw of a message: the file
// itself if it is a picture, else its thumbnail.
func pictureOf(m *core.Message) (PictureSource, bool) {
	a := m.Attachment
	switch {
	case a == nil || a.Kind == core.KindAudio:
		return PictureSource{}, false
	case a.File.Ready() && drawable(a):
		return PictureSource{m.ID, a.File, false}, true
	case a.Thumb.Ready():
		return PictureSource{m.ID, a.Thumb, true}, true
	}
	return PictureSource{}, false
}

// drawable reports whether the file itself is a still picture.
func drawable(a *core.Attachment) bool {
	switch a.Kind {
	case core.KindPhoto:
		return true
	case core.KindLivePhoto: // a video, unless Telegram gave only its still picture
		return a.MIME == ""
	case core.KindSticker:
		return a.MIME != "application/x-tgsticker" && a.MIME != "video/webm"
	case core.KindDocument:
		return strings.HasPrefix(a.MIME, "image/") && a.Width > 0
	}
	return false
}

// The most cells that a picture takes.
const (
	pictureW = 48
	pictureH = 14
)

// pictureBox is the space that an item reserves for its picture, in lines of its
// body and in cells. It does not depend on the decoded picture, so that
// nothing moves when that comes. Only one that cannot be shown gives the space
// back.
type pictureBox struct{ line, w, h int }

// pictureBroken reports whether the item's picture is known to be none.
func (t *Transcript) pictureBroken(it *item) bool {
	of, ok := pictureOf(&it.m)
	return ok && t.brokenPictures[of.version()]
}

// pictureSize returns the space for the item's picture; no rows if it has
// none. A cell is about twice as high as wide.
func (t *Transcript) pictureSize(it *item, inner int) pictureBox {
	a := it.m.Attachment
	switch _, ok := pictureOf(&it.m); {
	case !ok, t.o.Pictures == nil, inner < 8:
		return pictureBox{}
	case t.pictureBroken(it):
		return pictureBox{w: min(inner, pictureW), h: 1}
	}
	w, h := a.Width, a.Height
	if w <= 0 || h <= 0 { // a document has no size, but its thumbnail has
		w, h = a.ThumbWidth, a.ThumbHeight
	}
	if w <= 0 || h <= 0 {
		w, h = pictureW, pictureW
	}
	most := pictureW
	if a.Kind == core.KindSticker {
		most = pictureW / 3
	}
	cellsW := min(inner, most, w) // never enlarged
	cellsH := (cellsW*h + w) / (2 * w)
	if cellsH > pictureH {
		cellsH = pictureH
		cellsW = min(cellsW, 2*cellsH*w/h)
	}
	return pictureBox{w: max(cellsW, 2), h: max(cellsH, 1)}
}

// drawPicture draws the picture into its reserved lines of the item's body.
func (t *Transcript) drawPicture(it *item, rows []term.Row) {
	p := newLines(t.w)
	room := rows[it.pic.line : it.pic.line+it.pic.h]
	if it.m.Attachment.Spoiler && it.m.ID != t.selected {
		for i := range room {
			room[i] = term.Row{{X: p.indent, W: it.pic.w, Text: t.o.Theme.Spoiler.Paint(strings.Repeat("░", it.pic.w))}}
		}
		return
	}
	of, _ := pictureOf(&it.m) // there is one, because space is reserved
	drawn, ready := t.o.Pictures.Rows(of, it.pic.w, it.pic.h)
	if len(drawn) == 0 {
		label := t.o.Locale.Screen("picture_coming")
		if ready {
			label = t.o.Locale.Screen("picture_bad")
		}
		if v := of.version(); ready && !t.brokenPictures[v] {
			t.newlyBroken = append(t.newlyBroken, v)
		}
		p.add(label, t.o.Theme.Dim)
		room[0] = p.rows[0]
		return
	}
	for i := range min(len(drawn), len(room)) {
		s := ansi.Truncate(drawn[i], it.pic.w, "")
		room[i] = term.Row{{X: p.indent, W: ansi.StringWidth(s), Text: s}}
	}
}
