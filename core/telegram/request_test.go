package telegram_test

import (
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"sync"
	"testing"

	"tgdesk/core"
	"tgdesk/core/markup"
)

// seenRequest is a request as the server received it.
type seenRequest struct {
	contentType string
	length      int64 // -1 if it was not announced
	chunked     bool
	body        string
}

// TestRequestBodies checks the wire format: calls without files are
// form-urlencoded, uploads are multipart, and both announce their length.
func TestRequestBodies(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen := map[string]seenRequest{}
	c := serverWith(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		mu.Lock()
		seen[path.Base(r.URL.Path)] = seenRequest{r.Header.Get("Content-Type"), r.ContentLength, len(r.TransferEncoding) > 0, string(body)}
		mu.Unlock()
		answer := `{"ok":true,"result":{"message_id":1,"date":1,"url":""}}`
		if path.Base(r.URL.Path) == "getUpdates" {
			answer = `{"ok":true,"result":[]}`
		}
		_, _ = io.WriteString(w, answer)
	})
	l := c.Connect(marked, core.Server{})
	text := "a&b=c+d %20 <ö>\n“ございます” 🙂"
	out := core.Outgoing{TelegramID: 77, Text: text, ReplyTo: 3, Markup: markup.Encode([]markup.Entity{{Type: markup.Italic, Length: 3}})}
	if _, err := l.Poll(t.Context(), 5); err != nil {
		t.Fatal(err)
	}
	if _, _, err := l.WebhookInfo(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Send(t.Context(), out); err != nil {
		t.Fatal(err)
	}
	if _, err := l.SendFiles(t.Context(), out, []core.Upload{bytesOf(core.KindDocument, "a.pdf", "application/pdf", []byte("%PDF"))}, nil); err != nil {
		t.Fatal(err)
	}
	want := map[string]url.Values{
		"getUpdates": {"offset": {"5"}, "limit": {"100"}, "timeout": {"50"},
			"allowed_updates": {`["message","edited_message","my_chat_member","callback_query"]`}},
		"getWebhookInfo": {}, // even an empty body announces its length
		"sendMessage": {"chat_id": {"77"}, "text": {text}, "entities": {`[{"type":"italic","offset":0,"length":3}]`},
			"reply_parameters": {`{"message_id":3,"allow_sending_without_reply":true}`}},
	}
	mu.Lock()
	defer mu.Unlock()
	for method, params := range want {
		got := seen[method]
		if got.contentType != "application/x-www-form-urlencoded" || got.chunked || got.length != int64(len(got.body)) || got.body != params.Encode() {
			t.Errorf("%s: %+v, want body %q", method, got, params.Encode())
		}
	}
	upload := seen["sendDocument"]
	if !strings.HasPrefix(upload.contentType, "multipart/form-data; boundary=") || upload.chunked || upload.length != int64(len(upload.body)) {
		t.Errorf("sendDocument: %+v", upload)
	}
}
