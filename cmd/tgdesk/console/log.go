package console

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core/clean"
)

// maxLog is the most bytes that a log has before it is rotated. One older log is
// kept beside it.
const maxLog = 5 << 20

// logFile is a log that rotates while it is written.
type logFile struct {
	path string

	mu   sync.Mutex
	file *os.File
	size int64
}

// openLogOrNone opens the log of the screen and the engine, or one that keeps
// nothing: a disk without room for a log is no reason to let visitors wait. The
// warning stays on the terminal when the screen is gone. Later failures to write
// are ignored.
func openLogOrNone(env *cli.Env) (*slog.Logger, io.Closer) {
	f, err := openLog(env.LogFile())
	if err != nil {
		_, _ = fmt.Fprintf(env.Err, "tgdesk: going on without a log: %s\n", env.ErrorText(err))
		return slog.New(slog.DiscardHandler), io.NopCloser(nil)
	}
	return slog.New(slog.NewTextHandler(f, &slog.HandlerOptions{ReplaceAttr: redactAttr})), f
}

func openLog(path string) (*logFile, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("making the log's folder: %w", err)
	}
	l := &logFile{path: path}
	if err := l.open(); err != nil {
		return nil, err
	}
	return l, nil
}

func (l *logFile) open() error {
	f, err := os.OpenFile(l.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("opening the log: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return errors.Join(fmt.Errorf("opening the log: %w", err), f.Close())
	}
	l.file, l.size = f, info.Size()
	return nil
}

// Write appends a record. A log that cannot be rotated goes on beyond its size.
func (l *logFile) Write(record []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.size > 0 && l.size+int64(len(record)) > maxLog && os.Rename(l.path, l.path+".1") == nil {
		old := l.file
		if err := l.open(); err == nil {
			_ = old.Close()
		}
	}
	n, err := l.file.Write(record)
	l.size += int64(n)
	return n, err
}

func (l *logFile) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.file.Close()
}

// redactAttr hides what looks like a token, should one ever get into an error or
// a text that is logged, and cleans it: people read logs on terminals, and slog's
// own quoting lets a delete character through.
func redactAttr(_ []string, a slog.Attr) slog.Attr {
	var text string
	switch v := a.Value.Any().(type) {
	case string:
		text = v
	case error:
		text = v.Error()
	default:
		return a
	}
	a.Value = slog.StringValue(string(clean.Message(output.Redact(text))))
	return a
}
