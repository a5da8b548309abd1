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

// maxBody is how much of a request is read; more is refused.
const maxBody = 64 << 20

// errNoParts is a multipart body without a part, which the real server answers
// with an empty 400.
var errNoParts = errors.New("multipart body without parts")

// params are a request's parameters by name, each as text: objects and lists as
// JSON, whatever the request was encoded in. A file counts as its name.
type params map[string]string

// readParams collects the parameters of the query and the body; where both name
// one, the body's counts.
func readParams(r *http.Request) (params, error) {
	p := params{}
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, fmt.Errorf("read the query: %w", err)
	}
	p.merge(query)
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	kind, options, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "application/json":
		return p, p.readJSON(r.Body)
	case "multipart/form-data":
		return p, p.readWholeMultipart(r.Body, options["boundary"])
	case "application/x-www-form-urlencoded":
		return p, p.readForm(r.Body)
	}
	_, err = io.Copy(io.Discard, r.Body)
	return p, err
}

func (p params) merge(v url.Values) {
	for name, values := range v {
		p[name] = values[0]
	}
}

func (p params) readForm(body io.Reader) error {
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

// readWholeMultipart reads the parts and what follows the last of them: only
// when a body has been read to its end does net/http notice that the client
// has left.
func (p params) readWholeMultipart(body io.Reader, boundary string) error {
	if err := p.readMultipart(multipart.NewReader(body, boundary)); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, body)
	return err
}

func (p params) readMultipart(parts *multipart.Reader) error {
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
		value, err := readPart(part)
		if err != nil {
			return fmt.Errorf("read the part %q: %w", part.FormName(), err)
		}
		p[part.FormName()] = value
	}
}

// readPart reads a field. Of a file it keeps the name only.
func readPart(part *multipart.Part) (string, error) {
	if file := part.FileName(); file != "" {
		_, err := io.Copy(io.Discard, part)
		return file, err
	}
	value, err := io.ReadAll(part)
	return string(value), err
}

// integer reads a whole number, or otherwise where it is missing or is not one.
func (p params) integer(name string, otherwise int64) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(p[name]), 10, 64)
	if err != nil {
		return otherwise
	}
	return n
}

// truth reads a boolean: true, yes and 1 mean yes, anything else no.
func (p params) truth(name string) bool {
	switch strings.ToLower(strings.TrimSpace(p[name])) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// object reads a parameter that is a JSON object; given is false where it is
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
