package botsim

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

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
