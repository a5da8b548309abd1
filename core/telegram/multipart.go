package telegram

import (
	"bytes"
	"errors"
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
	body   io.Reader
	files  []io.Closer
	done   int64
	err    error // that a file could not be read
	closed bool
}

// newForm returns a body of fields, and of files under these names.
func newForm(fields map[string]string, names []string, files []core.Upload, progress func(core.Progress)) (*form, error) {
	var text bytes.Buffer // to which nothing fails to be written
	w := multipart.NewWriter(&text)
	f := &form{contentType: w.FormDataContentType(), progress: progress}
	var parts []io.Reader
	add := func(r io.Reader, size int64) { parts, f.length = append(parts, r), f.length+size }
	addText := func() {
		add(bytes.NewReader(bytes.Clone(text.Bytes())), int64(text.Len()))
		text.Reset()
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		_ = w.WriteField(name, fields[name])
	}
	for i, file := range files {
		// Name and type are sanitized, or they could end the header field.
		_, _ = w.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {fmt.Sprintf(`form-data; name="%s"; filename="%s"`, names[i], partName(file.FileName))},
			"Content-Type":        {partType(file.MIME)},
		})
		addText()
		r, err := file.Open()
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open file: %w", err), f.Close())
		}
		f.files = append(f.files, r)
		size := max(file.Size, 0)
		add(&section{io.LimitedReader{R: r, N: size}}, size)
	}
	_ = w.Close()
	addText()
	f.body = io.MultiReader(parts...)
	return f, nil
}

// section is a file in the form. If it is shorter than it was, the form ends with it: a
// server must not find the end of a form that lacks something.
type section struct{ io.LimitedReader }

func (s *section) Read(p []byte) (int, error) {
	n, err := s.LimitedReader.Read(p)
	if err == io.EOF && s.N > 0 {
		err = fmt.Errorf("the file is %d bytes shorter than it was: %w", s.N, io.ErrUnexpectedEOF)
	}
	return n, err
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
	err = crash.Do("an upload", func() (err error) {
		n, err = f.body.Read(p)
		f.done += int64(n)
		if f.progress != nil && n > 0 {
			f.progress(core.Progress{Done: f.done, Total: f.length})
		}
		return err
	})
	if err != io.EOF {
		f.err = err
	}
	return n, err
}

// Close implements io.Closer. After it no file is read and progress not called.
func (f *form) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, file := range f.files {
		_ = file.Close() // it was only read
	}
	f.files, f.closed = nil, true
	return nil
}

// state reports whether the whole body was read, and why a file could not be.
func (f *form) state() (complete bool, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.done == f.length, f.err
}
