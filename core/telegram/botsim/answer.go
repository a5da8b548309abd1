package botsim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"
)

// answer is the result of a method.
type answer struct {
	status     int
	body       []byte // JSON
	retryAfter int    // seconds; sent as a header as well
	delay      time.Duration
}

// success is an answer with a result in JSON.
func success(result []byte) answer {
	return answer{status: http.StatusOK, body: wrap(`{"ok":true,"result":`, result, `}`)}
}

func result(v any) answer { return success(encode(v)) }

func failure(code int, description string) answer {
	return answer{status: code, body: encode(map[string]any{"ok": false, "error_code": code, "description": description})}
}

func badRequest(description string) answer { return failure(400, "Bad Request: "+description) }

func unauthorized() answer { return failure(401, "Unauthorized") }

// tooMany is a 429 with retry_after.
func tooMany(seconds int) answer {
	return answer{status: 429, retryAfter: seconds, body: encode(map[string]any{
		"ok": false, "error_code": 429,
		"description": fmt.Sprintf("Too Many Requests: retry after %d", seconds),
		"parameters":  map[string]any{"retry_after": seconds},
	})}
}

// header sets the headers of a JSON answer.
func (a answer) header(h http.Header) {
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	if a.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(a.retryAfter))
	}
}

func (a answer) write(w http.ResponseWriter) {
	a.header(w.Header())
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body) // fails only if the client has disconnected
}

// encode encodes JSON as Telegram does, with everything outside ASCII as \u
// escapes. v consists of maps, strings, numbers and booleans, which never fail.
func encode(v any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		panic(fmt.Sprintf("botsim: encode an answer: %v", err))
	}
	return escape(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// escape escapes what is outside ASCII, which JSON allows in strings only.
func escape(text []byte) []byte {
	out := make([]byte, 0, len(text))
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		text = text[size:]
		switch {
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case r < 0x10000:
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			r -= 0x10000
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+r>>10, 0xdc00+r&0x3ff)
		}
	}
	return out
}

func wrap(head string, middle []byte, tail string) []byte {
	return append(append([]byte(head), middle...), tail...)
}
