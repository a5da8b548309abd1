package telegram

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/core/crash"
)

// FuzzForm encodes any name, type and caption: the file must be decoded
// unchanged, with a name without a path, and so must the caption.
func FuzzForm(f *testing.F) {
	for _, s := range []string{"a.pdf", "../../x", "a\r\nX: y", `a"; name="chat_id`, "\u202egpj.exe", "", "\\", "\x00", "a\u0301", `C:\a"b`, "%22", "\xff\xfe"} {
		f.Add(s, s, s)
	}
	f.Fuzz(func(t *testing.T, name, typ, caption string) {
		data := "\r\n--x\r\n" + caption
		u := core.Upload{FileName: name, MIME: typ, Size: int64(len(data)), Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(data)), nil }}
		body, err := newForm(map[string]string{"caption": caption}, []string{"document"}, []core.Upload{u}, nil)
		if err != nil {
			t.Fatal(err)
		}
		whole, err := io.ReadAll(body)
		if complete, _ := body.state(); err != nil || !complete || int64(len(whole)) != body.length {
			t.Fatalf("%d bytes of %d, %v", len(whole), body.length, err)
		}
		checkForm(t, body.contentType, whole, caption, data)
	})
}

func checkForm(t *testing.T, contentType string, whole []byte, caption, data string) {
	_, boundary, _ := strings.Cut(contentType, "boundary=")
	r := multipart.NewReader(bytes.NewReader(whole), boundary)
	for _, want := range []struct{ field, content string }{{"caption", caption}, {"document", data}} {
		part, err := r.NextRawPart()
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(part)
		if err != nil || part.FormName() != want.field || string(got) != want.content {
			t.Errorf("part %q with %d bytes, %v", part.FormName(), len(got), err)
		}
		if want.field == "caption" {
			continue
		}
		if part.FileName() == "" || strings.ContainsAny(part.Header.Get("Content-Disposition"), "/\r\n\x00\x1b") || len(part.Header) != 2 {
			t.Errorf("header %q", part.Header)
		}
	}
	if _, err := r.NextRawPart(); err != io.EOF {
		t.Errorf("after the last part: %v", err)
	}
}

// net/http may read the body after the request has returned.
func TestClosedFormReportsNothing(t *testing.T) {
	t.Parallel()
	u := core.Upload{Size: 3, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("abc")), nil }}
	reported := 0
	body, err := newForm(nil, []string{"document"}, []core.Upload{u}, func(core.Progress) { reported++ })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := body.Read(make([]byte, 1)); err != nil || reported != 1 {
		t.Fatalf("Read = %v, reported %d times", err, reported)
	}
	if err := body.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err := io.ReadAll(body); err == nil || len(n) != 0 || reported != 1 {
		t.Errorf("after Close: %d bytes, %v, reported %d times", len(n), err, reported)
	}
}

// A server that reads to the last boundary takes the request for a whole one.
func TestShortFileEndsTheForm(t *testing.T) {
	t.Parallel()
	short := core.Upload{Size: 4, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("abc")), nil }}
	f, err := newForm(nil, []string{"file0", "file1"}, []core.Upload{short, short}, nil)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := io.ReadAll(f)
	if !errors.Is(err, io.ErrUnexpectedEOF) || !bytes.HasSuffix(sent, []byte("abc")) || bytes.Count(sent, []byte("abc")) != 1 {
		t.Errorf("%q, %v", sent, err)
	}
	if complete, failed := f.state(); complete || failed == nil {
		t.Errorf("complete %v, %v", complete, failed)
	}
}

// net/http reads the form on its own goroutine, where a panic would end the program.
func TestFormRecoversPanics(t *testing.T) {
	t.Parallel()
	files := []core.Upload{{Size: 1, Open: func() (io.ReadCloser, error) { return io.NopCloser(panicking{}), nil }}}
	f, err := newForm(nil, []string{"document"}, files, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.ReadAll(f)
	if _, ok := errors.AsType[*crash.Panic](err); !ok {
		t.Errorf("read %v", err)
	}
	if _, got := f.state(); got != err {
		t.Errorf("the form reports %v", got)
	}
}

type panicking struct{}

func (panicking) Read([]byte) (int, error) { panic("a bug") }
