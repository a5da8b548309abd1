package screen

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// album is a home with n pictures, and the text that a terminal pastes when
// all of them are dropped on it.
func dropPaths(s *rig.Session, n int) string {
	s.T.Helper()
	files := map[string]string{}
	var words []string
	for i := range n {
		name := fmt.Sprintf("p%02d.png", i)
		files[name] = string(gradient(8+i, 8))
		words = append(words, "'"+filepath.Join(s.Dir, "home", name)+"'")
	}
	home(s, files)
	return strings.Join(words, " ")
}

// received lists the files that came from the bot after the first of them, by
// the album that they are in.
func filesAfter(v *rig.Visitor, first int) (names, albums []string) {
	for _, m := range v.Inbox()[first:] {
		if m.File != nil {
			names, albums = append(names, m.File.Name), append(albums, m.Album)
		}
	}
	return names, albums
}

// TestScreenDropsInOrder: dropped files go out in the order in which they were
// dropped, ten to an album.
func TestScreenDropsInOrder(t *testing.T) {
	for _, n := range []int{2, 10, 23} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				hana := s.Hold("acme", "Hana Sato")
				drop, before := dropPaths(s, n), len(hana.Inbox())
				s.Paste(drop)
				s.Expect(fmt.Sprintf("Attach these %d files", n))
				s.Press("y")
				s.Type("all of them")
				s.Press("enter")
				s.Advance(time.Minute)
				names, albums := filesAfter(hana, before)
				var want []string
				for i := range n {
					want = append(want, fmt.Sprintf("p%02d.png", i))
				}
				if got := strings.Join(names, " "); got != strings.Join(want, " ") {
					t.Errorf("received %s", got)
				}
				for i := range albums {
					if albums[i] == "" || i%10 > 0 && albums[i] != albums[i-1] {
						t.Errorf("albums %q", albums)
					}
				}
				if first := hana.Inbox()[before]; first.Text != "all of them" {
					t.Errorf("the caption went elsewhere: %+v", first)
				}
			}, atHome(new([]string)))
		})
	}
}

// TestScreenDropsOutsideTheComposer: a file dropped while a list or the
// transcript has the focus is offered as well, and its path is left nowhere.
func TestScreenDropsOutsideTheComposer(t *testing.T) {
	for _, keys := range []string{"esc", "esc tab", "esc 2"} {
		t.Run(keys, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				hana := s.Hold("acme", "Hana Sato")
				drop, before := dropPaths(s, 1), len(hana.Inbox())
				s.Press(keys)
				s.Paste(drop)
				s.Expect("Attach this file")
				s.Press("y enter")
				s.Advance(2 * time.Second)
				if names, _ := filesAfter(hana, before); len(names) != 1 || len(hana.Inbox()) != before+1 {
					t.Errorf("received %+v", hana.Inbox()[before:])
				}
			}, atHome(new([]string)))
		})
	}
}

// TestScreenDropsWhatIsRefused: each refusal of a drop is told, and each
// picture that can go as a document only is asked for.
func TestScreenDropsWhatIsRefused(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		before := len(hana.Inbox())
		home(s, map[string]string{
			"a.png": string(gradient(8, 8)), "b.txt": "text", "c.png": string(gradient(1, 21)), "d.txt": "text", "e.png": string(gradient(1, 22)), "f.txt": "text",
		})
		var words []string
		for _, name := range []string{"f.txt", "e.png", "d.txt", "c.png", "b.txt", "a.png"} {
			words = append(words, filepath.Join(s.Dir, "home", name))
		}
		s.Paste(strings.Join(words, " "))
		s.Press("y")
		s.Expect("1 more file was refused", "as a picture", "1 file: a.png")
		s.Press("y y")
		s.ExpectNot("as a picture")
		s.Expect("3 files: e.png")
		s.Type("words")
		s.Press("enter")
		s.Advance(time.Minute)
		names, _ := filesAfter(hana, before)
		if got := strings.Join(names, " "); got != "e.png c.png a.png" {
			t.Errorf("received %s", got)
		}
	}, atHome(new([]string)))
}
