package inbox

import (
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/core/markup"
)

func TestPreviewHidesSpoilers(t *testing.T) {
	t.Parallel()
	row := rowOf(1, core.Pending)
	row.Last.Text = "the code is 1234"
	row.Last.Markup = markup.Encode([]markup.Entity{{Type: markup.Spoiler, Offset: 12, Length: 4}})
	if got := itemsOf(nil, []*core.ChatRow{&row})[0].preview(plainOptions()); strings.Contains(got, "1234") || !strings.HasPrefix(got, "the code is ░") {
		t.Errorf("the preview says %q", got)
	}
}
