package picture

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"tgdesk/tui/term"
	"tgdesk/tui/text"
	"tgdesk/tui/theme"
)

var _ Terminal = (*term.Terminal)(nil)

// file is a picture that notes whether it was closed.
type file struct {
	*bytes.Reader
	closed *int
}

func (f file) Close() error { *f.closed++; return nil }

func opener(data []byte, closed *int) Opener {
	return func(context.Context) (io.ReadSeekCloser, error) {
		return file{bytes.NewReader(data), closed}, nil
	}
}

// shown is a terminal that counts.
type shown struct {
	held map[uint32]int
	err  error
}

func (s *shown) Picture(id uint32, png []byte, cols, rows int) error {
	if s.err == nil {
		s.held[id] = len(png)
	}
	return s.err
}

func (s *shown) DropPicture(id uint32) { delete(s.held, id) }

func key(file string) Key {
	return Key{File: file, Cols: 10, Rows: 5, Mode: Blocks, Profile: theme.Indexed}
}

func TestCacheRendersEachPictureOnce(t *testing.T) {
	t.Parallel()
	closed := 0
	open := opener(asPNG(gradient(60, 40)), &closed)
	c := NewCache(NewDecoder(), nil, DefaultLimit)
	p, job := c.Need(key("a"), open)
	if p != nil || job == nil {
		t.Fatalf("got %v and a job: %v", p, job != nil)
	}
	if p, again := c.Need(key("a"), open); p != nil || again != nil {
		t.Error("it is made twice")
	}
	_, second := c.Need(key("b"), open)
	if _, third := c.Need(key("c"), open); second == nil || third != nil {
		t.Error("not two jobs at a time")
	}
	r := job(t.Context())
	c.Put(r)
	c.Put(r)
	p, job = c.Need(key("a"), open)
	if job != nil || p == nil || p.Err != nil || p.Cols != 10 || p.Rows != 4 || len(p.Lines) != 4 {
		t.Errorf("got %+v", p)
	}
	if _, third := c.Need(key("c"), open); third == nil || closed != 1 {
		t.Errorf("no place after Put; %d files closed", closed)
	}
	c.Put(second(t.Context()))
	newer := key("a")
	newer.Version++
	if _, job := c.Need(newer, open); job == nil {
		t.Error("a file that came anew is not drawn anew")
	}
}

func TestFailuresAreCachedAndCancelledJobsAreNot(t *testing.T) {
	t.Parallel()
	closed := 0
	c := NewCache(NewDecoder(), nil, DefaultLimit)
	for name, open := range map[string]Opener{
		"broken":  opener([]byte("x"), &closed),
		"missing": func(context.Context) (io.ReadSeekCloser, error) { return nil, fs.ErrNotExist },
		"panics":  func(context.Context) (io.ReadSeekCloser, error) { panic("a bug") },
	} {
		_, job := c.Need(key(name), open)
		c.Put(job(t.Context()))
		if p, again := c.Need(key(name), open); again != nil || p == nil || p.Err == nil || p.Lines != nil {
			t.Errorf("%s: got %+v", name, p)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	_, job := c.Need(key("late"), opener(asPNG(gradient(9, 9)), &closed))
	c.Put(job(ended))
	if _, job := c.Need(key("late"), opener(nil, &closed)); job == nil {
		t.Error("a cancelled job is not made again")
	}
	none := key("none")
	none.Mode = None
	if p, job := c.Need(none, nil); job != nil || !errors.Is(p.Err, ErrNoPictures) {
		t.Error("a job where nothing can be shown")
	}
	none.Mode = Kitty
	if p, job := c.Need(none, nil); job != nil || !errors.Is(p.Err, ErrNoPictures) {
		t.Error("kitty without a terminal")
	}
}

func TestTerminalHoldsWhatTheCacheHolds(t *testing.T) {
	t.Parallel()
	closed, s := 0, &shown{held: map[uint32]int{}}
	c := NewCache(NewDecoder(), s, 40_000)
	for n := range 30 {
		k := Key{File: fmt.Sprint(n), Cols: 12, Rows: 6, Mode: Kitty}
		_, job := c.Need(k, opener(asJPEG(gradient(300, 200)), &closed))
		c.Put(job(t.Context()))
		p, _ := c.Need(k, nil)
		if p == nil || p.Err != nil || p.Cols != 12 || p.Rows != 4 || text.Width(ansi.Strip(p.Lines[3])) != 12 {
			t.Fatalf("got %+v", p)
		}
		if len(s.held) != len(c.entries) || s.held[p.id] != p.kept || p.png != nil || c.size > c.limit && len(c.entries) > 1 {
			t.Fatalf("the terminal holds %d, the cache %d of %d bytes", len(s.held), len(c.entries), c.size)
		}
	}
	if c.Clear(); len(s.held)+len(c.entries)+c.size != 0 {
		t.Errorf("left: %d, %d, %d bytes", len(s.held), len(c.entries), c.size)
	}
	s.err = term.ErrStalled
	_, job := c.Need(Key{File: "x", Cols: 12, Rows: 6, Mode: Kitty}, opener(asJPEG(gradient(30, 20)), &closed))
	c.Put(job(t.Context()))
	if p, _ := c.Need(Key{File: "x", Cols: 12, Rows: 6, Mode: Kitty}, nil); !errors.Is(p.Err, term.ErrStalled) || p.Lines != nil {
		t.Errorf("got %+v", p)
	}
}

func TestCacheKeepsRecentlyUsed(t *testing.T) {
	t.Parallel()
	data, closed := asPNG(gradient(20, 20)), 0
	d := NewDecoder()
	rapid.Check(t, func(t *rapid.T) {
		c := NewCache(d, nil, rapid.IntRange(1, 12_000).Draw(t, "limit"))
		for range rapid.IntRange(1, 30).Draw(t, "steps") {
			k := key(rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "g"}).Draw(t, "file"))
			k.Cols = rapid.IntRange(1, 20).Draw(t, "cols")
			if _, job := c.Need(k, opener(data, &closed)); job != nil {
				c.Put(job(context.Background()))
			}
			size := 0
			for _, e := range c.entries {
				size += e.bytes()
			}
			if size != c.size || len(c.entries) != len(c.recent) || len(c.entries) > 1 && size > c.limit {
				t.Fatalf("%d bytes, counted %d, limit %d, %d and %d pictures", size, c.size, c.limit, len(c.entries), len(c.recent))
			}
			if c.recent[len(c.recent)-1] != k {
				t.Fatal("the one used last is not in front")
			}
		}
	})
}

func BenchmarkNeedHit(b *testing.B) {
	closed := 0
	c := NewCache(NewDecoder(), nil, DefaultLimit)
	_, job := c.Need(key("a"), opener(asPNG(gradient(60, 40)), &closed))
	c.Put(job(b.Context()))
	b.ReportAllocs()
	for b.Loop() {
		_, _ = c.Need(key("a"), nil)
	}
}
