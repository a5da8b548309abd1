package hostile

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// CheckPage reads an exported page as a browser does and wants nothing in it
// but what the program puts there.
func CheckPage(t *testing.T, page string) {
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
			if fault := TextFault(token.Data, true); fault != "" || !utf8.ValidString(token.Data) {
				t.Errorf("as a browser reads it: %s", fault)
			}
		}
	}
}
