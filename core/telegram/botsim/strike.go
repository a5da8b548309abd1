package botsim

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// apply answers a request as the fault says; run is the method itself.
func (i *Injected) apply(w http.ResponseWriter, r *http.Request, run func(context.Context) answer) {
	ctx := r.Context()
	switch i.fault.Kind {
	case BadGateway:
		page(w, http.StatusBadGateway)
	case BadGatewayAfter:
		run(ctx)
		page(w, http.StatusBadGateway)
	case TooManyPage:
		w.Header().Set("Retry-After", strconv.Itoa(max(1, i.fault.RetryAfter)))
		page(w, http.StatusTooManyRequests)
	case InternalErrorAfter:
		run(ctx)
		i.refusal().write(w)
	case CutBefore, CutMidway:
		panic(http.ErrAbortHandler)
	case CutAfter:
		run(ctx)
		panic(http.ErrAbortHandler)
	case HangBefore, HangUnread:
		i.hang(ctx)
		run(ctx).write(w)
	case Slow:
		a := run(ctx)
		a.delay = i.fault.Pause
		paced(ctx, a).write(w)
	case HangAfter:
		a := run(ctx)
		i.hang(ctx)
		a.write(w)
	case Truncated:
		truncate(w, run(ctx))
	case WrongTypes:
		a := run(ctx)
		a.body = garble(a.body)
		a.write(w)
	case EmptyBody:
		run(ctx)
		w.Header().Set("Content-Length", "0")
	default:
		i.refusal().write(w)
	}
}

// obstruct does what a fault does to a request before it is read; heard is
// called when nothing of it will be read.
func (i *Injected) obstruct(r *http.Request, heard func()) {
	switch i.fault.Kind {
	case Slow:
		r.Body = io.NopCloser(&slowReader{r.Body, r.Context(), i.fault.Pause})
	case HangUnread:
		i.hang(r.Context())
	case CutMidway:
		_, _ = io.CopyN(io.Discard, r.Body, i.fault.Bytes) // a shorter body is cut at its end
		fallthrough
	default:
		heard()
		panic(http.ErrAbortHandler)
	}
}

// refusal is the answer of the kinds that are JSON errors.
func (i *Injected) refusal() answer {
	text := func(otherwise string) string {
		if i.fault.Description != "" {
			return i.fault.Description
		}
		return otherwise
	}
	switch i.fault.Kind {
	case TooManyRequests:
		return tooMany(max(1, i.fault.RetryAfter))
	case TooManyBare:
		a := failure(429, text("Too Many Requests"))
		a.retryAfter = max(1, i.fault.RetryAfter)
		return a
	case Conflict:
		return failure(409, text("Conflict: "+otherPoller))
	case Unauthorized:
		return failure(401, text("Unauthorized"))
	case Forbidden:
		return failure(403, text("Forbidden: bot was blocked by the user"))
	case BadRequest:
		return failure(400, text("Bad Request: "+goneFileID))
	case NotFound:
		return failure(404, text("Not Found"))
	}
	return failure(500, text("Internal Server Error: restart"))
}

// hang waits for Release; when the caller hangs up or the server goes down,
// the connection ends without an answer.
func (i *Injected) hang(ctx context.Context) {
	select {
	case <-i.release:
	case <-ctx.Done():
		panic(http.ErrAbortHandler)
	}
}

// page answers as a front end does, in HTML.
func page(w http.ResponseWriter, status int) {
	title := strconv.Itoa(status) + " " + http.StatusText(status)
	body := "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n" +
		"<center><h1>" + title + "</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
	w.Header().Set("Content-Type", "text/html")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // fails only when the caller has gone
}

// truncate promises the whole answer and cuts the connection halfway.
func truncate(w http.ResponseWriter, a answer) {
	a.header(w.Header())
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body[:len(a.body)/2])
	_ = http.NewResponseController(w).Flush() // both fail only when the caller has gone
	panic(http.ErrAbortHandler)
}

// garble turns the numbers of an answer into strings and its strings into
// numbers, and leaves ok alone.
func garble(body []byte) []byte {
	members := map[string]any{}
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.UseNumber()
	if d.Decode(&members) != nil {
		return body
	}
	for name, value := range members {
		if name != "ok" {
			members[name] = garbled(value)
		}
	}
	return encode(members)
}

func garbled(value any) any {
	switch v := value.(type) {
	case json.Number:
		return v.String()
	case string:
		return len(v)
	case []any:
		for i := range v {
			v[i] = garbled(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = garbled(v[name])
		}
	}
	return value
}
