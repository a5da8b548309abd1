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

// mediaFiles lists the files that the desk has of visitors and operators.
func mediaFiles(s *rig.Session) []string {
	s.T.Helper()
	var found []string
	s.Must(filepath.WalkDir(filepath.Join(s.Dir, cli.MediaName), func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			found = append(found, path)
		}
		return err
	}))
	return found
}

// lastOf is the newest message of the visitor's newest chat that has a file.
func lastOf(s *rig.Session, name string) core.Message {
	s.T.Helper()
	list, err := s.Desk.Messages(s.T.Context(), core.MessageQuery{Chat: s.ChatOf(name).ID, Limit: 20})
	s.Must(err)
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].Attachment != nil {
			return list[i]
		}
	}
	s.T.Fatalf("%s sent no file", name)
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
			rig.Test(t, func(s *rig.Session) {
				hana := s.Hold("acme", "Hana Sato")
				s.ExpectNot("▀")
				hana.Send(sent)
				s.Advance(2 * time.Second)
				s.Expect("▀")
				if a := lastOf(s, "Hana").Attachment; !a.Thumb.Ready() || a.Thumb.UniqueID == a.File.UniqueID {
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
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		hana.Send(botsim.Photo())
		s.Advance(2 * time.Second)
		s.Expect("▣ photo")
		s.ExpectNot("▀")
		s.Press("esc p")
		s.ExpectBottom("Pictures on.")
		s.Advance(time.Second)
		s.Expect("▀")
		s.Press("p")
		s.ExpectBottom("Pictures off.")
		s.ExpectNot("▀")
	}, off)
}

// The key says why where a terminal cannot show pictures.
func TestScreenPicturesNeedColours(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato").Send(botsim.Photo())
		s.Press("esc p")
		s.ExpectBottom("This terminal cannot show pictures: they need 256 colours, with NO_COLOR unset.")
	})
}

// A thumbnail that is no picture leaves a line that says so, no more.
func TestScreenBrokenThumbnail(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		hana.Send(botsim.Video(60).WithThumbnail([]byte("no picture at all")))
		s.Advance(2 * time.Second)
		s.Expect("cannot be shown")
		s.ExpectNot("▀")
	}, withPictures())
}

// A picture that could not be drawn is drawn when its file has come anew.
func TestScreenDrawsAFileThatCameAnew(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Press("esc p")
		hana.Send(botsim.Photo())
		s.Advance(2 * time.Second)
		files := mediaFiles(s)
		if len(files) != 1 {
			t.Fatalf("kept %v", files)
		}
		s.Must(os.WriteFile(files[0], []byte("broken"), 0o600))
		s.Press("p")
		s.Advance(time.Second)
		s.Expect("cannot be shown")
		s.Must(os.Remove(files[0]))
		s.Must(s.Desk.FetchFile(s.T.Context(), s.Mika.ID, lastOf(s, "Hana").ID))
		s.Advance(2 * time.Second)
		s.Expect("▀")
		s.ExpectNot("cannot be shown")
	}, withPictures())
}

// Files go when their time is over, but not while a chat that has them is open
// or on a screen.
func TestScreenRetention(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		hana.Send(botsim.Video(1))
		s.Advance(2 * time.Second)
		s.Type("I have seen it") // no clock counts the seconds of the hours to come
		s.Press("enter")
		s.Advance(time.Second)
		b, err := s.Desk.BrandByName(s.T.Context(), "acme")
		s.Must(err)
		b.Options.KeepMedia = core.MinKeepMedia
		_, err = s.Desk.SetBrandOptions(s.T.Context(), s.Ann.ID, b.ID, b.Options)
		s.Must(err)
		kept := func(want int) {
			t.Helper()
			if got := mediaFiles(s); len(got) != want {
				t.Errorf("%d files kept, want %d: %v", len(got), want, got)
			}
		}
		kept(2) // the film and its thumbnail
		c := s.ChatOf("Hana")
		s.Advance(core.MinKeepMedia + 2*time.Hour)
		kept(2)
		_, err = s.Desk.End(s.T.Context(), s.Mika.ID, c.ID)
		s.Must(err)
		s.Advance(2 * time.Hour)
		s.Expect("│ Hana Sato  acme", "▣ video")
		kept(2)
		s.Visitor("acme", "Ivan Petrov").Write("hello")
		s.Press("ctrl+g")
		s.Advance(2 * time.Hour)
		kept(0)
		if a := lastOf(s, "Hana").Attachment; a.File.State != core.FileExpired || a.Thumb.State != core.FileExpired {
			t.Errorf("attachment %+v", a)
		}
	}, func(o *rig.Setup) { o.Limits.CloseIdle = core.Day })
}
