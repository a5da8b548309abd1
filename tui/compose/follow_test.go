package compose

import (
	"testing"

	"tgdesk/core"
)

// TestFollowKeepsFiles: files that either screen has added are there, and the message
// that is answered is the one chosen last.
func TestFollowKeepsFiles(t *testing.T) {
	one, two := core.StoredFile{UniqueID: "1", Name: "one"}, core.StoredFile{UniqueID: "2", Name: "two"}
	d := newDraft()
	d.files = core.EncodeFiles([]core.StoredFile{one})
	d.follow(core.Draft{Text: "x", ReplyTo: 7, Files: core.EncodeFiles([]core.StoredFile{two})}, core.Message{ID: 7})
	if got := d.files.Files(); len(got) != 2 || got[0] != two || got[1] != one {
		t.Errorf("%+v", got)
	}
	if d.about.ID != 7 || d.Text() != "x" || d.saved.ReplyTo != 7 {
		t.Errorf("%+v, %q", d.about, d.Text())
	}
	d.follow(core.Draft{}, core.Message{})
	if d.about.ID != 0 {
		t.Error("it still answers a message")
	}
}

// TestFollowReturned: texts that came back are the desk's as well, each once, and what was
// typed since stays behind them.
func TestFollowReturned(t *testing.T) {
	d := newDraft()
	d.SetText("three")
	for i, text := range []string{"one", "two"} {
		d.restore(SentMsg{number: i + 1, text: text})
		d.standsAt(d.returnedDraft())
		d.at.overtake()
	}
	d.follow(core.Draft{Text: "one\ntwo"}, core.Message{})
	if got := d.Text(); got != "one\ntwo\nthree" || d.saved.Text != "one\ntwo" {
		t.Errorf("%q, saved %q", got, d.saved.Text)
	}
}
