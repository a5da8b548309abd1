package screen

import (
	"bytes"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui"
	"tgdesk/tui/picture"
	"tgdesk/tui/theme"
)

func withPictures() func(*rig.Setup) {
	return rig.ScreenOptions(func(o *tui.Options) {
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
func mediaFiles(d *rig.Session) []string {
	d.T.Helper()
	var found []string
	d.Must(filepath.WalkDir(filepath.Join(d.Dir, cli.MediaName), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			found = append(found, path)
		}
		return err
	}))
	return found
}

// lastOf is the newest message of the visitor's newest chat that has a file.
func lastOf(d *rig.Session, name string) core.Message {
	d.T.Helper()
	list, err := d.Desk.Messages(d.T.Context(), core.MessageQuery{Chat: d.ChatOf(name).ID, Limit: 20})
	d.Must(err)
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Attachment != nil {
			return list[i]
		}
	}
	d.T.Fatalf("%s sent no file", name)
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
			rig.Test(t, func(d *rig.Session) {
				hana := d.Hold("acme", "Hana Sato")
				d.ExpectNot("▀")
				hana.Send(sent)
				d.Advance(2 * time.Second)
				d.Expect("▀")
				if a := lastOf(d, "Hana").Attachment; !a.Thumb.Ready() || a.Thumb.UniqueID == a.File.UniqueID {
					t.Errorf("attachment %+v", a)
				}
			}, withPictures())
		})
	}
}

// Pictures that the settings turn off come with the key.
func TestScreenPicturesOff(t *testing.T) {
	off := rig.ScreenOptions(func(o *tui.Options) {
		o.Pictures, o.Decoder, o.PicturesOff, o.Theme = picture.Blocks, picture.NewDecoder(), true, theme.Dark(theme.Indexed)
	})
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		hana.Send(botsim.Photo())
		d.Advance(2 * time.Second)
		d.Expect("▣ photo")
		d.ExpectNot("▀")
		d.Press("esc p")
		d.Advance(time.Second)
		d.Expect("▀")
	}, off)
}

// A thumbnail that is no picture leaves a line that says so, no more.
func TestScreenBrokenThumbnail(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		hana.Send(botsim.Video(60).WithThumbnail([]byte("no picture at all")))
		d.Advance(2 * time.Second)
		d.Expect("cannot be shown")
		d.ExpectNot("▀")
	}, withPictures())
}

// A picture that could not be drawn is drawn when its file has come anew.
func TestScreenDrawsAFileThatCameAnew(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Press("esc p")
		hana.Send(botsim.Photo())
		d.Advance(2 * time.Second)
		files := mediaFiles(d)
		if len(files) != 1 {
			t.Fatalf("kept %v", files)
		}
		d.Must(os.WriteFile(files[0], []byte("broken"), 0o600))
		d.Press("p")
		d.Advance(time.Second)
		d.Expect("cannot be shown")
		d.Must(os.Remove(files[0]))
		d.Must(d.Desk.FetchFile(d.T.Context(), d.Mika.ID, lastOf(d, "Hana").ID))
		d.Advance(2 * time.Second)
		d.Expect("▀")
		d.ExpectNot("cannot be shown")
	}, withPictures())
}

// Files go when their time is over, but not while a chat that has them is open
// or on a screen.
func TestScreenRetention(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		hana.Send(botsim.Video(1))
		d.Advance(2 * time.Second)
		b, err := d.Desk.BrandByName(d.T.Context(), "acme")
		d.Must(err)
		b.Options.KeepMedia = core.MinKeepMedia
		_, err = d.Desk.SetBrandOptions(d.T.Context(), d.Ann.ID, b.ID, b.Options)
		d.Must(err)
		kept := func(want int) {
			t.Helper()
			if got := mediaFiles(d); len(got) != want {
				t.Errorf("%d files kept, want %d: %v", len(got), want, got)
			}
		}
		kept(2) // the film and its thumbnail
		c := d.ChatOf("Hana")
		d.Advance(core.MinKeepMedia + 2*time.Hour)
		kept(2)
		_, err = d.Desk.End(d.T.Context(), d.Mika.ID, c.ID)
		d.Must(err)
		d.Advance(2 * time.Hour)
		d.Expect("Hana Sato  @", "▣ video")
		kept(2)
		d.Visitor("acme", "Ivan Petrov").Write("hello")
		d.Press("ctrl+g")
		d.Advance(2 * time.Hour)
		kept(0)
		if a := lastOf(d, "Hana").Attachment; a.File.State != core.FileExpired || a.Thumb.State != core.FileExpired {
			t.Errorf("attachment %+v", a)
		}
	}, func(s *rig.Setup) { s.Limits.CloseIdle = core.Day })
}
