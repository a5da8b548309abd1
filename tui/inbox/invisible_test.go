package inbox

import (
	"testing"

	"tgdesk/core"
)

func TestPreviewSaysThatNothingIsVisible(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"\u3164\u200b": "(nothing visible)",
		"\x00":         "(nothing visible)",
		"\u202e":       "(nothing visible)",
		"":             "",
		"a\x00b":       "a␀b",
	} {
		row := rowOf(1, core.Pending)
		row.Last.Text = text
		if got := itemsOf(nil, []*core.ChatRow{&row})[0].preview(plainOptions()); got != want {
			t.Errorf("the preview of %q is %q, want %q", text, got, want)
		}
	}
	row := rowOf(1, core.Pending)
	row.Last.Kind, row.Last.Text = core.KindPhoto, "\u2800"
	if got := itemsOf(nil, []*core.ChatRow{&row})[0].preview(plainOptions()); got != "▣ photo · (nothing visible)" {
		t.Errorf("the preview of a photo with an invisible caption is %q", got)
	}
}
