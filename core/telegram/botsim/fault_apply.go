package botsim

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// apply answers a request with the fault. run executes the method.
func (i *ActiveFault) apply(w http.ResponseWriter, r *http.Request, run func(context.Context) answer) {
	ctx := r.Context()
	switch i.fault.Kind {
	case BadGateway:
		writeHTML(w, http.StatusBadGateway)
	case BadGatewayAfter:
		run(ctx)
		writeHTML(w, http.StatusBadGateway)
	case TooManyHTML:
		w.Header().Set("Retry-After", strconv.Itoa(max(1, i.fault.RetryAfter)))
		writeHTML(w, http.StatusTooManyRequests)
	case InternalErrorAfter:
		run(ctx)
		i.errorAnswer().write(w)
	case CutBefore, CutMidway:
		panic(http.ErrAbortHandler)
	case CutAfter:
		run(ctx)
		panic(http.ErrAbortHandler)
	case HangBefore, HangBeforeBody:
		i.hang(ctx)
		run(ctx).write(w)
	case Slow:
		a := run(ctx)
		a.delay = i.fault.Pause
		delayed(ctx, a).write(w)
	case HangAfter:
		a := run(ctx)
		i.hang(ctx)
		a.write(w)
	case Truncated:
		truncate(w, run(ctx))
	case WrongTypes:
		a := run(ctx)
		a.body = swapTypes(a.body)
		a.write(w)
	case EmptyBody:
		run(ctx)
		w.Header().Set("Content-Length", "0")
	default:
		i.errorAnswer().write(w)
	}
}

// applyBeforeBody applies a fault before the request is read. record is called if
// nothing of it will be read.
func (i *ActiveFault) applyBeforeBody(r *http.Request, record func()) {
	switch i.fault.Kind {
	case Slow:
		r.Body = io.NopCloser(&slowReader{r.Body, r.Context(), i.fault.Pause})
	case HangBeforeBody:
		i.hang(r.Context())
	case CutMidway:
		_, _ = io.CopyN(io.Discard, r.Body, i.fault.Bytes) // of a shorter body, all
		fallthrough
	default:
		record()
		panic(http.ErrAbortHandler)
	}
}

// errorAnswer is the answer of the kinds that are JSON errors.
func (i *ActiveFault) errorAnswer() answer {
	text := func(otherwise string) string {
		if i.fault.Description != "" {
			return i.fault.Description
		}
		return otherwise
	}
	switch i.fault.Kind {
	case TooManyRequests:
		return tooMany(max(1, i.fault.RetryAfter))
	case TooManyHeaderOnly:
		a := failure(429, text("Too Many Requests"))
		a.retryAfter = max(1, i.fault.RetryAfter)
		return a
	case Conflict:
		return failure(409, text("Conflict: "+otherGetUpdates))
	case Unauthorized:
		return failure(401, text("Unauthorized"))
	case Forbidden:
		return failure(403, text("Forbidden: bot was blocked by the user"))
	case BadRequest:
		return failure(400, text("Bad Request: "+badFileID))
	case NotFound:
		return failure(404, text("Not Found"))
	}
	return failure(500, text("Internal Server Error: restart"))
}

// hang waits for Release. If the client disconnects or the server goes down, the
// connection closes without an answer.
func (i *ActiveFault) hang(ctx context.Context) {
	select {
	case <-i.release:
	case <-ctx.Done():
		panic(http.ErrAbortHandler)
	}
}

// writeHTML answers as a proxy does, in HTML.
func writeHTML(w http.ResponseWriter, status int) {
	title := strconv.Itoa(status) + " " + http.StatusText(status)
	body := "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n" +
		"<center><h1>" + title + "</h1></center>\r\n<hr><center>nginx/1.18.0</center>\r\n</body>\r\n</html>\r\n"
	w.Header().Set("Content-Type", "text/html")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write([]byte(body)) // fails only if the client has disconnected
}

// truncate announces the whole answer and closes the connection halfway.
func truncate(w http.ResponseWriter, a answer) {
	a.header(w.Header())
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body[:len(a.body)/2])
	_ = http.NewResponseController(w).Flush() // both fail only if the client has disconnected
	panic(http.ErrAbortHandler)
}

// swapTypes changes the numbers of an answer to strings and its strings to
// numbers, except ok.
func swapTypes(body []byte) []byte {
	members := map[string]any{}
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.UseNumber()
	if d.Decode(&members) != nil {
		return body
	}
	for name, value := range members {
		if name != "ok" {
			members[name] = swapType(value)
		}
	}
	return encode(members)
}

func swapType(value any) any {
	switch v := value.(type) {
	case json.Number:
		return v.String()
	case string:
		return len(v)
	case []any:
		for i := range v {
			v[i] = swapType(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = swapType(v[name])
		}
	}
	return value
}
