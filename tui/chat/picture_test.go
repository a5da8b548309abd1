package chat

import (
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/tui/term"
)

// gallery draws every picture as rows of dots and remembers what it was asked.
type gallery struct{ asked []PictureSource }

func (g *gallery) Rows(of PictureSource, w, h int) ([]string, bool) {
	g.asked = append(g.asked, of)
	row := strings.Repeat("·", w)
	rows := make([]string, h)
	for i := range rows {
		rows[i] = row
	}
	return rows, true
}

// The file is drawn if it is a picture that stands still, else its thumbnail,
// else nothing, and nothing takes room then.
func TestPictureOf(t *testing.T) {
	t.Parallel()
	ready := func(unique string) core.File { return core.File{UniqueID: unique, State: core.FileReady, Path: unique} }
	for name, c := range map[string]struct {
		a    core.Attachment
		want string
	}{
		"photo":                  {core.Attachment{Kind: core.KindPhoto, File: ready("f")}, "f"},
		"photo not there":        {core.Attachment{Kind: core.KindPhoto}, ""},
		"sticker":                {core.Attachment{Kind: core.KindSticker, MIME: "image/webp", File: ready("f"), Thumb: ready("t")}, "f"},
		"sticker not there":      {core.Attachment{Kind: core.KindSticker, MIME: "image/webp", Thumb: ready("t")}, "t"},
		"animated sticker":       {core.Attachment{Kind: core.KindSticker, MIME: "application/x-tgsticker", File: ready("f"), Thumb: ready("t")}, "t"},
		"animated without thumb": {core.Attachment{Kind: core.KindSticker, MIME: "video/webm", File: ready("f")}, ""},
		"video":                  {core.Attachment{Kind: core.KindVideo, Width: 640, Height: 480, File: ready("f"), Thumb: ready("t")}, "t"},
		"video without thumb":    {core.Attachment{Kind: core.KindVideo, File: ready("f")}, ""},
		"thumb on its way":       {core.Attachment{Kind: core.KindVideo, Thumb: core.File{UniqueID: "t", State: core.FileFetching}}, ""},
		"video note":             {core.Attachment{Kind: core.KindVideoNote, Thumb: ready("t")}, "t"},
		"animation":              {core.Attachment{Kind: core.KindAnimation, Thumb: ready("t")}, "t"},
		"document":               {core.Attachment{Kind: core.KindDocument, MIME: "application/pdf", File: ready("f"), Thumb: ready("t")}, "t"},
		"cover of a song":        {core.Attachment{Kind: core.KindAudio, Thumb: ready("t")}, ""},
	} {
		s, g := newSource(1), &gallery{}
		m := file(s, core.FromVisitor, "", c.a)
		v := opened(t, s, 60, 30, 0)
		o := plainOptions()
		o.Pictures = g
		checkRows(t, v.Render(60, 30, o), 60, 30)
		var got PictureSource
		if len(g.asked) > 0 {
			got = g.asked[0]
		}
		if got.File.UniqueID != c.want || (c.want != "" && got.Message != m.ID) || got.Thumb != (c.want == "t") {
			t.Errorf("%s: drew %+v, want %q", name, got, c.want)
		}
		if dots := strings.Contains(drawn(v, 60, 30), "·····"); dots != (c.want != "") {
			t.Errorf("%s: drawn %t", name, dots)
		}
	}
}

// A picture that turns out to be none gives its room back, and the top line
// stays where it was; one that comes anew has its room again.
func TestBrokenPictureTakesNoSpace(t *testing.T) {
	t.Parallel()
	s := newSource(3)
	m := file(s, core.FromVisitor, "the caption", core.Attachment{Kind: core.KindPhoto, Width: 1280, Height: 960,
		File: core.File{UniqueID: "f", State: core.FileReady, Path: "f"}})
	s.add(core.FromVisitor, "and on")
	v := opened(t, s, 60, 30, 0)
	o := plainOptions()
	o.Pictures = blind{}
	got := drawnWith(v, o)
	want := "▣ photo · 1280×960\n         This picture cannot be shown.\n         the caption\n 12:05 · and on\n"
	if !strings.Contains(got, want) {
		t.Errorf("drawn:\n%s", got)
	}
	if again := drawnWith(v, o); again != got {
		t.Errorf("the next frame differs:\n%s", again)
	}
	m.Attachment.File.ChangedAt = noon()
	v.Invalidate()
	s.fill(t, v)
	o.Pictures = &gallery{}
	if got := drawnWith(v, o); !strings.Contains(got, "·····") || strings.Count(got, "\n") < 18 {
		t.Errorf("no room for a file that came anew:\n%s", got)
	}
}

// blind cannot show anything.
type blind struct{}

func (blind) Rows(PictureSource, int, int) ([]string, bool) { return nil, true }

func drawnWith(v *Transcript, o Options) string {
	f := term.Frame{Width: 60, Height: 30, Rows: v.Render(60, 30, o)}
	return f.String() + "\n"
}

// A transcript of 500 pictures, one page up a frame until its beginning.
func BenchmarkScroll500Pictures(b *testing.B) {
	s := newSource(0)
	for range 500 {
		file(s, core.FromVisitor, "", core.Attachment{Kind: core.KindPhoto, Width: 1280, Height: 960,
			File: core.File{UniqueID: "u", State: core.FileReady, Path: "x"}})
	}
	o := plainOptions()
	g := &gallery{}
	o.Pictures = g
	b.ReportAllocs()
	for b.Loop() {
		v := NewTranscript()
		v.SetChat(theRow(), 0)
		v.Render(120, 36, o)
		s.fill(b, v)
		for range 300 { // 500 pictures of 15 lines, 30 lines at a time
			g.asked = g.asked[:0]
			v.Scroll(-30)
			f := term.Frame{Width: 120, Height: 36, Rows: v.Render(120, 36, o)}
			s.fill(b, v)
			if len(f.Rows) == 0 || len(g.asked) > 4 {
				b.Fatalf("%d rows, %d pictures drawn for one frame", len(f.Rows), len(g.asked))
			}
		}
	}
}
