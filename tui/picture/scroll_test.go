package picture

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"

	"tgdesk/tui/theme"
)

// scrolling is a view on a chat of pictures, four of them at a time.
type scrolling struct {
	cache  *Cache
	data   []byte
	opened int
	jobs   []Job
}

// draw asks for what is to be seen from picture first on.
func (p *scrolling) draw(first int) (ready int) {
	open := func(context.Context) (io.ReadSeekCloser, error) {
		p.opened++
		return file{bytes.NewReader(p.data), new(int)}, nil
	}
	for n := first; n < first+4; n++ {
		got, job := p.cache.Need(Key{File: fmt.Sprint(n), Cols: 12, Rows: 5, Mode: Blocks, Profile: theme.Indexed}, open)
		if job != nil {
			p.jobs = append(p.jobs, job)
		}
		if got != nil && len(got.Lines) == 4 {
			ready++
		}
	}
	return ready
}

// TestScrolledPastPicturesAreNotDecoded decodes what stands still, and not what only
// went by.
func TestScrolledPastPicturesAreNotDecoded(t *testing.T) {
	t.Parallel()
	p := scrolling{cache: NewCache(NewDecoder(), nil, 20_000), data: asPNG(gradient(60, 40))}
	for n := range 500 {
		p.draw(n)
	}
	if len(p.jobs) != maxJobs {
		t.Fatalf("%d jobs", len(p.jobs))
	}
	frames := 0
	for p.draw(496) < 4 {
		if frames++; frames > 10 {
			t.Fatal("the pictures do not come")
		}
		jobs := p.jobs
		p.jobs = nil
		for _, job := range jobs {
			p.cache.Put(job(t.Context()))
		}
	}
	if p.opened != 6 {
		t.Errorf("%d files were opened for 4 pictures", p.opened)
	}
}
