package telegram

import (
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
)

// remoteFile is the result of getFile.
type remoteFile struct {
	Path string `json:"file_path"`
	Size int64  `json:"file_size"` // 0 if unknown
}

// Fetch implements core.FileLink.
func (l *link) Fetch(ctx context.Context, fileID string, w io.Writer, progress func(core.Progress)) error {
	t := &download{link: l, w: w, progress: progress}
	err := t.run(ctx, fileID)
	if errors.Is(err, errLinkExpired) { // links are valid for an hour
		err = t.run(ctx, fileID)
	}
	if ctx.Err() != nil && err != nil {
		return ctx.Err()
	}
	if errors.Is(err, errLinkExpired) {
		return &core.FetchError{Kind: core.FetchGone, Detail: core.NewProblem("fetch_gone", l.client.host), Err: err}
	}
	return err
}

// download copies one file to w.
type download struct {
	link     *link
	w        io.Writer
	progress func(core.Progress)
}

// run calls getFile and copies the file. errLinkExpired means that nothing was
// written to w.
func (t *download) run(ctx context.Context, fileID string) error {
	c := t.link.client
	p, f := c.getFile(ctx, t.link.token(), fileID)
	if f != nil {
		return c.fetchError(f)
	}
	if file := c.openLocal(p); file != nil {
		defer func() { _ = file.Close() }()
		return t.transferError(t.copy(ctx, file, p.Size))
	}
	return t.overHTTP(ctx, p)
}

func (c *Client) getFile(ctx context.Context, token core.Token, fileID string) (p remoteFile, f *failure) {
	timeout := getFileTimeoutOwn
	if c.isCloud() {
		timeout = getFileTimeout
	}
	raw, f := c.call(ctx, token, request{method: "getFile", params: map[string]any{"file_id": fileID}, timeout: timeout, via: c.calls})
	if f != nil {
		return p, f
	}
	// Fields that are missing or malformed stay empty.
	if err := json.Unmarshal(raw, &p); p.Path == "" {
		f = c.unreadable()
		f.err = err
		return p, f
	}
	p.Size = max(p.Size, 0)
	return p, nil
}

// openLocal opens the file in the folder of a server on this machine, nil if
// there is none. Only a server started with --local returns absolute paths
// (core.telegram.org/bots/api#using-a-local-bot-api-server). Telegram's cloud
// must not name files of this machine.
func (c *Client) openLocal(p remoteFile) *os.File {
	if c.isCloud() || !filepath.IsAbs(p.Path) {
		return nil
	}
	if at, err := os.Stat(p.Path); err != nil || !at.Mode().IsRegular() {
		return nil
	}
	file, err := os.Open(p.Path)
	if err != nil {
		return nil
	}
	return file
}

// overHTTP copies the file over HTTP. The address contains the token: errors are
// redacted, and no redirect is followed.
func (t *download) overHTTP(ctx context.Context, p remoteFile) error {
	c, token := t.link.client, t.link.token()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stall := time.AfterFunc(stallTimeout, func() { cancel(errStalled) })
	defer stall.Stop()
	x := &exchange{via: c.calls}
	resp, err := c.getURL(x.traced(ctx), x, c.fileURL(token, p.Path))
	if err != nil {
		f := c.failureOf(err, x, token, request{method: "file", timeout: stallTimeout})
		if context.Cause(ctx) == errStalled {
			return t.transferError(errStalled)
		}
		return c.fetchError(f)
	}
	defer func() { _ = resp.Body.Close() }()
	if err := c.refusedFile(resp, x); err != nil {
		return err
	}
	size := p.Size
	if size == 0 {
		size = max(resp.ContentLength, 0)
	}
	err = t.copy(ctx, stallReader{resp.Body, stall}, size)
	if err != nil && context.Cause(ctx) == errStalled {
		err = errStalled
	}
	return t.transferError(err)
}

func (c *Client) getURL(ctx context.Context, x *exchange, address string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	req.Header.Set("Accept-Encoding", "identity") // progress counts bytes of the file
	if u := req.URL.User; u != nil {
		password, _ := u.Password()
		req.SetBasicAuth(u.Username(), password)
	}
	return x.do(req)
}

// fileURL is the address of a file, whose path may be any text.
func (c *Client) fileURL(token core.Token, path string) string {
	var elements []string
	for element := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		elements = append(elements, url.PathEscape(element))
	}
	return c.url + "/file/bot" + token.Reveal() + "/" + strings.Join(elements, "/")
}

// refusedFile is the error for a status other than 200.
func (c *Client) refusedFile(resp *http.Response, x *exchange) error {
	f := &failure{status: resp.StatusCode, retryAfter: x.retryAfter, err: fmt.Errorf("file: HTTP %d", resp.StatusCode)}
	switch resp.StatusCode {
	case http.StatusOK:
		return nil
	case http.StatusNotFound, http.StatusGone:
		return errLinkExpired
	case http.StatusUnauthorized, http.StatusTooManyRequests:
		f.code = resp.StatusCode
		return c.fetchError(c.describeAnswer(f))
	default:
		e := c.fetchError(f.with(idStatusFile, c.host, f.status))
		e.FileOnly = true // the server answered getFile a moment ago
		return e
	}
}

// copy copies size bytes, or everything if size is 0. It checks the size itself:
// a body that is cut between two chunks ends like a complete one.
func (t *download) copy(ctx context.Context, from io.Reader, size int64) error {
	buf := make([]byte, copyChunk)
	done, limit := int64(0), int64(maxFile)
	if size > 0 {
		limit = min(limit, size)
	}
	for {
		n, err := from.Read(buf)
		fits := min(int64(n), limit-done)
		done += fits
		if err := t.write(buf[:fits], core.Progress{Done: done, Total: size}); err != nil {
			return err
		}
		switch {
		case fits < int64(n):
			return errLong
		case err == io.EOF && done < size:
			return errShort
		case err == io.EOF:
			return nil
		case err != nil:
			return fmt.Errorf("read file: %w", err)
		case ctx.Err() != nil:
			return ctx.Err()
		}
	}
}

func (t *download) write(p []byte, progress core.Progress) error {
	if len(p) == 0 {
		return nil
	}
	if _, err := t.w.Write(p); err != nil {
		return &core.FetchError{Kind: core.FetchUnavailable, Detail: core.NewProblem("fetch_disk"), Err: err}
	}
	if t.progress != nil {
		t.progress(progress)
	}
	return nil
}

// transferError converts the error of a transfer to a FetchError.
func (t *download) transferError(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := errors.AsType[*core.FetchError](err); ok {
		return err
	}
	c := t.link.client
	detail := core.NewProblem("fetch_cut", c.host)
	switch {
	case errors.Is(err, errStalled):
		detail = core.NewProblem("fetch_stalled", c.host, stallTimeout)
	case errors.Is(err, errLong):
		detail = core.NewProblem("fetch_too_long", c.host)
	}
	redacted := &redactedError{text: oneLine(redact(t.link.token(), err.Error())), canceled: errors.Is(err, context.Canceled)}
	return &core.FetchError{Kind: core.FetchUnavailable, FileOnly: errors.Is(err, errShort), Detail: detail, Err: redacted}
}

// fetchError converts a failed getFile or a refused file.
func (c *Client) fetchError(f *failure) *core.FetchError {
	e := &core.FetchError{Kind: core.FetchUnavailable, Detail: f.problem(), Err: f.err}
	switch {
	case f.unauthorized():
		e.Kind = core.FetchUnauthorized
		if f.id == idTokenShape {
			break // no request was made
		}
		e.Detail = core.NewProblem("fetch_refused", c.host, f.code)
	case f.rateLimited():
		e.Kind, e.RetryAfter = core.FetchRateLimited, max(f.retryAfter, time.Second)
	case f.refusedAs("file is too big"):
		e.Kind = core.FetchTooBig
		e.Detail = core.NewProblem("file_too_big_at_telegram")
	case f.code >= 400 && f.code < 500:
		e.Kind = core.FetchGone
	}
	return e
}

// stallReader postpones the stall timer with everything it reads.
type stallReader struct {
	io.Reader
	stall *time.Timer
}

func (w stallReader) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if n > 0 {
		w.stall.Reset(stallTimeout)
	}
	return n, err
}
