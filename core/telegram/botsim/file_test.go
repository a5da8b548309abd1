package botsim_test

import (
	"bytes"
	"context"
	"errors"
	"image/color"
	"image/jpeg"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core/telegram/botsim"
)

func palette() color.Palette { return color.Palette{color.White, color.Black} }

// document returns the document of the only update.
func document(t *testing.T, r response) wireFile {
	t.Helper()
	list := decode[[]struct{ Message sentMessage }](t, r)
	if len(list) != 1 || list[0].Message.Document == nil {
		t.Fatalf("got %s", r.Body)
	}
	return *list[0].Message.Document
}

// fetch downloads the file of a path.
func (c caller) fetch(ctx context.Context, token, path string) (*http.Response, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, "GET", c.base+"/file/bot"+token+"/"+path, nil)
	if err != nil {
		return nil, nil, err
	}
	resp, err := c.client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	return resp, data, err
}

// sendAndGetFile sends a document to the bot and calls getFile.
func sendAndGetFile(t *testing.T, c caller, bot *botsim.Bot, v *botsim.Visitor, content botsim.Content) wireFile {
	t.Helper()
	v.Send(content)
	doc := document(t, c.call(t, bot.Token, "getUpdates", "offset", "-1"))
	return decode[wireFile](t, c.call(t, bot.Token, "getFile", "file_id", doc.ID))
}

func TestFetch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t)
		data := []byte("%PDF-1.7 and so on")
		f := sendAndGetFile(t, c, bot, v, botsim.Document("../../x.pdf", "application/pdf", 0).WithBytes(data))
		resp, got, err := c.fetch(t.Context(), bot.Token, f.Path)
		if err != nil || !bytes.Equal(got, data) || resp.Header.Get("Content-Length") != strconv.Itoa(len(data)) {
			t.Errorf("got %q, %v, %v", got, resp.Header, err)
		}
		if !strings.HasPrefix(f.Path, "documents/file_") || !strings.HasSuffix(f.Path, ".pdf") || f.Size != int64(len(data)) {
			t.Errorf("got %+v", f)
		}
		time.Sleep(time.Hour)
		if resp, _, _ := c.fetch(t.Context(), bot.Token, f.Path); resp.StatusCode != 404 {
			t.Errorf("an hour later: %d", resp.StatusCode)
		}
		if decode[wireFile](t, c.call(t, bot.Token, "getFile", "file_id", f.ID)).Path != f.Path {
			t.Error("another path")
		}
		if _, got, _ := c.fetch(t.Context(), bot.Token, f.Path); !bytes.Equal(got, data) {
			t.Errorf("asked again: %q", got)
		}
		old := bot.Token
		bot.Revoke()
		if resp, _, _ := c.fetch(t.Context(), old, f.Path); resp.StatusCode != 401 {
			t.Errorf("a revoked token: %d", resp.StatusCode)
		}
	})
}

func TestFetchLimits(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	f := sendAndGetFile(t, c, bot, v, botsim.Document("a", "x/y", 20<<20))
	if _, got, err := c.fetch(t.Context(), bot.Token, f.Path); err != nil || len(got) != 20<<20 {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	v.Send(botsim.Document("a", "x/y", 20<<20+1))
	doc := document(t, c.call(t, bot.Token, "getUpdates", "offset", "-1"))
	if doc.Size != 20<<20+1 {
		t.Errorf("got %+v", doc)
	}
	wantError(t, c.call(t, bot.Token, "getFile", "file_id", doc.ID), 400, "Bad Request: file is too big")
	wantError(t, c.call(t, bot.Token, "getFile"), 400, "Bad Request: file_id not specified")
	wantError(t, c.call(t, bot.Token, "getFile", "file_id", "BQACx"), 400, "Bad Request: wrong file_id or the file is temporarily unavailable")
	big := decode[sentMessage](t, c.mustUpload(t, bot.Token, "sendDocument", map[string]string{"chat_id": "77"}, part{"document", "d", botsim.Filler(1<<20 + 1)}))
	wantError(t, c.call(t, bot.Token, "getFile", "file_id", big.Document.ID), 400, "Bad Request: wrong file_id or the file is temporarily unavailable")
	own := decode[sentMessage](t, c.mustUpload(t, bot.Token, "sendDocument", map[string]string{"chat_id": "77"}, part{"document", "d", botsim.Filler(1 << 20)}))
	f = decode[wireFile](t, c.call(t, bot.Token, "getFile", "file_id", own.Document.ID))
	if _, got, err := c.fetch(t.Context(), bot.Token, f.Path); err != nil || len(got) != 1<<20 {
		t.Errorf("the bot's own: %d bytes, %v", len(got), err)
	}
}

func TestFileIDs(t *testing.T) {
	t.Parallel()
	sim, c := newSim(t)
	files := map[string]wireFile{}
	for _, name := range []string{"acme", "globex"} {
		bot := sim.AddBot(botsim.Bot{})
		v := bot.Visitor(hana)
		files[name] = sendAndGetFile(t, c, bot, v, botsim.Document("a.txt", "text/plain", 0).WithBytes([]byte("same")))
		files[name+" again"] = sendAndGetFile(t, c, bot, v, botsim.Document("b.txt", "text/plain", 0).WithBytes([]byte("same")))
		files[name+" other"] = sendAndGetFile(t, c, bot, v, botsim.Document("a.txt", "text/plain", 0).WithBytes([]byte("other")))
	}
	a, g := files["acme"], files["globex"]
	if a.Unique != g.Unique || a.ID == g.ID || files["acme again"].ID != a.ID || files["acme other"].Unique == a.Unique {
		t.Errorf("got %+v", files)
	}
	wantError(t, c.call(t, sim.AddBot(botsim.Bot{}).Token, "getFile", "file_id", a.ID), 400, "Bad Request: wrong file_id or the file is temporarily unavailable")
}

func TestPicturesDecode(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	v.Send(botsim.Photo())
	photo := decode[[]struct{ Message sentMessage }](t, c.call(t, bot.Token, "getUpdates"))[0].Message.Photo
	for _, size := range photo {
		f := decode[wireFile](t, c.call(t, bot.Token, "getFile", "file_id", size.ID))
		_, data, err := c.fetch(t.Context(), bot.Token, f.Path)
		if err != nil || int64(len(data)) != size.Size {
			t.Fatalf("%d bytes of %d, %v", len(data), size.Size, err)
		}
		m, err := jpeg.Decode(bytes.NewReader(data))
		if err != nil || m.Bounds().Dx() != size.Width || m.Bounds().Dy() != size.Height {
			t.Errorf("%d×%d: %v", size.Width, size.Height, err)
		}
	}
}

func TestHostileFiles(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	for name, content := range map[string]botsim.Content{
		"truncated": botsim.Photo().WithBytes(blankPNG(t, 30, 20)[:60]),
		"not one":   botsim.Photo().WithBytes([]byte("MZ")),
		"empty":     botsim.Document("a.pdf", "application/pdf", 9).WithBytes(nil),
		"claims":    {"photo": []any{botsim.FileOf([]byte("x"), map[string]any{"width": 100_000, "height": 100_000})}},
	} {
		v.Send(content)
		m := decode[[]struct{ Message sentMessage }](t, c.call(t, bot.Token, "getUpdates", "offset", "-1"))[0].Message
		file := m.Document
		if len(m.Photo) > 0 {
			file = &m.Photo[0]
		}
		if got := c.call(t, bot.Token, "getFile", "file_id", file.ID); !got.OK {
			t.Errorf("%s: %s", name, got.Body)
		}
		if name == "truncated" && (file.Width != 30 || file.Height != 20) || name == "claims" && file.Width != 100_000 {
			t.Errorf("%s: %+v", name, file)
		}
	}
}

func TestFetchFaults(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		fault  botsim.Fault
		status int // 0: cut before the header
		bytes  int
	}{
		{botsim.Fault{Kind: botsim.NotFound}, 404, -1},
		{botsim.Fault{Kind: botsim.TooManyRequests}, 429, -1},
		{botsim.Fault{Kind: botsim.BadGateway}, 502, -1},
		{botsim.Fault{Kind: botsim.InternalErrorAfter}, 500, -1},
		{botsim.Fault{Kind: botsim.CutBefore}, 0, 0},
		{botsim.Fault{Kind: botsim.CutAfter}, 200, 50_000},
		{botsim.Fault{Kind: botsim.Truncated}, 200, 50_000},
		{botsim.Fault{Kind: botsim.CutMidway, Bytes: 70_000}, 200, 70_000},
		{botsim.Fault{Kind: botsim.EmptyBody}, 200, 0},
		{botsim.Fault{Kind: botsim.WrongTypes}, 200, 100_000},
	} {
		sim, c := newSim(t)
		bot := sim.AddBot(botsim.Bot{})
		f := sendAndGetFile(t, c, bot, bot.Visitor(hana), botsim.Document("a", "x/y", 100_000))
		tt.fault.Method, tt.fault.Times = botsim.Download, 1
		sim.Inject(tt.fault)
		c.client.CloseIdleConnections() // on a used one Go asks again by itself
		resp, data, err := c.fetch(t.Context(), bot.Token, f.Path)
		whole := tt.bytes < 0 || tt.bytes == 100_000 || tt.fault.Kind == botsim.EmptyBody
		switch {
		case tt.status == 0:
			if err == nil {
				t.Errorf("%+v: got %d", tt.fault, resp.StatusCode)
			}
		case resp == nil || resp.StatusCode != tt.status || (err == nil) != whole || tt.bytes >= 0 && len(data) != tt.bytes:
			t.Errorf("%+v: %d bytes, %v", tt.fault, len(data), err)
		}
		if _, data, err := c.fetch(t.Context(), bot.Token, f.Path); err != nil || len(data) != 100_000 || sim.Count(botsim.Download) != 2 {
			t.Errorf("%+v: then %d bytes, %v", tt.fault, len(data), err)
		}
	}
}

func TestSlowAndHangingFiles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim := botsim.New()
		bot := sim.AddBot(botsim.Bot{})
		c, v := inMemory(t, sim), bot.Visitor(hana)
		f := sendAndGetFile(t, c, bot, v, botsim.Document("a", "x/y", 640<<10))
		took := func(ctx context.Context) (time.Duration, int, error) {
			began := time.Now()
			_, data, err := c.fetch(ctx, bot.Token, f.Path)
			return time.Since(began), len(data), err
		}
		slow := sim.Inject(botsim.Fault{Kind: botsim.Slow, Pause: time.Second})
		if d, n, err := took(t.Context()); d < 10*time.Second || d > 30*time.Second || n != 640<<10 || err != nil {
			t.Errorf("slow: %d bytes after %v, %v", n, d, err)
		}
		began := time.Now()
		c.mustUpload(t, bot.Token, "sendDocument", map[string]string{"chat_id": "77"}, part{"document", "d", botsim.Filler(640 << 10)})
		if d := time.Since(began); d < 10*time.Second {
			t.Errorf("a slow upload took %v", d)
		}
		slow.Remove()
		hung := sim.Inject(botsim.Fault{Kind: botsim.HangAfter, Method: botsim.Download})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if d, n, err := took(ctx); d != time.Minute || n != 320<<10 || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("hung: %d bytes after %v, %v", n, d, err)
		}
		hung.Release()
		unread := sim.Inject(botsim.Fault{Kind: botsim.HangBeforeBody, Method: "sendDocument"})
		time.AfterFunc(time.Hour, unread.Release)
		began = time.Now()
		if got := c.mustUpload(t, bot.Token, "sendDocument", map[string]string{"chat_id": "77"}, part{"document", "d", botsim.Filler(9)}); !got.OK || time.Since(began) != time.Hour {
			t.Errorf("unread: %s after %v", got.Body, time.Since(began))
		}
	})
}
