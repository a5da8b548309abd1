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
func dropOf(d *rig.Session, n int) string {
	d.T.Helper()
	files := map[string]string{}
	var words []string
	for i := range n {
		name := fmt.Sprintf("p%02d.png", i)
		files[name] = string(gradient(8+i, 8))
		words = append(words, "'"+filepath.Join(d.Dir, "home", name)+"'")
	}
	home(d, files)
	return strings.Join(words, " ")
}

// received lists the files that came from the bot after the first of them, by
// the album that they are in.
func filesAfter(a *rig.Visitor, first int) (names, albums []string) {
	for _, m := range a.Inbox()[first:] {
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
			rig.Test(t, func(d *rig.Session) {
				hana := d.Hold("acme", "Hana Sato")
				drop, before := dropOf(d, n), len(hana.Inbox())
				d.Paste(drop)
				d.Expect(fmt.Sprintf("Attach these %d files", n))
				d.Press("y")
				d.Type("all of them")
				d.Press("enter")
				d.Advance(time.Minute)
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
			rig.Test(t, func(d *rig.Session) {
				hana := d.Hold("acme", "Hana Sato")
				drop, before := dropOf(d, 1), len(hana.Inbox())
				d.Press(keys)
				d.Paste(drop)
				d.Expect("Attach this file")
				d.Press("y enter")
				d.Advance(2 * time.Second)
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
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		before := len(hana.Inbox())
		home(d, map[string]string{
			"a.png": string(gradient(8, 8)), "b.txt": "text", "c.png": string(gradient(1, 21)), "d.txt": "text", "e.png": string(gradient(1, 22)), "f.txt": "text",
		})
		var words []string
		for _, name := range []string{"f.txt", "e.png", "d.txt", "c.png", "b.txt", "a.png"} {
			words = append(words, filepath.Join(d.Dir, "home", name))
		}
		d.Paste(strings.Join(words, " "))
		d.Press("y")
		d.Expect("1 more file was refused", "as a picture", "1 file: a.png")
		d.Press("y y")
		d.ExpectNot("as a picture")
		d.Expect("3 files: e.png")
		d.Type("words")
		d.Press("enter")
		d.Advance(time.Minute)
		names, _ := filesAfter(hana, before)
		if got := strings.Join(names, " "); got != "e.png c.png a.png" {
			t.Errorf("received %s", got)
		}
	}, atHome(new([]string)))
}
