package media

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/core"
)

// TestRefusalsNameTheOption: what the brand's option would allow is refused with
// its name, and what Telegram itself does not take without.
func TestRefusalsNameTheOption(t *testing.T) {
	t.Parallel()
	sniff := func(head []byte) string {
		return map[byte]string{'%': "application/pdf", 'P': "application/zip"}[head[0]]
	}
	d := New(t.TempDir(), sniff, false)
	any := core.DefaultBrandOptions()
	any.Attachments = core.AttachAny
	for _, c := range []struct {
		content string
		size    int64
		options core.BrandOptions
		want    string // id of the refusal
	}{
		{"%PDF", 30 << 20, core.DefaultBrandOptions(), "attachment_by_option"},
		{"PK", 100, core.DefaultBrandOptions(), "attachment_by_option"},
		{"?", 100, core.DefaultBrandOptions(), "attachment_by_option"},
		{"%PDF", 60 << 20, core.DefaultBrandOptions(), "file_too_big"},
		{"PK", 60 << 20, core.DefaultBrandOptions(), "file_format"},
		{"PK", 60 << 20, any, "file_too_big"},
		{"PK", 100, any, ""},
	} {
		path := filepath.Join(t.TempDir(), "a")
		check(t, os.WriteFile(path, []byte(c.content+strings.Repeat(" ", 50)), 0o600))
		check(t, os.Truncate(path, c.size))
		_, err := d.Check(c.options, path, false)
		if got := core.ProblemOf(err).Parts(); err == nil && c.want != "" || err != nil && got[0].ID != c.want {
			t.Errorf("%s of %d bytes: %v, want %q", c.content, c.size, err, c.want)
		}
	}
}
