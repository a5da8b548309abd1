package export

import (
	"strings"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/tui/locale"
)

// Buttons stand below their message, with a mark at the one that was pressed, and what was
// pressed is an entry of its own.
func TestButtons(t *testing.T) {
	t.Parallel()
	x := Exporter{Zone: time.UTC, Words: locale.English()}
	asked := core.Message{ID: 1, From: core.FromBot, Kind: core.KindText, Author: "bot", Text: "Which?", Buttons: core.EncodeLabels([][]string{{"<b>", "No\x1b[31m"}, {"後で"}}), Pressed: 1}
	pressed := core.Message{ID: 2, From: core.FromVisitor, Kind: core.KindButton, Author: "Ana", Text: "<b>"}
	text := x.entryText(entry{Message: asked, Buttons: x.Words.Buttons(asked)}) + x.entryText(entry{Message: pressed})
	for _, line := range []string{"       Which?\n       [✓ <b>] [No", "\n       [後で]\n", "\n       ▣ button · <b>\n"} {
		if !strings.Contains(text, line) {
			t.Errorf("no %q in\n%s", line, text)
		}
	}
	if strings.Contains(text, "\x1b") {
		t.Errorf("not clean: %q", text)
	}
	d := x.documentOfMessage(asked)
	if len(d.Buttons) != 2 || d.Buttons[1][0] != "後で" || d.Pressed == nil || *d.Pressed != "<b>" || d.Keyboard {
		t.Errorf("document %+v", d)
	}
	if d := x.documentOfMessage(pressed); d.Kind != "button" || d.Text != "<b>" || d.Buttons != nil || d.Pressed != nil {
		t.Errorf("document of the press %+v", d)
	}
	if h := x.htmlEntry(entry{Message: asked, Buttons: x.Words.Buttons(asked)}); len(h.Buttons) != 2 || h.Buttons[1] != "[後で]" {
		t.Errorf("page: %+v", h)
	}
}
