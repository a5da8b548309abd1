package export

import (
	"bytes"
	"encoding/json"
	"html/template"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/markup"
	"tgdesk/tui/locale"
)

// TestNothingVisible: transcripts, pages and tables say so, and JSON has the text.
func TestNothingVisible(t *testing.T) {
	t.Parallel()
	x := Exporter{Zone: time.UTC, Words: locale.English()}
	row := core.Visitor{Profile: core.Profile{FirstName: "\u3164", LastName: "\u2800", TelegramID: 7}}
	if got := VisitorName(row); got != "#7" {
		t.Errorf("the visitor is called %q", got)
	}
	for text, want := range map[string]string{"\u3164\u200b": "(nothing visible)", "\x00": "(nothing visible)", "a\x00b": "a␀b"} {
		m := core.Message{ID: 1, From: core.FromVisitor, Author: "\u200b", Kind: core.KindText, Text: text, Quote: "\u2800", SentAt: time.Unix(0, 0)}
		e := entry{Message: m, Answers: shorten(x.Words.Readable(m.Quote))}
		if got := x.entryText(e); got != "00:00  visitor\n       ↩ (nothing visible)\n       "+want+"\n" {
			t.Errorf("the transcript of %q is %q", text, got)
		}
		if got := x.htmlEntry(e); string(got.Text) != want || got.Author != "visitor" {
			t.Errorf("the page of %q is %+v", text, got)
		}
		if got := x.Preview(m); got != want {
			t.Errorf("the row of %q is %q", text, got)
		}
		if d := x.documentOfMessage(m); d.Text != text {
			t.Errorf("the document of %q is %+v", text, d)
		}
		m.Kind, m.Attachment = core.KindPhoto, &core.Attachment{Kind: core.KindPhoto, FileName: "\u2060"}
		e = entry{Message: m, File: x.fileLine(m)}
		if got := x.entryText(e); !strings.HasSuffix(got, "       ▣ photo\n       "+want+"\n") {
			t.Errorf("the transcript of a photo with %q is %q", text, got)
		}
	}
}

// TestTimesOfAnyYear: RFC 3339 has four digits for a year, in every time zone.
func TestTimesOfAnyYear(t *testing.T) {
	t.Parallel()
	x := Exporter{Zone: time.FixedZone("", 14*60*60), Words: locale.English()}
	page := template.Must(template.New("chat").Parse(chatHTML))
	for at, want := range map[time.Time]string{
		time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC): "9999-12-31T23:59:59Z",
		time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC):     "9999-12-31T23:59:59Z",
		time.UnixMilli(1<<63 - 1):                        "9999-12-31T23:59:59Z",
		time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC):      "2026-01-02T03:04:05Z",
	} {
		m := core.Message{From: core.FromVisitor, Kind: core.KindText, Text: "hello", SentAt: at}
		b, err := json.Marshal(x.documentOfMessage(m))
		if err != nil || !strings.Contains(string(b), `"sent_at":"`+want+`"`) {
			t.Errorf("%v gives %s, %v", at, b, err)
		}
		var html bytes.Buffer
		if err := page.ExecuteTemplate(&html, "entry", x.htmlEntry(entry{Message: m})); err != nil || !strings.Contains(html.String(), `datetime="`+want+`"`) {
			t.Errorf("%v gives %s, %v", at, html.String(), err)
		}
	}
}

// TestFormattedPoll: what is formatted in a poll stands behind words of ours.
func TestFormattedPoll(t *testing.T) {
	t.Parallel()
	x := Exporter{Zone: time.UTC, Words: locale.English()}
	e := entry{Message: core.Message{From: core.FromVisitor, Author: "Eve", Kind: core.KindPoll, Text: "Who did it?\n○ the cook", SentAt: time.Unix(0, 0), Markup: markup.Encode([]markup.Entity{{Type: markup.Spoiler, Offset: 14, Length: 8}})}}
	if got := x.entryText(e); got != "00:00  Eve\n       ▣ poll · Who did it?\n       ○ ||the cook||\n" {
		t.Errorf("the transcript is %q", got)
	}
	if got := x.htmlEntry(e); string(got.Text) != "▣ poll · Who did it?\n○ "+spoilerBegin+"the cook"+spoilerEnd {
		t.Errorf("the page is %q", got.Text)
	}
}
