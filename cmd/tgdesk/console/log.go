package console

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core/clean"
)

// maxLog is the size in bytes beyond which the log is rotated. One older log is
// kept beside it.
const maxLog = 5 << 20

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

func openLog(path string) (*os.File, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("making the log's folder: %w", err)
	}
	info, err := os.Stat(path)
	if err == nil && info.Size() > maxLog {
		err = os.Rename(path, path+".1")
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("rotating the log: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("opening the log: %w", err)
	}
	return f, nil
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
