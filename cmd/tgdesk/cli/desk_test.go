package cli

import (
	"testing"
)

func TestSniff(t *testing.T) {
	t.Parallel()
	for head, want := range map[string]string{
		"%PDF-1.7\n": "application/pdf", "\xff\xd8\xff\xe0\x00\x10JFIF": "image/jpeg", "\x89PNG\r\n\x1a\n": "image/png",
		"OggS\x00\x02": "application/ogg", "just words": "text/plain", "<html>": "text/html", "\x00\x01\x02": "application/octet-stream",
	} {
		if got := Sniff([]byte(head)); got != want {
			t.Errorf("%q is %s, want %s", head, got, want)
		}
	}
}
