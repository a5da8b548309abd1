package core

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
)

// TestSaveLivePhoto: the still is saved beside the film, under names that are
// free.
func TestSaveLivePhoto(t *testing.T) {
	inBubble(t, func(r *rig) {
		live := video("film", 10)
		live.Kind = KindLivePhoto
		r.bot.sends(7, "", live)
		synctest.Wait()
		m := r.wantFile(r.lastOf(r.chatOf(7)), FileReady)
		dir := t.TempDir()
		for range 2 {
			path, err := r.desk.SaveFileAs(r.t.Context(), m.ID, dir)
			must(t, err)
			if text, err := os.ReadFile(path); err != nil || string(text) != "film-at-acme" {
				t.Errorf("saved as %s: %q, %v", path, text, err)
			}
		}
		saved, err := os.ReadDir(dir)
		must(t, err)
		found := map[string]int{}
		for _, e := range saved {
			text, err := os.ReadFile(filepath.Join(dir, e.Name()))
			must(t, err)
			found[string(text)]++
		}
		if len(saved) != 4 || found["film-at-acme"] != 2 || found["small-film-at-acme"] != 2 {
			t.Errorf("saved %v", found)
		}
	})
}

func TestSavedName(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]Attachment{
		"a.b.pdf":                     {FileName: "x/a.b.pdf", Title: "never"},
		"rf.mp3":                      {FileName: "x/--rf"},
		"report.mp3":                  {FileName: "report"},
		"AC-DC – feat. Ann.mp3":       {Title: "AC/DC – feat. Ann"},
		"audio 0001-01-01 000000.mp3": {Kind: KindAudio, Title: " .. "},
	} {
		a.File.Path = "ab/cd.mp3"
		if got := savedName(Message{Attachment: &a}); got != want {
			t.Errorf("%+v: %q, want %q", a, got, want)
		}
	}
}
