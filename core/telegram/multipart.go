package telegram

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/textproto"
	"slices"
	"strings"
	"sync"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/crash"
)

// form is the body of an upload: a multipart form whose files are read while
// they are sent. Its length is known beforehand, so that a server notices if
// something is missing.
//
// net/http may read and close a body after the request has returned, hence the
// lock.
type form struct {
	contentType string
	length      int64
	progress    func(core.Progress)

	mu     sync.Mutex
	open   io.ReadCloser // the part that is being read
	left   int64         // bytes of it
	rest   []part        // behind it
	done   int64
	err    error // that a file could not be read
	closed bool
}

// part is a section of the body: text, or a file.
type part struct {
	size int64
	open func() (io.ReadCloser, error)
}

// newForm returns a body of fields, and of files under these names.
func newForm(fields map[string]string, names []string, files []core.Upload, progress func(core.Progress)) (*form, error) {
	var text bytes.Buffer
	w := multipart.NewWriter(&text)
	f := &form{contentType: w.FormDataContentType(), progress: progress}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if err := w.WriteField(name, fields[name]); err != nil {
			return nil, fmt.Errorf("write field %s: %w", name, err)
		}
	}
	for i, file := range files {
		// Name and type are sanitized, or they could end the header field.
		_, err := w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename="%s"`, names[i], partName(file.FileName))},
			"Content-Type":        {partType(file.MIME)},
		})
		if err != nil {
			return nil, fmt.Errorf("begin file %d: %w", i, err)
		}
		f.addText(&text)
		f.add(part{size: max(file.Size, 0), open: file.Open})
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("end form: %w", err)
	}
	f.addText(&text)
	return f, nil
}

// addText moves text to the body.
func (f *form) addText(text *bytes.Buffer) {
	content := bytes.Clone(text.Bytes())
	text.Reset()
	f.add(part{size: int64(len(content)), open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }})
}

func (f *form) add(p part) {
	f.rest = append(f.rest, p)
	f.length += p.size
}

// partName is the last element of a path of any system, on one line, without
// quotes.
func partName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.ReplaceAll(clean.Line(name).String(), `"`, "'")
	if name == "" || name == "." || name == ".." {
		return "file"
	}
	return name
}

func partType(name string) string {
	base, params, err := mime.ParseMediaType(name)
	if err == nil && strings.Count(base, "/") == 1 {
		if whole := mime.FormatMediaType(base, params); whole != "" {
			return whole
		}
	}
	return "application/octet-stream"
}

// Read implements io.Reader. It recovers panics: it runs on a goroutine of
// net/http, where a panic would end the program.
func (f *form) Read(p []byte) (n int, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.closed:
		return 0, io.ErrClosedPipe
	case f.err != nil:
		return 0, f.err
	}
	f.err = crash.Do("an upload", func() (err error) { n, err = f.read(p); return err })
	if f.err == nil && f.left == 0 && len(f.rest) == 0 {
		return n, io.EOF
	}
	return n, f.err
}

// read reads from the first part that has something left. The caller holds the lock.
func (f *form) read(p []byte) (int, error) {
	for f.left == 0 {
		f.closeFile()
		if len(f.rest) == 0 {
			return 0, nil
		}
		r, err := f.rest[0].open()
		if err != nil {
			return 0, fmt.Errorf("open file: %w", err)
		}
		f.open, f.left, f.rest = r, f.rest[0].size, f.rest[1:]
	}
	n, err := f.open.Read(p[:min(int64(len(p)), f.left)])
	f.left -= int64(n)
	f.done += int64(n)
	if err == io.EOF && f.left > 0 {
		return n, fmt.Errorf("the file is %d bytes shorter than it was: %w", f.left, io.ErrUnexpectedEOF)
	}
	if err != nil && err != io.EOF {
		return n, fmt.Errorf("read file: %w", err)
	}
	if f.progress != nil && n > 0 {
		f.progress(core.Progress{Done: f.done, Total: f.length})
	}
	return n, nil
}

func (f *form) closeFile() {
	if f.open != nil {
		_ = f.open.Close()
		f.open = nil
	}
}

// Close implements io.Closer. After it no file is read and progress not called.
func (f *form) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closeFile()
	f.closed = true
	return nil
}

// state reports whether the whole body was read, and why a file could not be.
func (f *form) state() (complete bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.done == f.length, f.err
}
