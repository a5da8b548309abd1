package botsim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// Download is the method name of file downloads, for faults, requests and counts.
// Its parameter is file_path.
const Download = "download"

// slowChunk is how much is read between two pauses of Slow.
const slowChunk = 64 << 10

// download serves GET /file/bot<token>/<path>.
func (s *Sim) download(w http.ResponseWriter, r *http.Request, b *Bot, path string) {
	req := Request{Time: time.Now(), Bot: b.ID, Method: Download, Params: map[string]string{"file_path": path}}
	s.record(req)
	i := s.takeFault(req, true)
	if i == nil {
		i = s.takeFault(req, false)
	}
	f := s.fileAt(b, path)
	switch {
	case i != nil && i.sendsNoFile():
		i.apply(w, r, func(context.Context) answer { return answer{} })
	case f == nil:
		failure(404, "Not Found").write(w)
	case i != nil:
		i.serveFile(w, r, f)
	default:
		writeFileHeader(w, f.size)
		_, _ = io.Copy(w, f.open()) // fails only if the client has disconnected
	}
}

// fileAt returns the file of a link, nil if there is none or it has expired.
func (s *Sim) fileAt(b *Bot, path string) *storedFile {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := b.links[path]
	if s.localDir != "" || l.file == nil || !time.Now().Before(l.until) {
		return nil
	}
	return l.file
}

func writeFileHeader(w http.ResponseWriter, size int64) {
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	w.WriteHeader(http.StatusOK)
}

// sendsNoFile reports whether the fault answers without any byte of the file.
func (i *ActiveFault) sendsNoFile() bool {
	switch i.fault.Kind {
	case CutAfter, HangBefore, HangAfter, HangBeforeBody, Truncated, WrongTypes, EmptyBody, Slow, CutMidway:
		return false
	}
	return true
}

// serveFile sends a file with the fault.
func (i *ActiveFault) serveFile(w http.ResponseWriter, r *http.Request, f *storedFile) {
	body, half := f.open(), f.size/2
	switch i.fault.Kind {
	case EmptyBody:
		writeFileHeader(w, 0)
		return
	case HangBefore, HangBeforeBody:
		i.hang(r.Context())
		half = 0
	case WrongTypes:
		body = strings.NewReader(strings.Repeat("\x00", int(f.size)))
	case Slow:
		body = &slowReader{body, r.Context(), i.fault.Pause}
	case CutMidway:
		half = min(i.fault.Bytes, f.size)
	}
	writeFileHeader(w, f.size)
	_, _ = io.CopyN(w, body, half) // fails only if the client has disconnected
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

// slowReader pauses before each chunk.
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
		return s.from.Read(p[:min(len(p), slowChunk)])
	case <-s.ctx.Done():
		return 0, s.ctx.Err()
	}
}

// The limits of the cloud server (source: core.telegram.org/bots/api#getfile). A
// local server has none.
const (
	maxFetch     = 20 << 20
	linkLifetime = time.Hour
	badFileID    = "wrong file_id or the file is temporarily unavailable"
)

// link is a path for downloads of a file.
type link struct {
	file  *storedFile
	until time.Time
}

// WithLocalFiles simulates a server started with --local: getFile writes files of
// any size to dir and returns absolute paths, uploads may have 2000 MB and may
// name files of this machine (file://…), and nothing is served under /file/.
func WithLocalFiles(dir string) Option { return func(s *Sim) { s.localDir = dir } }

func (s *Sim) getFile(_ context.Context, b *Bot, p params) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := b.files[p["file_id"]]
	switch {
	case p["file_id"] == "":
		return badRequest("file_id not specified")
	case f == nil || f.open == nil:
		return badRequest(badFileID)
	case s.localDir == "" && f.size > maxFetch:
		return badRequest("file is too big")
	}
	path := b.linkTo(f)
	if s.localDir != "" {
		var err error
		if path, err = s.saveLocally(b, f); err != nil {
			return failure(500, "Internal Server Error: "+err.Error())
		}
	}
	b.links[f.path] = link{file: f, until: time.Now().Add(linkLifetime)}
	return result(map[string]any{
		"file_id": f.id, "file_unique_id": f.unique, "file_size": f.size, "file_path": path,
	})
}

// saveLocally writes the file to the path that getFile of a local server returns.
func (s *Sim) saveLocally(b *Bot, f *storedFile) (path string, err error) {
	path, err = filepath.Abs(filepath.Join(s.localDir, strconv.FormatInt(b.ID, 10), filepath.FromSlash(f.path)))
	if err != nil {
		return "", fmt.Errorf("find the local directory: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", fmt.Errorf("make the local directory: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return "", fmt.Errorf("make a local file: %w", err)
	}
	_, err = io.Copy(file, f.open())
	if err := errors.Join(err, file.Close()); err != nil {
		return "", fmt.Errorf("write a local file: %w", err)
	}
	return path, nil
}
