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

// What the cloud server lets bots fetch, and for how long a link works (source:
// core.telegram.org/bots/api#getfile). A local server knows no such limits.
const (
	maxFetch   = 20 << 20
	linkLasts  = time.Hour
	goneFileID = "wrong file_id or the file is temporarily unavailable"
)

// link is a path that a file can be fetched under.
type link struct {
	file  *stored
	until time.Time
}

// WithLocalFiles makes the server a local one, as with --local: getFile answers
// with an absolute path below dir, where the bytes then are, without a limit;
// uploads may have 2000 MB and may name files of this machine (file://…); nothing
// is served under /file/.
func WithLocalFiles(dir string) Option { return func(s *Sim) { s.localDir = dir } }

func (s *Sim) getFile(_ context.Context, b *Bot, p params) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	f := b.files[p["file_id"]]
	switch {
	case p["file_id"] == "":
		return badRequest("file_id not specified")
	case f == nil || f.open == nil:
		return badRequest(goneFileID)
	case s.localDir == "" && f.size > maxFetch:
		return badRequest("file is too big")
	}
	path := b.giveLink(f)
	if s.localDir != "" {
		var err error
		if path, err = s.saveLocally(b, f); err != nil {
			return failure(500, "Internal Server Error: "+err.Error())
		}
	}
	b.links[f.path] = link{file: f, until: time.Now().Add(linkLasts)}
	return result(map[string]any{
		"file_id": f.id, "file_unique_id": f.unique, "file_size": f.size, "file_path": path,
	})
}

// saveLocally puts the bytes where the local server's getFile says they are.
func (s *Sim) saveLocally(b *Bot, f *stored) (path string, err error) {
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
