package store

import (
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tgdesk/core"
)

// What was fetched within a time is that of downloads that nobody requested, those under
// way included; what media take is that of all ready files, whatever became of them
// meanwhile.
func TestSumsOfFiles(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	rapid.Check(t, func(rt *rapid.T) {
		files := map[string]core.File{}
		d.write(func(tx core.Tx) error {
			for range rapid.IntRange(1, 12).Draw(rt, "saves") {
				f := core.File{
					UniqueID: rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}).Draw(rt, "file"),
					State:    rapid.SampledFrom([]core.FileState{core.FileAbsent, core.FileWanted, core.FileFetching, core.FileHeld, core.FileReady, core.FileExpired}).Draw(rt, "state"),
					Path:     "x", Size: rapid.Int64Range(0, 100).Draw(rt, "size"),
					ChangedAt: noon().Add(-time.Duration(rapid.IntRange(0, 48).Draw(rt, "age")) * time.Hour),
					Brand:     core.BrandID(rapid.IntRange(0, 2).Draw(rt, "brand")), Visitor: core.VisitorID(rapid.IntRange(0, 2).Draw(rt, "visitor")),
					Requested: rapid.Bool().Draw(rt, "requested"),
				}
				files[f.UniqueID] = f
				if err := tx.SaveFile(t.Context(), f); err != nil {
					return err
				}
			}
			for _, id := range []string{"a", "b", "c", "d", "e"} { // of an earlier round
				if _, ok := files[id]; !ok {
					files[id] = core.File{UniqueID: id}
					if err := tx.SaveFile(t.Context(), files[id]); err != nil {
						return err
					}
				}
			}
			return nil
		})
		since := noon().Add(-core.Day)
		var want core.FetchedBytes
		media := int64(0)
		for _, f := range files {
			if f.Ready() {
				media += f.Size
			}
			if f.Brand == 1 && !f.Requested && (f.Ready() || f.State == core.FileFetching) && f.ChangedAt.After(since) {
				want.Brand += f.Size
				if f.Visitor == 2 {
					want.Visitor += f.Size
				}
			}
		}
		got, err := d.FetchedSince(t.Context(), 1, 2, since)
		if err != nil || got != want {
			rt.Errorf("fetched %+v, %v, want %+v", got, err, want)
		}
		if n, err := d.MediaBytes(t.Context()); err != nil || n != media {
			rt.Errorf("media take %d, %v, want %d", n, err, media)
		}
	})
}

func TestHeldFiles(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	room, flood := core.NewProblem(core.HeldRoom, "1 GB"), core.NewProblem(core.HeldFlooded)
	for id, f := range map[string]core.File{
		"a": {Size: 3, Problem: room}, "b": {Size: 4, Problem: room}, "c": {Problem: flood},
		"d": {Size: 5, Problem: room, Requested: true}, "e": {State: core.FileWanted, Size: 9},
	} {
		if f.UniqueID = id; f.State == "" {
			f.State = core.FileHeld
		}
		d.saveFile(f)
	}
	want := []HeldCount{{room, 1, 5}, {flood, 1, 0}, {room, 2, 7}}
	if diff := gocmp.Diff(want, must[[]HeldCount](t)(d.HeldFiles(t.Context()))); diff != "" {
		t.Error(diff)
	}
}
