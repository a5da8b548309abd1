package telegram

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"tgdesk/core"
)

const (
	// The server downloads the file before it answers getFile: up to 20 MB in the
	// cloud, any size at a server of one's own.
	getFileTimeout    = time.Minute
	getFileTimeoutOwn = time.Hour
	// stallTimeout is how long a transfer may make no progress.
	stallTimeout = 30 * time.Second
	copyChunk    = 64 << 10
	// maxFile is the size of Telegram's largest files; an endless body is none.
	maxFile = 4 << 30
)

var (
	errStalled     = errors.New("nothing came for too long")
	errShort       = errors.New("the file ended early")
	errLong        = errors.New("the file goes on beyond its size")
	errLinkExpired = errors.New("the link leads nowhere")
	errNotAllowed  = errors.New("the path is of this machine and may not be read")
)

// remoteFile is the result of getFile.
type remoteFile struct {
	Path string `json:"file_path"`
	Size int64  `json:"file_size"` // 0 if unknown
}

// Fetch implements core.Link.
func (l *link) Fetch(ctx context.Context, fileID string, w io.Writer, progress func(core.Progress)) error {
	err := l.fetch(ctx, fileID, w, progress)
	if errors.Is(err, errLinkExpired) { // links are valid for an hour
		err = l.fetch(ctx, fileID, w, progress)
	}
	switch {
	case err != nil && ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, errLinkExpired):
		return &core.FetchError{Kind: core.FetchGone, Detail: core.NewProblem("fetch_gone", l.host), Err: err}
	}
	return err
}

// fetch calls getFile and copies the file. errLinkExpired means that nothing was
// written to w.
func (l *link) fetch(ctx context.Context, fileID string, w io.Writer, progress func(core.Progress)) error {
	timeout := getFileTimeoutOwn
	if l.isCloud() {
		timeout = getFileTimeout
	}
	raw, f := l.call(ctx, request{method: "getFile", params: map[string]any{"file_id": fileID}, timeout: timeout})
	if f != nil {
		return l.fetchError(f)
	}
	var remote remoteFile
	// Fields that are missing or malformed stay empty.
	if err := json.Unmarshal(raw, &remote); remote.Path == "" {
		return l.fetchError(l.unreadable(err))
	}
	remote.Size = max(remote.Size, 0)
	// Only a server started with --local returns absolute paths
	// (core.telegram.org/bots/api#using-a-local-bot-api-server).
	isLocal := filepath.IsAbs(remote.Path) && !l.isCloud()
	if isLocal && l.localFiles != "" {
		if file := openBelow(l.localFiles, remote.Path); file != nil {
			defer func() { _ = file.Close() }()
			return l.transferError(transfer(ctx, w, file, remote.Size, progress))
		}
	}
	err := l.download(ctx, remote, w, progress) // a proxy in front of the server may serve its files
	if isLocal && errors.Is(err, errLinkExpired) {
		return &core.FetchError{Kind: core.FetchGone, Detail: core.NewProblem("fetch_local", l.host), Err: errNotAllowed}
	}
	return err
}

// openBelow opens a regular file in dir or below, nil if path is none: the server
// names the path, and must not reach another file of this machine, be it through
// links.
func openBelow(dir, path string) *os.File {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil
	}
	defer func() { _ = root.Close() }()
	below, err := filepath.Rel(dir, path)
	if err != nil || !filepath.IsLocal(below) { // dir may be a link to the folder that the server names
		if dir, err = filepath.EvalSymlinks(dir); err != nil {
			return nil
		}
		if below, err = filepath.Rel(dir, path); err != nil {
			return nil
		}
	}
	file, err := root.OpenFile(below, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe would wait for its writer
	if err != nil {
		return nil
	}
	if at, err := file.Stat(); err != nil || !at.Mode().IsRegular() {
		_ = file.Close()
		return nil
	}
	return file
}

// download copies the file over HTTP. The address contains the token: errors are
// redacted, and no redirect is followed.
func (l *link) download(ctx context.Context, remote remoteFile, w io.Writer, progress func(core.Progress)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stall := time.AfterFunc(stallTimeout, func() { cancel(errStalled) })
	defer stall.Stop()
	x, q := &exchange{via: l.calls}, request{method: "file", timeout: stallTimeout}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, l.fileURL(remote.Path), http.NoBody)
	if err != nil {
		return l.fetchError(l.failureOf(fmt.Errorf("make request: %w", err), x, q))
	}
	req.Header.Set("Accept-Encoding", "identity") // progress counts bytes of the file
	resp, err := x.do(req)
	switch {
	case err != nil && context.Cause(ctx) == errStalled:
		return l.transferError(errStalled)
	case err != nil:
		return l.fetchError(l.failureOf(err, x, q))
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return l.refusedFile(x)
	}
	remote.Size = cmp.Or(remote.Size, max(resp.ContentLength, 0))
	err = transfer(ctx, w, resp.Body, remote.Size, func(p core.Progress) {
		stall.Reset(stallTimeout)
		if progress != nil {
			progress(p)
		}
	})
	if err != nil && context.Cause(ctx) == errStalled {
		err = errStalled
	}
	return l.transferError(err)
}

// fileURL is the address of a file, whose path may be any text.
func (l *link) fileURL(path string) string {
	elements := strings.Split(strings.Trim(path, "/"), "/")
	for i := range elements {
		elements[i] = url.PathEscape(elements[i])
	}
	return l.base + "/file/bot" + l.token().Reveal() + "/" + strings.Join(elements, "/")
}

// refusedFile is the error for a status other than 200.
func (l *link) refusedFile(x *exchange) error {
	f := &failure{status: x.status, retryAfter: x.retryAfter, err: fmt.Errorf("file: HTTP %d", x.status)}
	switch x.status {
	case http.StatusNotFound, http.StatusGone:
		return errLinkExpired
	case http.StatusUnauthorized, http.StatusTooManyRequests:
		f.code = x.status
		return l.fetchError(l.describeAnswer(f))
	}
	e := l.fetchError(f.with("telegram_http_status_file", l.host, x.status))
	e.FileOnly = true // the server answered getFile a moment ago
	return e
}

// transfer copies size bytes, or everything if size is 0. It checks the size itself:
// a body that is cut between two chunks ends like a complete one.
func transfer(ctx context.Context, w io.Writer, from io.Reader, size int64, progress func(core.Progress)) error {
	done, limit := int64(0), int64(maxFile)
	if size > 0 {
		limit = min(limit, size)
	}
	_, err := io.CopyBuffer(writerFunc(func(p []byte) (int, error) {
		n, err := w.Write(p)
		if err != nil {
			return n, &core.FetchError{Kind: core.FetchUnavailable, Detail: core.NewProblem("fetch_disk"), Err: err}
		}
		done += int64(n)
		if progress != nil {
			progress(core.Progress{Done: done, Total: size})
		}
		return n, ctx.Err()
	}), io.LimitReader(from, limit), make([]byte, copyChunk))
	if err == nil && done < size {
		return errShort
	}
	n := 0
	if err == nil {
		n, err = io.ReadFull(from, make([]byte, 1))
	}
	switch {
	case n > 0:
		return errLong
	case err != io.EOF:
		return fmt.Errorf("copy file: %w", err)
	}
	return nil
}

// writerFunc is a function as an io.Writer.
type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

// transferError converts the error of a transfer to a FetchError.
func (l *link) transferError(err error) error {
	if err == nil {
		return nil
	}
	if e, ok := errors.AsType[*core.FetchError](err); ok {
		return e
	}
	e := &core.FetchError{
		Kind: core.FetchUnavailable, FileOnly: errors.Is(err, errShort),
		Detail: core.NewProblem("fetch_cut", l.host), Err: l.redactedError(err),
	}
	switch {
	case errors.Is(err, errStalled):
		e.Detail = core.NewProblem("fetch_stalled", l.host, stallTimeout)
	case errors.Is(err, errLong):
		e.Detail = core.NewProblem("fetch_too_long", l.host)
	}
	return e
}

// fetchError converts a failed getFile or a refused file.
func (l *link) fetchError(f *failure) *core.FetchError {
	e := &core.FetchError{Kind: core.FetchUnavailable, Detail: f.problem(), Err: f.err}
	switch {
	case f.id == idTokenShape: // no request was made
		e.Kind = core.FetchUnauthorized
	case f.unauthorized():
		e.Kind, e.Detail = core.FetchUnauthorized, core.NewProblem("fetch_refused", l.host, f.code)
	case f.rateLimited():
		e.Kind, e.RetryAfter = core.FetchRateLimited, f.retryAfter
	case f.refusedAs("file is too big"):
		e.Kind, e.Detail = core.FetchTooBig, core.NewProblem("file_too_big_at_telegram")
	case f.code >= 400 && f.code < 500:
		e.Kind = core.FetchGone
	}
	return e
}
