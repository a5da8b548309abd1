package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// judgeVerbs runs the verbs that read on a desk full of hostile text and looks
// at all that they print.
func judgeVerbs(t *testing.T, b *bench) {
	t.Helper()
	b.host = newBench(t).host
	call := func(args ...string) string {
		r := b.run(append(args, "--data", b.dir)...)
		if fault := textFault(r.out+r.err, true); fault != "" {
			t.Errorf("tgdesk %s: %s", strings.Join(args, " "), fault)
		}
		return r.out
	}
	call("doctor")
	call("doctor", "--json")
	call("brand", "list")
	call("brand", "show", "acme")
	call("chat", "list")
	call("chat", "list", "--brand", hostile()[0])
	call("chat", "show", hostile()[5])
	list := call("chat", "list", "--json")
	var document struct{ Chats []struct{ ID json.Number } }
	if err := json.Unmarshal([]byte(list), &document); err != nil || len(document.Chats) < 10 {
		t.Fatalf("%d chats, %v", len(document.Chats), err)
	}
	for _, c := range document.Chats {
		id := c.ID.String()
		if shown := call("chat", "show", id); shown != call("chat", "export", id) {
			t.Errorf("chat %s is not exported as it is shown", id)
		}
		if shown := call("chat", "show", id, "--json"); !json.Valid([]byte(shown)) {
			t.Errorf("chat %s is no JSON", id)
		}
		judgePage(t, call("chat", "export", id, "--format", "html"))
	}
	file := filepath.Join(b.root, "chat.html")
	call("chat", "export", document.Chats[0].ID.String(), "--format", "html", "-o", file)
	if text, err := os.ReadFile(file); err != nil || textFault(string(text), true) != "" {
		t.Errorf("the exported file: %v %s", err, textFault(string(text), true))
	}
}

// judgePage reads an exported page as a browser does and wants nothing in it
// but what the program puts there.
func judgePage(t *testing.T, page string) {
	t.Helper()
	elements := map[string][]string{
		"html": {"lang"}, "head": {}, "meta": {"charset", "name", "content", "http-equiv"}, "title": {}, "style": {}, "body": {}, "h1": {}, "h2": {},
		"dl": {}, "dt": {}, "dd": {}, "bdi": {}, "article": {"class"}, "header": {}, "time": {"datetime"}, "strong": {}, "div": {"class"},
		"a": {"href", "rel"}, "b": {}, "i": {}, "u": {}, "s": {}, "code": {}, "q": {}, "details": {}, "summary": {}, "small": {},
	}
	z := html.NewTokenizer(strings.NewReader(page))
	for open := []string{}; ; {
		kind := z.Next()
		token := z.Token()
		switch kind {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("these elements stay open: %v", open)
			}
			return
		case html.CommentToken:
			t.Errorf("a comment: %q", token.Data)
		case html.StartTagToken:
			attributes, known := elements[token.Data]
			for _, a := range token.Attr {
				known = known && slices.Contains(attributes, a.Key)
				if a.Key == "href" && !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "http://") && !strings.HasPrefix(a.Val, "tg://") {
					t.Errorf("a link to %q", a.Val)
				}
			}
			if !known {
				t.Errorf("an element that is not ours: %s", token)
			}
			if token.Data != "meta" {
				open = append(open, token.Data)
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> closes none of %v", token.Data, open)
			}
			open = open[:len(open)-1]
		case html.TextToken:
			if fault := textFault(token.Data, true); fault != "" || !utf8.ValidString(token.Data) {
				t.Errorf("as a browser reads it: %s", fault)
			}
		}
	}
}
