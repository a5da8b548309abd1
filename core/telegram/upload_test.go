package telegram_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/markup"
	"tgdesk/core/telegram"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/locale"
)

// bytesOf is an upload of data.
func bytesOf(kind core.Kind, name, mime string, data []byte) core.Upload {
	return core.Upload{Kind: kind, FileName: name, MIME: mime, Size: int64(len(data)),
		Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
}

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSendOneFile(t *testing.T) {
	t.Parallel()
	ogg := append([]byte("OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13"), "OpusHead"...)
	mp4 := []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom")
	for kind, u := range map[string]core.Upload{
		"photo":    bytesOf(core.KindPhoto, "a.jpg", "image/jpeg", picture(t)),
		"document": bytesOf(core.KindDocument, "a.pdf", "application/pdf", []byte("%PDF-1.7")),
		"video":    bytesOf(core.KindVideo, "a.mp4", "video/mp4", mp4),
		"audio":    bytesOf(core.KindAudio, "a.ogg", "audio/ogg", ogg),
		"voice":    bytesOf(core.KindVoice, "a.ogg", "audio/ogg", ogg),
	} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			sim, bot, c := newSim(t)
			v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
			asked := v.Say("please send it")
			out := core.Outgoing{TelegramID: 77, Text: "\U0001F600 bold <b>", ReplyTo: asked, Quote: "send it",
				Markup: markup.Encode([]markup.Entity{{Type: markup.Bold, Offset: 3, Length: 4}})}
			var last core.Progress
			got, err := c.Connect(marked, core.Server{}).SendFiles(t.Context(), out, []core.Upload{u}, func(p core.Progress) {
				if p.Done <= last.Done || last.Total != 0 && p.Total != last.Total {
					t.Errorf("progress %+v after %+v", p, last)
				}
				last = p
			})
			if err != nil {
				t.Fatal(err)
			}
			in := v.Inbox()
			if len(in) != 1 || len(got) != 1 || in[0].ID != got[0].TelegramID || got[0].At.IsZero() {
				t.Fatalf("inbox %+v, receipts %+v", in, got)
			}
			m := in[0]
			if m.Kind != kind || m.Text != out.Text || m.ReplyTo != asked || m.Quote != "send it" || m.File == nil ||
				len(m.Entities) != 1 || m.Entities[0].Type != "bold" || m.Entities[0].Offset != 3 {
				t.Errorf("arrived as %+v", m)
			}
			r, _ := u.Open()
			data, _ := io.ReadAll(r)
			if m.File.SHA256 != sha256.Sum256(data) || m.File.Name != u.FileName || m.File.MIME != u.MIME {
				t.Errorf("file arrived as %+v", m.File)
			}
			if last.Done != last.Total || last.Total <= u.Size {
				t.Errorf("progress ended at %+v", last)
			}
			if params := lastParams(sim); params["parse_mode"] != "" || (params["disable_content_type_detection"] == "true") != (kind == "document") {
				t.Errorf("params %v", params)
			}
		})
	}
}

func lastParams(sim *botsim.Sim) map[string]string {
	all := sim.Requests("")
	return all[len(all)-1].Params
}

func TestSendAlbum(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	asked := v.Say("all of them")
	var files []core.Upload
	for i := range 10 {
		files = append(files, bytesOf(core.KindDocument, fmt.Sprintf("%d.pdf", i), "application/pdf", fmt.Appendf(nil, "%%PDF-1.7 %d", i)))
	}
	out := core.Outgoing{TelegramID: 77, Text: "ten", ReplyTo: asked, Markup: markup.Encode([]markup.Entity{{Type: markup.Italic, Length: 3}})}
	got, err := c.Connect(marked, core.Server{}).SendFiles(t.Context(), out, files, nil)
	in := v.Inbox()
	if err != nil || len(got) != 10 || len(in) != 10 {
		t.Fatalf("%d receipts, %d messages, %v", len(got), len(in), err)
	}
	for i, m := range in {
		caption := map[bool]string{true: "ten", false: ""}[i == 0]
		if m.ID != got[i].TelegramID || m.Album == "" || m.Album != in[0].Album || m.Text != caption ||
			m.File.Name != files[i].FileName || (len(m.Entities) == 1) != (i == 0) {
			t.Errorf("part %d: %+v, receipt %+v", i, m, got[i])
		}
	}
	if in[0].ReplyTo != asked {
		t.Errorf("answers %d", in[0].ReplyTo)
	}
	for _, n := range []int{0, 11} {
		_, err := c.Connect(marked, core.Server{}).SendFiles(t.Context(), out, append(files, files...)[:n], nil)
		if outcome(t, err) != core.OutcomeRefused {
			t.Errorf("%d files: %v", n, err)
		}
	}
}

func outcome(t *testing.T, err error) core.Outcome {
	t.Helper()
	var e *core.SendError
	if !errors.As(err, &e) {
		t.Fatalf("got %v", err)
	}
	if !strings.HasSuffix(locale.English().Problem(e.Detail), ".") {
		t.Errorf("not a sentence: %q", e.Detail)
	}
	return e.Outcome
}

// Names and types become header fields, which nothing in them may end.
func TestHostileNamesAndTypes(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Start("")
	for name, want := range map[string]string{
		"../../etc/passwd": "passwd", `C:\x\y.pdf`: "y.pdf", "a\r\nX-Evil: 1.pdf": "a X-Evil: 1.pdf", `q"uote.pdf`: "q'uote.pdf",
		"注文.pdf": "注文.pdf", "": "file", "..": "file", "a/": "file",
	} {
		u := bytesOf(core.KindDocument, name, "text/html\r\nX-Evil: 1", []byte("%PDF-1.7"))
		if _, err := c.Connect(marked, core.Server{}).SendFiles(t.Context(), core.Outgoing{TelegramID: 77}, []core.Upload{u}, nil); err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		in := v.Inbox()
		if got := in[len(in)-1].File; got.Name != want || got.MIME != "application/octet-stream" {
			t.Errorf("%q arrived as %q, %q", name, got.Name, got.MIME)
		}
	}
}

func TestSendFilesOutcomes(t *testing.T) {
	t.Parallel()
	size := int64(1 << 20)
	for name, c := range map[string]struct {
		fault   botsim.Fault
		want    core.Outcome
		arrives int
	}{
		"429":          {botsim.Fault{Kind: botsim.TooManyRequests}, core.OutcomeRateLimited, 0},
		"401":          {botsim.Fault{Kind: botsim.Unauthorized}, core.OutcomeUnauthorized, 0},
		"403":          {botsim.Fault{Kind: botsim.Forbidden}, core.OutcomeBotBlocked, 0},
		"400":          {botsim.Fault{Kind: botsim.BadRequest}, core.OutcomeRefused, 0},
		"cut midway":   {botsim.Fault{Kind: botsim.CutMidway, Bytes: 1000}, core.OutcomeNotSent, 0},
		"500":          {botsim.Fault{Kind: botsim.InternalErrorAfter}, core.OutcomeUnknown, 1},
		"502":          {botsim.Fault{Kind: botsim.BadGatewayAfter}, core.OutcomeUnknown, 1},
		"cut after":    {botsim.Fault{Kind: botsim.CutAfter}, core.OutcomeUnknown, 1},
		"truncated":    {botsim.Fault{Kind: botsim.Truncated}, core.OutcomeUnknown, 1},
		"wrong types":  {botsim.Fault{Kind: botsim.WrongTypes}, core.OutcomeUnknown, 1},
		"empty answer": {botsim.Fault{Kind: botsim.EmptyBody}, core.OutcomeUnknown, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, bot, client := newSim(t)
			v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
			v.Start("")
			c.fault.Method = "sendDocument"
			fault := sim.Inject(c.fault)
			u := core.Upload{Kind: core.KindDocument, FileName: "a", Size: 16 * size,
				Open: func() (io.ReadCloser, error) { return io.NopCloser(botsim.Filler(16 * size)), nil }}
			_, err := client.Connect(marked, core.Server{}).SendFiles(t.Context(), core.Outgoing{TelegramID: 77}, []core.Upload{u}, nil)
			if got := outcome(t, err); got != c.want || len(v.Inbox()) != c.arrives || fault.Hits() != 1 {
				t.Errorf("SendFiles = %s (%v), want %s; %d arrived, %d requests", got, err, c.want, len(v.Inbox()), fault.Hits())
			}
		})
	}
}

// An album's receipts are valid only together.
func TestAlbumReceipts(t *testing.T) {
	t.Parallel()
	two := []core.Upload{bytesOf(core.KindPhoto, "a", "", []byte("x")), bytesOf(core.KindPhoto, "b", "", []byte("y"))}
	for body, ok := range map[string]bool{
		`[{"message_id":1,"date":1},{"message_id":2,"forward_origin":{"type":"new"},"photo":7}]`: true,
		`[{"message_id":1,"date":1}]`:                   false,
		`[{"message_id":1,"date":1},{}]`:                false,
		`[{"message_id":1},{"message_id":"2"}]`:         false,
		`{"message_id":1}`:                              false,
		`true`:                                          false,
		`[{"message_id":1},{"message_id":2},{"a":"b"}]`: false,
	} {
		c := serverWith(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			_, _ = fmt.Fprintf(w, `{"ok":true,"result":%s}`, body)
		})
		got, err := c.Connect(marked, core.Server{}).SendFiles(t.Context(), core.Outgoing{TelegramID: 1}, two, nil)
		if ok && (err != nil || len(got) != 2 || got[1].TelegramID != 2) || !ok && outcome(t, err) != core.OutcomeUnknown {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
}

// A file that cannot be read was not sent, and a retry would not help.
func TestUnreadableUploads(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Start("")
	shrunk := bytesOf(core.KindDocument, "a", "", make([]byte, 500_000))
	shrunk.Size = 600_000
	broken := core.Upload{Kind: core.KindDocument, Size: 500_000, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(botsim.Filler(400_000), failing{})), nil
	}}
	missing := core.Upload{Kind: core.KindDocument, Size: 5, Open: func() (io.ReadCloser, error) { return os.Open("/nowhere/at/all") }}
	for name, u := range map[string]core.Upload{"shrunk": shrunk, "broken": broken, "missing": missing} {
		_, err := c.Connect(marked, core.Server{}).SendFiles(t.Context(), core.Outgoing{TelegramID: 77}, []core.Upload{u}, nil)
		if outcome(t, err) != core.OutcomeRefused || !strings.Contains(locale.English().Error(err), "could not be read") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(v.Inbox()); n != 0 {
		t.Errorf("%d messages arrived", n)
	}
	grown := bytesOf(core.KindDocument, "a", "", []byte("twelve bytes"))
	grown.Size = 6
	if _, err := c.Connect(marked, core.Server{}).SendFiles(t.Context(), core.Outgoing{TelegramID: 77}, []core.Upload{grown}, nil); err != nil {
		t.Errorf("grown: %v", err)
	}
	if in := v.Inbox(); len(in) != 1 || in[0].File.Size != 6 {
		t.Errorf("a file that grew arrived as %+v", in)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("input/output error") }

// An upload that is canceled before its last byte is not sent.
func TestUploadCanceled(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	v := bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"})
	v.Start("")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var over atomic.Bool
	u := core.Upload{Kind: core.KindDocument, FileName: "a", Size: 64 << 20,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(botsim.Filler(64 << 20)), nil }}
	_, err := c.Connect(marked, core.Server{}).SendFiles(ctx, core.Outgoing{TelegramID: 77}, []core.Upload{u}, func(p core.Progress) {
		if over.Load() {
			t.Error("progress after the end")
		}
		if p.Done > 1<<20 {
			cancel()
		}
	})
	over.Store(true)
	if outcome(t, err) != core.OutcomeNotSent || !errors.Is(err, context.Canceled) || len(v.Inbox()) != 0 {
		t.Errorf("SendFiles = %v, %d arrived", err, len(v.Inbox()))
	}
}

// 15 s and a second for each 64 KiB.
func TestUploadTimesOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, v := hangingServer(t, "sendDocument")
		start := time.Now()
		u := bytesOf(core.KindDocument, "a", "", make([]byte, 640<<10))
		_, err := c.Connect(marked, core.Server{}).SendFiles(t.Context(), core.Outgoing{TelegramID: 77}, []core.Upload{u}, nil)
		if waited := time.Since(start); outcome(t, err) != core.OutcomeUnknown || waited != 25*time.Second || len(v.Inbox()) != 1 {
			t.Errorf("SendFiles = %v after %s", err, waited)
		}
	})
}

func TestUploadNeverConnects(t *testing.T) {
	t.Parallel()
	u := bytesOf(core.KindDocument, "a", "", []byte("x"))
	for name, c := range map[string]*telegram.Client{
		"closed":     telegram.New(telegram.Options{APIURL: closedPort(t)}),
		"no address": telegram.New(telegram.Options{APIURL: "nonsense"}),
	} {
		_, err := c.Connect(marked, core.Server{}).SendFiles(t.Context(), core.Outgoing{TelegramID: 77}, []core.Upload{u}, nil)
		if outcome(t, err) != core.OutcomeNotSent {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A proxy that refuses a size will refuse it again.
func TestUploadTooLargeForFrontEnd(t *testing.T) {
	t.Parallel()
	c := serverWith(t, respond(413, "<html>"))
	u := bytesOf(core.KindDocument, "a", "", []byte("x"))
	_, err := c.Connect(marked, core.Server{}).SendFiles(t.Context(), core.Outgoing{TelegramID: 77}, []core.Upload{u}, nil)
	if outcome(t, err) != core.OutcomeRefused {
		t.Errorf("SendFiles = %v", err)
	}
}

// TestUploadMemory is not parallel: it counts what the whole process allocates.
func TestUploadMemory(t *testing.T) {
	const size = 20 << 20
	var got atomic.Int64
	c := serverWith(t, func(w http.ResponseWriter, r *http.Request) {
		n, _ := io.Copy(io.Discard, r.Body)
		got.Store(n)
		_, _ = io.WriteString(w, `{"ok":true,"result":{"message_id":1,"date":1}}`)
	})
	u := core.Upload{Kind: core.KindDocument, FileName: "a", Size: size,
		Open: func() (io.ReadCloser, error) { return io.NopCloser(botsim.Filler(size)), nil }}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := c.Connect(marked, core.Server{}).SendFiles(t.Context(), core.Outgoing{TelegramID: 1}, []core.Upload{u}, nil); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	allocated := after.TotalAlloc - before.TotalAlloc
	t.Logf("%d bytes sent, %d allocated in all", got.Load(), allocated)
	if got.Load() < size || allocated > 3<<20 {
		t.Errorf("%d bytes arrived, %d bytes were allocated", got.Load(), allocated)
	}
}
