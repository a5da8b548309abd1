package telegram_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/locale"
)

// receivedFileID lets a visitor send content and returns the id of its file.
func receivedFileID(t *testing.T, bot *botsim.Bot, c *telegram.Client, content botsim.Content) string {
	t.Helper()
	bot.Visitor(botsim.User{ID: 77, FirstName: "Ana"}).Send(content)
	return poll(t, c, 0).Updates[0].Message.Attachment.FileID
}

func fetchErrorKind(t *testing.T, err error) core.FetchErrorKind {
	t.Helper()
	var e *core.FetchError
	if !errors.As(err, &e) {
		t.Fatalf("Fetch = %v", err)
	}
	if !strings.HasSuffix(locale.English().Problem(e.Detail), ".") {
		t.Errorf("not a sentence: %q", e.Detail)
	}
	return e.Kind
}

func TestFetch(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	data := make([]byte, 300_000)
	_, _ = io.ReadFull(botsim.Filler(300_000), data)
	id := receivedFileID(t, bot, c, botsim.Document("../../a?b#c %zz.pdf", "application/pdf", 0).WithBytes(data))
	var got bytes.Buffer
	var last core.Progress
	calls := 0
	err := c.Connect(marked, core.Server{}).Fetch(t.Context(), id, &got, func(p core.Progress) {
		if p.Done <= last.Done || p.Total != int64(len(data)) {
			t.Errorf("progress %+v after %+v", p, last)
		}
		last, calls = p, calls+1
	})
	if err != nil || !bytes.Equal(got.Bytes(), data) || last.Done != int64(len(data)) || calls < 3 {
		t.Errorf("Fetch = %v, %d bytes, %d progress calls, last %+v", err, got.Len(), calls, last)
	}
	if err := c.Connect(marked, core.Server{}).Fetch(t.Context(), id, io.Discard, nil); err != nil {
		t.Errorf("without progress: %v", err)
	}
	empty := receivedFileID(t, bot, c, botsim.Document("e", "", 0).WithBytes(nil))
	if err := c.Connect(marked, core.Server{}).Fetch(t.Context(), empty, io.Discard, nil); err != nil {
		t.Errorf("an empty file: %v", err)
	}
}

func TestFetchErrors(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault botsim.Fault
		want  core.FetchErrorKind
	}{
		"401 of getFile":  {botsim.Fault{Kind: botsim.Unauthorized, Method: "getFile"}, core.FetchUnauthorized},
		"404 of getFile":  {botsim.Fault{Kind: botsim.NotFound, Method: "getFile"}, core.FetchUnauthorized},
		"429 of getFile":  {botsim.Fault{Kind: botsim.TooManyRequests, Method: "getFile", RetryAfter: 7}, core.FetchRateLimited},
		"502 of getFile":  {botsim.Fault{Kind: botsim.BadGateway, Method: "getFile"}, core.FetchUnavailable},
		"refused file id": {botsim.Fault{Kind: botsim.BadRequest, Method: "getFile", Description: "Bad Request: wrong file_id or the file is temporarily unavailable"}, core.FetchGone},
		"401":             {botsim.Fault{Kind: botsim.Unauthorized, Method: botsim.Download}, core.FetchUnauthorized},
		"404 for ever":    {botsim.Fault{Kind: botsim.NotFound, Method: botsim.Download}, core.FetchGone},
		"429":             {botsim.Fault{Kind: botsim.TooManyRequests, Method: botsim.Download, RetryAfter: 7}, core.FetchRateLimited},
		"500":             {botsim.Fault{Kind: botsim.InternalError, Method: botsim.Download}, core.FetchUnavailable},
		"502":             {botsim.Fault{Kind: botsim.BadGateway, Method: botsim.Download}, core.FetchUnavailable},
		"cut before":      {botsim.Fault{Kind: botsim.CutBefore, Method: botsim.Download}, core.FetchUnavailable},
		"cut":             {botsim.Fault{Kind: botsim.CutMidway, Bytes: 1000, Method: botsim.Download}, core.FetchUnavailable},
		"nothing":         {botsim.Fault{Kind: botsim.EmptyBody, Method: botsim.Download}, core.FetchUnavailable},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, bot, client := newSim(t)
			id := receivedFileID(t, bot, client, botsim.Document("a", "", 0).WithBytes(make([]byte, 200_000)))
			fault := sim.Inject(c.fault)
			err := client.Connect(marked, core.Server{}).Fetch(t.Context(), id, io.Discard, nil)
			if got := fetchErrorKind(t, err); got != c.want {
				t.Errorf("Fetch = %s (%v), want %s", got, err, c.want)
			}
			var e *core.FetchError
			if errors.As(err, &e) && (e.RetryAfter == 7*time.Second) != (c.want == core.FetchRateLimited) {
				t.Errorf("RetryAfter %s", e.RetryAfter)
			}
			// net/http itself repeats a GET whose connection was cut unanswered.
			if again := name == "404 for ever" || name == "cut before"; (fault.Hits() == 2) != again {
				t.Errorf("%d tries", fault.Hits())
			}
		})
	}
}

func TestFetchTooBigAndUnknown(t *testing.T) {
	t.Parallel()
	_, bot, c := newSim(t)
	l := c.Connect(marked, core.Server{})
	id := receivedFileID(t, bot, c, botsim.Content{"document": botsim.FillerFile(21<<20, map[string]any{})})
	err := l.Fetch(t.Context(), id, io.Discard, nil)
	if fetchErrorKind(t, err) != core.FetchTooBig || !strings.Contains(locale.English().Error(err), "20 MB") {
		t.Errorf("Fetch = %v", err)
	}
	if err := l.Fetch(t.Context(), "nonsense", io.Discard, nil); fetchErrorKind(t, err) != core.FetchGone {
		t.Errorf("Fetch = %v", err)
	}
}

// After a link expired, the file comes with one more getFile.
func TestFetchAfterLinkExpired(t *testing.T) {
	t.Parallel()
	sim, bot, c := newSim(t)
	id := receivedFileID(t, bot, c, botsim.Document("a", "", 0).WithBytes([]byte("content")))
	sim.Inject(botsim.Fault{Kind: botsim.NotFound, Method: botsim.Download, Times: 1})
	var got bytes.Buffer
	if err := c.Connect(marked, core.Server{}).Fetch(t.Context(), id, &got, nil); err != nil || got.String() != "content" {
		t.Errorf("Fetch = %v, %q", err, got.String())
	}
	if n := len(sim.Requests("getFile")); n != 2 {
		t.Errorf("getFile was asked %d times", n)
	}
}

// serveFile answers getFile with a path and a size, and the download with h.
func serveFile(t *testing.T, path string, size int64, h http.HandlerFunc) *telegram.Client {
	return serverWith(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/getFile") {
			quoted, _ := json.Marshal(path) // a string always encodes
			_, _ = fmt.Fprintf(w, `{"ok":true,"result":{"file_path":%s,"file_size":%d}}`, quoted, size)
			return
		}
		h(w, r)
	})
}

// The size of getFile and that of the download may differ.
func TestFetchSizeMismatch(t *testing.T) {
	t.Parallel()
	body := strings.Repeat("x", 1000)
	for name, c := range map[string]struct {
		client *telegram.Client
		want   core.FetchErrorKind
	}{
		"shorter than said":   {serveFile(t, "a/b", 1001, respond(200, body)), core.FetchUnavailable},
		"longer than said":    {serveFile(t, "a/b", 999, respond(200, body)), core.FetchUnavailable},
		"size unknown, cut":   {serveFile(t, "a/b", 0, truncated(200, body)), core.FetchUnavailable},
		"size unknown, whole": {serveFile(t, "a/b", 0, respond(200, body)), ""},
		"negative size":       {serveFile(t, "a/b", -1, respond(200, body)), ""},
		"no path":             {serveFile(t, "", 1000, respond(200, body)), core.FetchUnavailable},
		"a redirect":          {serveFile(t, "a/b", 1000, http.RedirectHandler("/x", http.StatusFound).ServeHTTP), core.FetchUnavailable},
		"partial content":     {serveFile(t, "a/b", 1000, respond(206, body)), core.FetchUnavailable},
		"odd path":            {serveFile(t, "a/../%zz ?#\n\x1b", 1000, respond(200, body)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got bytes.Buffer
			err := c.client.Connect(marked, core.Server{}).Fetch(t.Context(), "f", &got, nil)
			if c.want == "" {
				if err != nil || got.String() != body {
					t.Errorf("Fetch = %v, %d bytes", err, got.Len())
				}
				return
			}
			if fetchErrorKind(t, err) != c.want || got.Len() > len(body) {
				t.Errorf("Fetch = %v, %d bytes", err, got.Len())
			}
		})
	}
}

func TestFetchFromLocalServer(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	_, bot, c := newSim(t, botsim.WithLocalFiles(dir))
	id := receivedFileID(t, bot, c, botsim.Content{"document": botsim.FillerFile(25<<20, map[string]any{"file_name": "big"})})
	var last core.Progress
	sum := &counter{}
	if err := c.Connect(marked, core.Server{LocalFiles: dir}).Fetch(t.Context(), id, sum, func(p core.Progress) { last = p }); err != nil {
		t.Fatal(err)
	}
	if sum.n != 25<<20 || last.Done != 25<<20 || last.Total != 25<<20 {
		t.Errorf("%d bytes, progress %+v", sum.n, last)
	}
}

type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) { c.n += int64(len(p)); return len(p), nil }

// A server on another machine, Telegram's own included, must not name files of
// this one. Its files come over HTTP, whatever their path.
func TestFilesOfAnotherMachine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	here := filepath.Join(dir, "here")
	if err := os.WriteFile(here, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]string{
		"": "over HTTP", "http://192.0.2.1:8081": "over HTTP", "https://bots.example": "over HTTP", "http://localhost.example": "over HTTP",
		"http://127.0.0.1:8081": "secret", "http://[::1]:8081": "secret", "http://localhost:8081": "secret", "http://[::ffff:127.0.0.1]": "secret",
	} {
		c := telegram.New(telegram.Options{APIURL: address, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			body := "over HTTP"
			if strings.HasSuffix(r.URL.Path, "/getFile") {
				body = `{"ok":true,"result":{"file_path":` + strconv.Quote(here) + `}}`
			}
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: r}, nil
		})})
		var got bytes.Buffer
		if err := c.Connect(marked, core.Server{LocalFiles: dir}).Fetch(t.Context(), "f", &got, nil); err != nil || got.String() != want {
			t.Errorf("%s: Fetch = %v, %q", address, err, got.String())
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errDiskFull }

var errDiskFull = errors.New("disk full")

func TestFetchToFullDisk(t *testing.T) {
	t.Parallel()
	c := serveFile(t, "a/b", 0, respond(200, "body"))
	err := c.Connect(marked, core.Server{}).Fetch(t.Context(), "f", fullDisk{}, nil)
	if fetchErrorKind(t, err) != core.FetchUnavailable || !errors.Is(err, errDiskFull) {
		t.Errorf("Fetch = %v", err)
	}
}

// A transfer may take hours while it makes progress, and half a minute while it
// makes none.
func TestFetchStalls(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		sim := botsim.New()
		bot := sim.AddBot(botsim.Bot{ID: 123456789, Token: marked.Reveal()})
		client := sim.Client()
		c := telegram.New(telegram.Options{APIURL: "http://sim", Transport: client.Transport})
		id := receivedFileID(t, bot, c, botsim.Document("a", "", 0).WithBytes(make([]byte, 1<<20)))
		slow := sim.Inject(botsim.Fault{Kind: botsim.Slow, Method: botsim.Download, Pause: 20 * time.Second})
		if err := c.Connect(marked, core.Server{}).Fetch(t.Context(), id, io.Discard, nil); err != nil {
			t.Errorf("a slow file: %v", err)
		}
		slow.Remove()
		time.Sleep(time.Minute) // until the slow answer's handler has ended
		stuck := sim.Inject(botsim.Fault{Kind: botsim.HangAfter, Method: botsim.Download})
		start := time.Now()
		err := c.Connect(marked, core.Server{}).Fetch(t.Context(), id, io.Discard, nil)
		if waited := time.Since(start); fetchErrorKind(t, err) != core.FetchUnavailable || waited != 30*time.Second || !strings.Contains(locale.English().Error(err), "30s") {
			t.Errorf("Fetch = %v after %s", err, waited)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		if err := c.Connect(marked, core.Server{}).Fetch(ctx, id, io.Discard, nil); err != context.DeadlineExceeded {
			t.Errorf("canceled: %v", err)
		}
		cancel()
		stuck.Release()
		client.CloseIdleConnections()
		sim.Close()
	})
}
