package hostile

import (
	"net/url"
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
		"nav": {}, "img": {"src", "alt", "loading"}, "table": {}, "thead": {}, "tbody": {}, "tr": {}, "th": {}, "td": {"class"}, "p": {},
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
				if a.Key == "href" && !strings.HasPrefix(a.Val, "https://") && !strings.HasPrefix(a.Val, "http://") && !strings.HasPrefix(a.Val, "tg://") && !withinExport(a.Val) {
					t.Errorf("a link to %q", a.Val)
				}
			}
			if !known {
				t.Errorf("an element that is not ours: %s", token)
			}
			if token.Data != "meta" && token.Data != "img" {
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

// withinExport reports whether an address leads from a page of an export to a file of it.
func withinExport(address string) bool {
	rest := strings.TrimPrefix(address, "../")
	return slices.ContainsFunc([]string{"files/", "chats/", "index"}, func(p string) bool { return strings.HasPrefix(rest, p) }) && !strings.Contains(rest, "..")
}

// LinksOf are the addresses in a page, as a browser follows them.
func LinksOf(page string) (links []string) {
	z := html.NewTokenizer(strings.NewReader(page))
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		for _, a := range z.Token().Attr {
			if a.Key != "href" && a.Key != "src" {
				continue
			}
			address, err := url.PathUnescape(a.Val)
			if err != nil {
				address = a.Val
			}
			links = append(links, address)
		}
	}
	return links
}
