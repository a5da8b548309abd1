package botsim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// The maximum size of a request. Files have their own limits.
const (
	maxBody      = 64 << 20 // without files
	maxMultipart = 10*maxLocal + maxBody
)

// errNoParts is a multipart body without a part, which the real server answers
// with an empty 400.
var errNoParts = errors.New("multipart body without parts")

// params are the parameters of a request as text: objects and lists as JSON,
// whatever the encoding of the request. The value of a file is its name.
type params map[string]string

// form is a request: its parameters, and its files by the name of their part.
type form struct {
	params
	files map[string]*upload
}

// readForm reads the parameters of the query and the body, which takes
// precedence.
func readForm(r *http.Request) (form, error) {
	f := form{params{}, map[string]*upload{}}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return f, fmt.Errorf("read the query: %w", err)
	}
	f.merge(query)
	kind, options, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		return f, f.readWholeMultipart(http.MaxBytesReader(nil, r.Body, maxMultipart), options["boundary"])
	}
	body := http.MaxBytesReader(nil, r.Body, maxBody)
	switch kind {
	case "application/json":
		return f, f.readJSON(body)
	case "application/x-www-form-urlencoded":
		return f, f.readURLEncoded(body)
	}
	_, err = io.Copy(io.Discard, body)
	return f, err
}

func (p params) merge(v url.Values) {
	for name, values := range v {
		p[name] = values[0]
	}
}

func (p params) readURLEncoded(body io.Reader) error {
	text, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("read the form: %w", err)
	}
	values, err := url.ParseQuery(string(text))
	if err != nil {
		return fmt.Errorf("read the form: %w", err)
	}
	p.merge(values)
	return nil
}

func (p params) readJSON(body io.Reader) error {
	text, err := io.ReadAll(body)
	if err != nil {
		return fmt.Errorf("read the JSON body: %w", err)
	}
	if len(strings.TrimSpace(string(text))) == 0 {
		return nil
	}
	members := map[string]json.RawMessage{}
	if err := json.Unmarshal(text, &members); err != nil {
		return fmt.Errorf("read the JSON body: %w", err)
	}
	for name, raw := range members {
		var s string
		switch {
		case string(raw) == "null":
		case json.Unmarshal(raw, &s) == nil:
			p[name] = s
		default:
			p[name] = string(raw)
		}
	}
	return nil
}

// readWholeMultipart reads the parts and what follows the last of them: net/http
// notices that a client has disconnected only after the whole body was read.
func (f form) readWholeMultipart(body io.Reader, boundary string) error {
	if err := f.readMultipart(multipart.NewReader(body, boundary)); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, body)
	return err
}

func (f form) readMultipart(parts *multipart.Reader) error {
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if err == io.EOF && n > 0 {
			return nil
		}
		if err == io.EOF {
			return errNoParts
		}
		if err != nil {
			return fmt.Errorf("read the multipart body: %w", err)
		}
		if err := f.readPart(part); err != nil {
			return fmt.Errorf("read the part %q: %w", part.FormName(), err)
		}
	}
}

func (f form) readPart(part *multipart.Part) error {
	if name := fileName(part); name != "" {
		u, err := readUpload(name, part.Header.Get("Content-Type"), part)
		f.params[part.FormName()], f.files[part.FormName()] = name, u
		return err
	}
	value, err := io.ReadAll(io.LimitReader(part, maxBody))
	f.params[part.FormName()] = string(value)
	return err
}

// fileName is the name of a file part as sent, including directories.
func fileName(part *multipart.Part) string {
	_, options, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil {
		return part.FileName()
	}
	return options["filename"]
}

// integer parses a number; a missing or malformed one is otherwise.
func (p params) integer(name string, otherwise int64) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(p[name]), 10, 64)
	if err != nil {
		return otherwise
	}
	return n
}

// boolean parses true, yes and 1 as true, anything else as false.
func (p params) boolean(name string) bool {
	switch strings.ToLower(strings.TrimSpace(p[name])) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// object parses a parameter that is a JSON object. given is false if it is
// missing, empty, or {}.
func (p params) object(name string) (members params, given bool, err error) {
	members = params{}
	text := strings.TrimSpace(p[name])
	if text == "" || text == "{}" {
		return members, false, nil
	}
	if err := members.readJSON(strings.NewReader(text)); err != nil {
		return nil, false, fmt.Errorf("read %s: %w", name, err)
	}
	return members, true, nil
}
