package term

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/x/ansi/kitty"
	"pgregory.net/rapid"
)

// graphics finds kitty's sequences, as their keys and their payload.
var graphics = regexp.MustCompile("\x1b_G([^;\x1b]*);?([^\x1b]*)\x1b\\\\")

// fakeKitty is a terminal with kitty's protocol, as strict as needed.
type fakeKitty struct {
	t       fatal
	joining string // id of the transmission under way
	partial []byte
	stored  map[string][]byte
	placed  map[string]string // columns and rows
}

type fatal interface {
	Helper()
	Fatalf(format string, args ...any)
}

func newFakeKitty(t fatal) *fakeKitty {
	return &fakeKitty{t: t, stored: map[string][]byte{}, placed: map[string]string{}}
}

func (g *fakeKitty) read(output string) {
	g.t.Helper()
	for _, m := range graphics.FindAllStringSubmatch(output, -1) {
		keys := map[string]string{}
		for pair := range strings.SplitSeq(m[1], ",") {
			k, v, _ := strings.Cut(pair, "=")
			keys[k] = v
		}
		if keys["q"] != "2" {
			g.t.Fatalf("the terminal would answer %q", m[1])
		}
		g.command(keys, m[2])
	}
}

func (g *fakeKitty) command(keys map[string]string, payload string) {
	g.t.Helper()
	switch id := keys["i"]; keys["a"] {
	case "t":
		if g.joining != "" || keys["f"] != "100" {
			g.t.Fatalf("picture %s began in the middle of %q", id, g.joining)
		}
		g.joining, g.partial = id, nil
		g.join(keys, payload)
	case "":
		if g.joining == "" {
			g.t.Fatalf("a piece of no picture")
		}
		g.join(keys, payload)
	case "p":
		if g.joining != "" || g.stored[id] == nil || keys["U"] != "1" {
			g.t.Fatalf("picture %s is placed too early", id)
		}
		g.placed[id] = keys["c"] + "x" + keys["r"]
	case "d":
		g.joining = ""
		delete(g.stored, id)
		delete(g.placed, id)
	}
}

func (g *fakeKitty) join(keys map[string]string, payload string) {
	g.t.Helper()
	b, err := base64.StdEncoding.DecodeString(payload)
	if err != nil || len(payload) > 4096 {
		g.t.Fatalf("a piece of %d bytes: %v", len(payload), err)
	}
	if g.partial = append(g.partial, b...); keys["m"] == "0" {
		g.stored[g.joining], g.joining = g.partial, ""
	}
}

func TestPicturesArriveWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var a pictureStore
		g, want := newFakeKitty(t), map[string][]byte{}
		for step := range rapid.IntRange(1, 40).Draw(t, "steps") {
			id := rapid.Uint32Range(1, 5).Draw(t, "id")
			name := fmt.Sprint(id)
			switch rapid.IntRange(0, 3).Draw(t, "do") {
			case 0:
				png := bytes.Repeat([]byte{byte(step)}, rapid.IntRange(1, 60_000).Draw(t, "size"))
				a.add(&picture{id: id, png: png, cols: 4, rows: 2})
				want[name] = png
			case 1:
				a.drop(id)
				delete(want, name)
			default:
				b, _, _ := a.next(nil)
				g.read(string(b))
			}
		}
		for more := true; more; {
			var b []byte
			b, _, more = a.next(nil)
			g.read(string(b))
		}
		if len(g.stored) != len(want) || len(g.placed) != len(want) || len(a.held) != len(want) {
			t.Fatalf("%d stored, %d placed, %d held, want %d", len(g.stored), len(g.placed), len(a.held), len(want))
		}
		for name, png := range want {
			if !bytes.Equal(g.stored[name], png) || g.placed[name] != "4x2" {
				t.Fatalf("picture %s: %d bytes at %s", name, len(g.stored[name]), g.placed[name])
			}
		}
		if g.read(string(a.appendDeletes(nil))); len(g.stored) != 0 {
			t.Fatalf("%d pictures stay behind", len(g.stored))
		}
	})
}

// framedPicture is a frame with one cell of a picture.
func framedPicture() Frame {
	cell := "\x1b[38;2;0;1;0m" + string(kitty.Placeholder) + "\u0305\u0305\x1b[0m"
	return Frame{Width: 9, Height: 2, Rows: []Row{{{0, 1, cell}}, {{0, 4, "text"}}}}
}

func TestFramesAreWrittenBetweenChunks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		term, r := started(t, Options{})
		term.Show(framedPicture())
		if err := term.Picture(256, make([]byte, 100_000), 3, 2); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		next := framedPicture()
		next.Rows[1] = Row{{0, 5, "typed"}}
		term.Show(next)
		time.Sleep(time.Second)
		writes, g := r.all(), newFakeKitty(t)
		g.read(strings.Join(writes, ""))
		if len(g.stored["256"]) != 100_000 || g.placed["256"] != "3x2" {
			t.Errorf("stored %d bytes at %s", len(g.stored["256"]), g.placed["256"])
		}
		typed, whole := -1, -1
		for i, w := range writes {
			if len(w) > 50_000 {
				t.Errorf("write %d is of %d bytes", i, len(w))
			}
			if strings.Contains(w, "typed") {
				typed = i
			}
			if strings.Contains(w, "a=p") {
				whole = i
			}
		}
		if typed < 0 || typed >= whole {
			t.Errorf("the text went out with write %d, the picture was whole with %d", typed, whole)
		}
		if last := r.last(); !strings.ContainsRune(last, kitty.Placeholder) || strings.Contains(last, "typed") {
			t.Errorf("after the picture came, %q was painted", last)
		}
	})
}

func TestPicturesAreDeleted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		term, r := started(t, Options{})
		_ = term.Picture(301, make([]byte, 10), 3, 2)
		time.Sleep(time.Second)
		term.DropPicture(301)
		time.Sleep(time.Second)
		if got, want := r.last(), "\x1b_Ga=d,d=I,i=301,q=2\x1b\\"; got != want {
			t.Errorf("wrote %q, want %q", got, want)
		}
		_ = term.Picture(300, make([]byte, 90_000), 3, 2)
		_ = term.Picture(302, make([]byte, 10), 3, 2)
		synctest.Wait() // the first is on its way
		if err := term.Stop(); err != nil {
			t.Fatal(err)
		}
		g := newFakeKitty(t)
		g.read(strings.Join(r.all(), ""))
		if len(g.stored) != 0 || g.joining != "" {
			t.Errorf("left behind: %d pictures, %q half sent", len(g.stored), g.joining)
		}
	})
}

func TestPicturesAreBounded(t *testing.T) {
	t.Parallel()
	term := New(strings.NewReader(""), &recorder{}, Options{})
	png := make([]byte, maxPicture)
	const wait = maxUnsent / maxPicture // so many may wait to be sent
	for id := range uint32(maxPictures / maxPicture) {
		if id == wait {
			if err := term.Picture(99, png, 1, 1); !errors.Is(err, ErrStalled) {
				t.Errorf("more wait than may: %v", err)
			}
		}
		for more := id >= wait; more; {
			_, _, more = term.mailbox.pictures.next(nil)
		}
		if err := term.Picture(id+1, png, 1, 1); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range term.mailbox.pictures.held {
		if p.sent > 0 && p.png != nil {
			t.Errorf("picture %d is kept after it was sent", p.id)
		}
	}
	for _, c := range []struct {
		id         uint32
		png        []byte
		cols, rows int
		want       error
	}{
		{99, png[:1], 1, 1, ErrStalled},
		{99, make([]byte, maxPicture+1), 1, 1, ErrTooLong},
		{0, png[:1], 1, 1, ErrPicture},
		{1 << 24, png[:1], 1, 1, ErrPicture},
		{99, nil, 1, 1, ErrPicture},
		{99, png[:1], 0, 1, ErrPicture},
		{99, png[:1], 1, 298, ErrPicture},
	} {
		if err := term.Picture(c.id, c.png, c.cols, c.rows); !errors.Is(err, c.want) {
			t.Errorf("Picture(%d, %d bytes, %d, %d) = %v, want %v", c.id, len(c.png), c.cols, c.rows, err, c.want)
		}
	}
	term.DropPicture(1)
	if err := term.Picture(99, png[:1], 1, 1); err != nil {
		t.Error(err)
	}
	dumb := New(strings.NewReader(""), &recorder{}, Options{Dumb: true})
	if err := dumb.Picture(99, png[:1], 1, 1); !errors.Is(err, ErrPicture) {
		t.Errorf("a dumb terminal took a picture: %v", err)
	}
}

func TestPlaceholdersPassAndGraphicsInTextDoNot(t *testing.T) {
	t.Parallel()
	var p painter
	p.appendSanitized(string(kitty.Placeholder) + "\u0305\u030d" + "\x1b_Ga=d\x1b\\")
	if got, want := string(p.buf), "\U0010eeee\u0305\u030d?_Ga=d?\\"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
