package picture

import (
	"context"
	"io"

	"tgdesk/tui/theme"
)

// Gallery answers what a transcript asks while it draws, from the Cache of its
// screen, and gathers the jobs that this calls for. It belongs to the screen's
// goroutine.
type Gallery struct {
	Cache   *Cache
	Mode    Mode // None while pictures are switched off
	Profile theme.Profile
	// Open opens the file with this unique name. It is called by jobs, not
	// on the screen's goroutine.
	Open func(ctx context.Context, file string) (io.ReadSeekCloser, error)

	jobs []Job
}

// Rows returns the picture of a file in at most h rows of at most w cells.
// While it is not decoded yet, ready is false; one that cannot be shown is
// ready without rows.
func (g *Gallery) Rows(file string, w, h int) (rows []string, ready bool) {
	k := Key{File: file, Cols: w, Rows: h, Mode: g.Mode, Profile: g.Profile}
	open := g.Open
	p, job := g.Cache.Need(k, func(ctx context.Context) (io.ReadSeekCloser, error) { return open(ctx, file) })
	if job != nil {
		g.jobs = append(g.jobs, job)
	}
	if p == nil {
		return nil, false
	}
	return p.Lines, true
}

// Jobs returns the jobs that came up since it was asked last. Every one of
// them must be run, and its Result brought to Cache.Put.
func (g *Gallery) Jobs() []Job {
	jobs := g.jobs
	g.jobs = nil
	return jobs
}
