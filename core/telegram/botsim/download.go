package botsim

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Download is the name under which fetching a file's bytes counts as a method:
// for faults, for the request log and for counts. Its one parameter is
// file_path.
const Download = "download"

// piece is how much passes at a time where a fault slows a body down.
const piece = 64 << 10

// download serves GET /file/bot<token>/<path>.
func (s *Sim) download(w http.ResponseWriter, r *http.Request, b *Bot, path string) {
	req := Request{Time: time.Now(), Bot: b.ID, Method: Download, Params: map[string]string{"file_path": path}}
	s.record(req)
	i := s.strike(req, true)
	if i == nil {
		i = s.strike(req, false)
	}
	f := s.linked(b, path)
	switch {
	case i != nil && i.refuses():
		i.apply(w, r, func(context.Context) answer { return answer{} })
	case f == nil:
		failure(404, "Not Found").write(w)
	case i != nil:
		i.serve(w, r, f)
	default:
		begin(w, f.size)
		_, _ = io.Copy(w, f.open()) // fails only when the caller has gone
	}
}

// linked finds what a link leads to; nil when there is no such link any more.
func (s *Sim) linked(b *Bot, path string) *stored {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := b.links[path]
	if s.localDir != "" || l.file == nil || !time.Now().Before(l.until) {
		return nil
	}
	return l.file
}

func begin(w http.ResponseWriter, size int64) {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	w.WriteHeader(http.StatusOK)
}

// refuses says whether a fault answers without any byte of the file.
func (i *Injected) refuses() bool {
	switch i.fault.Kind {
	case CutAfter, HangBefore, HangAfter, HangUnread, Truncated, WrongTypes, EmptyBody, Slow, CutMidway:
		return false
	}
	return true
}

// serve sends a file as the fault says.
func (i *Injected) serve(w http.ResponseWriter, r *http.Request, f *stored) {
	body, half := f.open(), f.size/2
	switch i.fault.Kind {
	case EmptyBody:
		begin(w, 0)
		return
	case HangBefore, HangUnread:
		i.hang(r.Context())
		half = 0
	case WrongTypes:
		body = strings.NewReader(strings.Repeat("\x00", int(f.size)))
	case Slow:
		body = &slowReader{body, r.Context(), i.fault.Pause}
	case CutMidway:
		half = min(i.fault.Bytes, f.size)
	}
	begin(w, f.size)
	_, _ = io.CopyN(w, body, half) // writing fails only when the caller has gone
	switch i.fault.Kind {
	case CutAfter, Truncated, CutMidway:
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case HangAfter:
		_ = http.NewResponseController(w).Flush()
		i.hang(r.Context())
	}
	_, _ = io.Copy(w, body)
}

// slowReader pauses before each piece.
type slowReader struct {
	from  io.Reader
	ctx   context.Context
	pause time.Duration
}

func (s *slowReader) Read(p []byte) (int, error) {
	timer := time.NewTimer(s.pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return s.from.Read(p[:min(len(p), piece)])
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	}
}
