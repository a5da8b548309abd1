package chat

import (
	"fmt"
	"strings"
	"testing"

	"tgdesk/core"
)

func photo(s *source, album string, name string) *core.Message {
	return file(s, core.FromVisitor, "", core.Attachment{Kind: core.KindPhoto, AlbumID: album, FileName: name})
}

// order lists which of the names are shown, from top to bottom.
func order(view string, names ...string) string {
	var got []string
	for line := range strings.SplitSeq(view, "\n") {
		for _, n := range names {
			if strings.Contains(line, n) {
				got = append(got, n)
			}
		}
	}
	return strings.Join(got, " ")
}

func TestAlbumGrowsAsPartsArrive(t *testing.T) {
	t.Parallel()
	s := newSource(1)
	v := opened(t, s, 80, 30, 0)
	come := func() string {
		v.Invalidate()
		s.fill(t, v)
		return drawn(v, 80, 30)
	}
	photo(s, "a", "p2.jpg")
	if got := come(); order(got, "p2.jpg") != "p2.jpg" || strings.Contains(got, "album") {
		t.Fatalf("the first part:\n%s", got)
	}
	s.add(core.FromOperator, "between")
	late := photo(s, "a", "p1.jpg")
	late.TelegramID = s.messages[1].TelegramID - 1
	photo(s, "b", "other.jpg")
	got := come()
	if o := order(got, "p1.jpg", "p2.jpg", "between", "other.jpg"); o != "p1.jpg p2.jpg between other.jpg" || !strings.Contains(got, "album · 2") {
		t.Fatalf("in the order %s:\n%s", o, got)
	}
	photo(s, "a", "p3.jpg")
	got = come()
	if o := order(got, "p1.jpg", "p2.jpg", "p3.jpg", "between"); o != "p1.jpg p2.jpg p3.jpg between" || !strings.Contains(got, "album · 3") {
		t.Fatalf("in the order %s:\n%s", o, got)
	}
	if n := strings.Count(got, "Hana Sato"); n != 2 {
		t.Errorf("%d headers:\n%s", n, got)
	}
	for _, m := range s.messages {
		if i, held := v.index(m.ID); !held || v.items[i].m.ID != m.ID {
			t.Errorf("message %d is not found", m.ID)
		}
	}
}

func TestAlbumAcrossPages(t *testing.T) {
	t.Parallel()
	s := newSource(30)
	photo(s, "a", "first.jpg")
	for i := range 60 {
		s.add(core.FromVisitor, fmt.Sprint("later ", i))
	}
	photo(s, "a", "last.jpg")
	v := opened(t, s, 80, 10, 0)
	if got := drawn(v, 80, 10); !strings.Contains(got, "last.jpg") {
		t.Fatalf("a part without its first is not shown:\n%s", got)
	}
	v.Top()
	s.fill(t, v)
	if len(v.items) != len(s.messages) {
		t.Fatalf("%d messages are held, of %d", len(v.items), len(s.messages))
	}
	got := drawn(v, 80, 200)
	if o := order(got, "first.jpg", "last.jpg", "later 0"); o != "first.jpg last.jpg later 0" {
		t.Errorf("in the order %s", o)
	}
	v.Bottom()
	for i := range s.messages {
		s.messages[i].Text = "edited"
	}
	v.Invalidate()
	s.fill(t, v)
	if got := drawn(v, 80, 200); strings.Contains(got, "later") {
		t.Errorf("out of date:\n%s", got)
	}
}
