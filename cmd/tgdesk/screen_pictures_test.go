package main

import (
	"bytes"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui"
	"tgdesk/tui/picture"
	"tgdesk/tui/theme"
)

func withPictures() func(*setup) {
	return with(func(o *tui.Options) {
		o.Pictures, o.Decoder, o.Theme = picture.Blocks, picture.NewDecoder(), theme.Dark(theme.Indexed)
	})
}

// gradient is a picture whose every cell has two colours.
func gradient(w, h int) []byte {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = uint8(i / w * 255 / h)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// mediaFiles lists the files that the desk keeps of visitors and operators.
func (d *drive) mediaFiles() []string {
	d.t.Helper()
	var found []string
	d.must(filepath.WalkDir(filepath.Join(d.dir, mediaName), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			found = append(found, path)
		}
		return err
	}))
	return found
}

// lastOf is the newest message of the visitor's newest chat that has a file.
func (d *drive) lastOf(name string) core.Message {
	d.t.Helper()
	list, err := d.desk.Messages(d.t.Context(), core.MessageQuery{Chat: d.chatOf(name).ID, Limit: 20})
	d.must(err)
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Attachment != nil {
			return list[i]
		}
	}
	d.t.Fatalf("%s sent no file", name)
	return core.Message{}
}

// What does not stand still is shown by its thumbnail, fetched or not.
func TestScreenThumbnails(t *testing.T) {
	for name, sent := range map[string]botsim.Content{
		"video not fetched": botsim.Video(60), "video": botsim.Video(1), "video note": botsim.VideoNote(3),
		"animation": botsim.Animation().WithThumbnail(gradient(32, 20)),
		"document":  botsim.Document("plan.pdf", "application/pdf", 900).WithThumbnail(gradient(32, 20)),
		"video sticker": botsim.Sticker("👍").With("sticker", botsim.FillerFile(900, map[string]any{
			"width": 512, "height": 512, "emoji": "👍", "type": "regular", "is_animated": false, "is_video": true,
		})).WithThumbnail(gradient(32, 32)),
	} {
		t.Run(name, func(t *testing.T) {
			screenTest(t, func(d *drive) {
				hana := d.hold("acme", "Hana Sato")
				d.expectNot("▀")
				hana.Send(sent)
				d.advance(2 * time.Second)
				d.expect("▀")
				if a := d.lastOf("Hana").Attachment; !a.Thumb.Ready() || a.Thumb.UniqueID == a.File.UniqueID {
					t.Errorf("attachment %+v", a)
				}
			}, withPictures())
		})
	}
}

// Pictures that the settings turn off come with the key.
func TestScreenPicturesOff(t *testing.T) {
	off := with(func(o *tui.Options) {
		o.Pictures, o.Decoder, o.PicturesOff, o.Theme = picture.Blocks, picture.NewDecoder(), true, theme.Dark(theme.Indexed)
	})
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		hana.Send(botsim.Photo())
		d.advance(2 * time.Second)
		d.expect("▣ photo")
		d.expectNot("▀")
		d.press("esc p")
		d.advance(time.Second)
		d.expect("▀")
	}, off)
}

// A thumbnail that is no picture leaves a line that says so, no more.
func TestScreenBrokenThumbnail(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		hana.Send(botsim.Video(60).WithThumbnail([]byte("no picture at all")))
		d.advance(2 * time.Second)
		d.expect("cannot be shown")
		d.expectNot("▀")
	}, withPictures())
}

// A picture that could not be drawn is drawn when its file has come anew.
func TestScreenDrawsAFileThatCameAnew(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.press("esc p")
		hana.Send(botsim.Photo())
		d.advance(2 * time.Second)
		files := d.mediaFiles()
		if len(files) != 1 {
			t.Fatalf("kept %v", files)
		}
		d.must(os.WriteFile(files[0], []byte("broken"), 0o600))
		d.press("p")
		d.advance(time.Second)
		d.expect("cannot be shown")
		d.must(os.Remove(files[0]))
		d.must(d.desk.FetchFile(d.t.Context(), d.mika.ID, d.lastOf("Hana").ID))
		d.advance(2 * time.Second)
		d.expect("▀")
		d.expectNot("cannot be shown")
	}, withPictures())
}

// Files go when their time is over, but not while a chat that has them is open
// or on a screen.
func TestScreenRetention(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		hana.Send(botsim.Video(1))
		d.advance(2 * time.Second)
		b, err := d.desk.BrandByName(d.t.Context(), "acme")
		d.must(err)
		b.Options.KeepMedia = core.MinKeepMedia
		_, err = d.desk.SetBrandOptions(d.t.Context(), d.ann.ID, b.ID, b.Options)
		d.must(err)
		kept := func(want int) {
			t.Helper()
			if got := d.mediaFiles(); len(got) != want {
				t.Errorf("%d files kept, want %d: %v", len(got), want, got)
			}
		}
		kept(2) // the film and its thumbnail
		c := d.chatOf("Hana")
		d.advance(core.MinKeepMedia + 2*time.Hour)
		kept(2)
		_, err = d.desk.End(d.t.Context(), d.mika.ID, c.ID)
		d.must(err)
		d.advance(2 * time.Hour)
		d.expect("Hana Sato  @", "▣ video")
		kept(2)
		d.visitor("acme", "Ivan Petrov").say("hello")
		d.press("ctrl+g")
		d.advance(2 * time.Hour)
		kept(0)
		if a := d.lastOf("Hana").Attachment; a.File.State != core.FileExpired || a.Thumb.State != core.FileExpired {
			t.Errorf("attachment %+v", a)
		}
	}, func(s *setup) { s.limits.CloseIdle = core.Day })
}
