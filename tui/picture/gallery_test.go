package picture

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"

	"tgdesk/tui/theme"
)

// TestScrollingPastManyPictures decodes what stands still, and not what only
// went by.
func TestScrollingPastManyPictures(t *testing.T) {
	t.Parallel()
	data, opened := asPNG(gradient(60, 40)), 0
	g := Gallery{
		Cache: NewCache(NewDecoder(), nil, 20_000), Mode: Blocks, Profile: theme.Indexed,
		Open: func(context.Context, string) (io.ReadSeekCloser, error) {
			opened++
			return file{bytes.NewReader(data), new(int)}, nil
		},
	}
	draw := func(first int) (ready int) {
		for n := first; n < first+4; n++ {
			if rows, ok := g.Rows(fmt.Sprint(n), 12, 5); ok && len(rows) == 4 {
				ready++
			}
		}
		return ready
	}
	for n := range 500 {
		draw(n)
	}
	jobs := g.Jobs()
	if len(jobs) != maxJobs || len(g.Jobs()) != 0 {
		t.Fatalf("%d jobs", len(jobs))
	}
	frames := 0
	for draw(496) < 4 {
		if frames++; frames > 10 {
			t.Fatal("the pictures do not come")
		}
		for _, job := range append(jobs, g.Jobs()...) {
			g.Cache.Put(job(t.Context()))
		}
		jobs = nil
	}
	if opened != 6 {
		t.Errorf("%d files were opened for 4 pictures", opened)
	}
	if g.Mode = None; draw(496) != 0 || len(g.Jobs()) != 0 {
		t.Error("pictures that are switched off are drawn")
	}
	if rows, ready := g.Rows("1", 12, 5); rows != nil || !ready {
		t.Error("a picture that is switched off is waited for")
	}
}
