package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"tgdesk/core/clean"
)

// maxLog is the size in bytes beyond which the log starts anew; one older log
// is kept beside it.
const maxLog = 5 << 20

// openLog opens the log of the console and the engine. Nothing of it ever
// goes to the screen.
func (h host) openLog() (*slog.Logger, io.Closer, error) {
	path := h.logFile()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, nil, fmt.Errorf("making the log's folder: %w", err)
	}
	if err := rotate(path); err != nil {
		return nil, nil, fmt.Errorf("putting the old log aside: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("opening the log: %w", err)
	}
	return slog.New(slog.NewTextHandler(f, &slog.HandlerOptions{ReplaceAttr: maskAttr})), f, nil
}

// logOrNone is the log, or one that keeps nothing: a disk without room for a
// log is no reason to let visitors wait. The sentence stands on the terminal
// when the screen is gone. What cannot be written later is lost without a word.
func (h host) logOrNone() (*slog.Logger, io.Closer) {
	log, file, err := h.openLog()
	if err != nil {
		fmt.Fprintf(h.err, "tgdesk: going on without a log: %s\n", sentence(err))
		return quiet(), io.NopCloser(nil)
	}
	return log, file
}

func rotate(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil || info.Size() <= maxLog:
		return err
	}
	return os.Rename(path, path+".1")
}

// maskAttr hides what looks like a token, should one ever get into an error or
// a text that is logged.
func maskAttr(_ []string, a slog.Attr) slog.Attr {
	switch v := a.Value.Any().(type) {
	case string:
		a.Value = slog.StringValue(logged(v))
	case error:
		a.Value = slog.StringValue(logged(v.Error()))
	}
	return a
}

// logged is text as it may stand in the log, which people read on terminals:
// slog's own quoting lets a delete character through.
func logged(s string) string { return string(clean.Message(masked(s))) }
