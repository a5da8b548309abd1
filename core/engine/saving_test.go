package engine

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"tgdesk/core"
)

// TestSaveLivePhoto: the still is saved beside the film, under names that are
// free, in a folder that is made.
func TestSaveLivePhoto(t *testing.T) {
	inBubble(t, func(r *rig) {
		live := video("film", 10)
		live.Kind = core.KindLivePhoto
		r.bot.sends(7, "", live)
		synctest.Wait()
		m := r.wantFile(r.lastOf(r.chatOf(7)), core.FileReady)
		dir := filepath.Join(t.TempDir(), "new", "folder")
		for range 2 {
			path, err := r.desk.SaveFileAs(r.t.Context(), r.op, m.ID, dir)
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
