package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"tgdesk/core"
)

const goldenPending = `{"id":1,"brand":"acme","state":"pending","operator":null,"source":"pricing",
	"visitor":{"id":1,"telegram_id":77,"name":"Visitor One","username":"visitor_one","language":"ja","blocked":false},
	"unread":2,"flooded":false,"created_at":"2026-11-22T11:58:00Z","waiting_since":"2026-11-22T11:58:00Z","last_message_at":"2026-11-22T11:59:00Z",
	"deadline_at":"2026-11-22T12:03:00Z","completed_at":null,"reason":null}`

const goldenActive = `{"id":2,"brand":"acme","state":"active","operator":"mika","source":null,
	"visitor":{"id":2,"telegram_id":78,"name":"Eve\u001b[31m\nil","username":null,"language":null,"blocked":true},
	"unread":0,"flooded":false,"created_at":"2026-11-22T11:00:00Z","waiting_since":null,"last_message_at":"2026-11-22T11:00:00Z",
	"deadline_at":"2026-11-23T11:00:00Z","completed_at":null,"reason":null}`

const goldenCompleted = `{"id":3,"brand":"acme","state":"completed","operator":"mika","source":null,
	"visitor":{"id":1,"telegram_id":77,"name":"Visitor One","username":"visitor_one","language":"ja","blocked":false},
	"unread":0,"flooded":false,"created_at":"2026-11-21T12:00:00Z","waiting_since":null,"last_message_at":"2026-11-21T12:00:00Z",
	"deadline_at":null,"completed_at":"2026-11-21T13:00:00Z","reason":"operator"}`

const goldenTranscript = `{"chat":` + goldenPending + `,"messages":[
	{"id":1,"from":"visitor","author":"Visitor One","kind":"text","text":"Where is my parcel?","entities":[],"telegram_message_id":1001,"reply_to":null,"quote":null,"answered":null,"forward":null,
	 "sent_at":"2026-11-22T11:58:00Z","edited_at":"2026-11-22T11:58:30Z","deleted_at":null,"delivery":null,"error":null,"attachment":null},
	{"id":2,"from":"visitor","author":"Visitor One","kind":"photo","text":"the label","entities":[],"telegram_message_id":1002,"reply_to":1001,"quote":null,"answered":null,"forward":null,
	 "sent_at":"2026-11-22T11:59:00Z","edited_at":null,"deleted_at":null,"delivery":null,"error":null,
	 "attachment":{"kind":"photo","file_id":"F1","file_unique_id":"U1","file_name":null,"mime":null,"size":2048,"width":640,"height":480,
	  "duration":0,"album":null,"emoji":null,"set_name":null,"title":null,"spoiler":false,
	  "state":"absent","path":null,"error":null}}]}`

func TestChatListJSON(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.want(b.run("chat", "list", "--json"), 0, `{"chats":[]}`, "")
	b.addAcme()
	b.want(b.run("chat", "list", "--json"), 0, `{"chats":[]}`, "")
	b.fill()
	list := func(chats ...string) string { return `{"chats":[` + strings.Join(chats, ",") + `]}` }
	for _, tt := range []struct {
		args []string
		want string
	}{
		{nil, list(goldenPending, goldenActive, goldenCompleted)},
		{[]string{"--state", "active"}, list(goldenActive)},
		{[]string{"--state", "unanswered"}, list()},
		{[]string{"--brand", "ACME", "--limit", "2"}, list(goldenPending, goldenActive)},
		{[]string{"--limit", "1", "--state", "completed"}, list(goldenCompleted)},
	} {
		r := b.run(append([]string{"chat", "list", "--json"}, tt.args...)...)
		if r.status != 0 || r.err != "" {
			t.Errorf("%v: %+v", tt.args, r)
		}
		b.sameJSON(r.out, tt.want)
	}
	b.want(b.run("chat", "list", "--state", "open"), 2, "", "--state is one of")
	b.want(b.run("chat", "list", "--limit", "-1"), 2, "", "--limit")
	b.want(b.run("chat", "list", "--brand", "nope"), 1, "", "nope")
}

func TestChatListForPeople(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.want(b.run("chat", "list"), 0, "No chats.\n", "")
	b.fill()
	want := `ID  STATE      BRAND  VISITOR      OPERATOR  UNREAD  SINCE             UNTIL             LAST MESSAGE
`
	r := b.run("chat", "list")
	if !strings.HasPrefix(r.out, want) || strings.Count(r.out, "\n") != 4 {
		t.Errorf("got\n%swant\n%s", r.out, want)
	}
	safe(t, r.out)
}

// TestChatListStreams reads more chats than one page holds, each once.
func TestChatListStreams(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	const chats = 2*chatPage + 50
	b.store(func(ctx context.Context, tx core.Tx) error {
		f := filler{ctx: ctx, tx: tx}
		for i := range chats {
			v := f.visitor(core.Visitor{Profile: core.Profile{TelegramID: int64(1000 + i), FirstName: "V"}})
			at := noon().Add(time.Duration(i/7) * time.Second) // several at the same time
			f.chat(core.Chat{VisitorID: v, State: core.Pending, CreatedAt: at, WaitingSince: at, LastMessageAt: at, CountsFrom: at, DeadlineAt: at.Add(time.Hour)})
		}
		return f.err
	})
	var doc struct{ Chats []chatDocument }
	if err := json.Unmarshal([]byte(b.run("chat", "list", "--json").out), &doc); err != nil {
		t.Fatal(err)
	}
	seen := map[core.ChatID]bool{}
	for _, c := range doc.Chats {
		seen[c.ID] = true
	}
	if len(doc.Chats) != chats || len(seen) != chats {
		t.Errorf("%d chats, %d different; want %d", len(doc.Chats), len(seen), chats)
	}
	if n := strings.Count(b.run("chat", "list").out, "\n"); n != chats+1 {
		t.Errorf("%d lines in the table, want %d", n, chats+1)
	}
}

func TestChatShow(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.want(b.run("chat", "show", "1"), 1, "", "There is no desk in")
	b.addAcme()
	b.fill()
	b.sameJSON(b.run("chat", "show", "1", "--json").out, goldenTranscript)
	b.sameJSON(b.run("chat", "export", "#1", "--format", "json").out, goldenTranscript)
	want := `Chat #1
Visitor    Visitor One · @visitor_one · ja
Brand      acme
State      pending
Source     pricing
Began      2026-11-22 20:58
Deadline   2026-11-22 21:03

Sunday, 22 November 2026

20:58  Visitor One  (edited)
       Where is my parcel?
20:59  Visitor One
       ↩ Visitor One: Where is my parcel?
       ▣ photo · 640×480 · 2KB
       the label
`
	if diff := cmp.Diff(want, b.run("chat", "show", "1").out); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, b.run("chat", "export", "1").out); diff != "" {
		t.Error(diff)
	}
	b.want(b.run("chat", "show", "99"), 1, "", "There is no chat 99.")
	b.want(b.run("chat", "show", "x"), 2, "", "not the number of a chat")
	b.want(b.run("chat", "show"), 2, "", "exactly one chat number")
}

// TestUntrustedText shows a chat full of tricks in every form.
func TestUntrustedText(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.fill()
	for _, args := range [][]string{{"chat", "show", "2"}, {"chat", "list"}, {"chat", "show", "2", "--json"},
		{"chat", "export", "2"}, {"chat", "export", "2", "--format", "html"}, {"chat", "list", "--json"}} {
		r := b.run(args...)
		if r.status != 0 {
			t.Errorf("%v: %+v", args, r)
		}
		safe(t, r.out)
	}
	page := b.run("chat", "export", "2", "--format", "html").out
	if strings.Contains(page, "<script") || !strings.Contains(page, "&lt;script&gt;alert(1)&lt;/script&gt;") {
		t.Errorf("the page is not escaped:\n%s", page)
	}
	for _, want := range []string{"mika picked up the chat", "note by mika", "failed", "The visitor has blocked the bot."} {
		if text := b.run("chat", "export", "2").out; !strings.Contains(text, want) || !strings.Contains(page, want) {
			t.Errorf("%q is missing in\n%s\nor\n%s", want, text, page)
		}
	}
	var doc struct{ Messages []messageDocument }
	if err := json.Unmarshal([]byte(b.run("chat", "show", "2", "--json").out), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Messages[0].Text != evil {
		t.Errorf("JSON changed the text: %q", doc.Messages[0].Text)
	}
	if m := doc.Messages[1]; m.From != core.FromDesk || m.Text != "mika picked up the chat" || m.Delivery != nil {
		t.Errorf("system line: %+v", m)
	}
}

// safe fails on anything that a terminal may obey.
func safe(t *testing.T, s string) {
	t.Helper()
	for _, r := range s {
		if r < ' ' && r != '\n' || unsafe(r) {
			t.Fatalf("%q holds %U", s, r)
		}
	}
}

func TestChatExportToFile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.fill()
	path := filepath.Join(b.root, "chat.html")
	b.want(b.run("chat", "export", "1", "--format", "html", "-o", path), 0, "", "")
	text, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(text), "<!DOCTYPE html>") || !strings.HasSuffix(string(text), "</html>\n") {
		t.Errorf("%v\n%s", err, text)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	b.want(b.run("chat", "export", "1", "-o", filepath.Join(b.root, "no", "file")), 1, "", "writing")
	b.want(b.run("chat", "export", "99", "-o", path), 1, "", "There is no chat 99.")
	b.want(b.run("chat", "export", "1", "--format", "pdf"), 2, "", "text, html or json")
	if left, err := filepath.Glob(filepath.Join(b.root, ".tgdesk-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// TestReaderGone closes the pipe behind --json early.
func TestReaderGone(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.fill()
	for _, args := range [][]string{{"chat", "list", "--json"}, {"chat", "show", "1"}, {"brand", "list"}, {"doctor"}, {"version"}, {"help"}} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		var errs strings.Builder
		h := b.host
		h.in, h.out, h.err = strings.NewReader(""), w, &errs
		if status := run(t.Context(), h, args); status != 0 || errs.String() != "" {
			t.Errorf("%v: status %d, %q", args, status, errs.String())
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFullDisk cannot write its output and says so.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var errs strings.Builder
	h := b.host
	h.in, h.out, h.err = strings.NewReader(""), full{}, &errs
	if status := run(t.Context(), h, []string{"version"}); status != 1 || !strings.Contains(errs.String(), "writing the output: no space") {
		t.Errorf("status %d, %q", status, errs.String())
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

var _ io.Writer = full{}
