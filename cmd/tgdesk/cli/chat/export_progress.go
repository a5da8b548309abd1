package chat

import (
	"fmt"
	"io"
	"time"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core"
)

// countTo counts the bytes that pass.
type countTo struct {
	w io.Writer
	n *int64
}

func (c countTo) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	*c.n += int64(n)
	return n, err
}

// progressLine is one line at the terminal that says how far an export has come.
type progressLine struct {
	to    io.Writer // nil where there is no terminal for it
	now   func() time.Time
	last  time.Time
	drawn bool
}

const progressPause = 100 * time.Millisecond

// newProgressLine draws on standard error, unless what is written goes to the same
// terminal.
func newProgressLine(env *cli.Env, toOutput bool) progressLine {
	if at := env.Terminals(); !at.Errors || toOutput && at.Out || env.Getenv("TERM") == "dumb" {
		return progressLine{}
	}
	return progressLine{to: env.Err, now: env.Now}
}

func (p *progressLine) show(s exported, bytes int64) {
	if p.to == nil || p.drawn && p.now().Sub(p.last) < progressPause {
		return
	}
	p.last, p.drawn = p.now(), true
	_, _ = fmt.Fprintf(p.to, "\r\x1b[K%d %% · %d chats, %d messages, %s", int64(s.After)*100/max(int64(s.Last), 1), s.Chats, s.Messages, core.FormatSize(bytes)) // what counts is that it goes on
}

func (p *progressLine) clear() {
	if p.drawn {
		_, _ = io.WriteString(p.to, "\r\x1b[K")
	}
	p.drawn = false
}
