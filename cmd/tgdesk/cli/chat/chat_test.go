package chat_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/cmd/tgdesk/export"
	"tgdesk/core"

	"github.com/google/go-cmp/cmp"
)

const goldenPending = `{"id":1,"brand":"acme","state":"pending","operator":null,"held_by":null,"transfer":null,"offered_to":null,"participants":[],"source":"pricing",
	"visitor":{"id":1,"telegram_id":77,"name":"Visitor One","username":"visitor_one","language":"ja","blocked":false},
	"unread":2,"flooded":false,"tags":[],"created_at":"2026-11-22T11:58:00Z","waiting_since":"2026-11-22T11:58:00Z","last_message_at":"2026-11-22T11:59:00Z",
	"deadline_at":"2026-11-22T12:03:00Z","snoozed_until":null,"completed_at":null,"reason":null,"rating":null,
	"queued_at":"2026-11-22T11:58:00Z","first_picked_up_at":null,"first_picked_up_by":null,"first_answered_at":null,"first_answered_by":null,"unanswered_at":null,"wait_seconds":null,"first_response_seconds":null,"handling_seconds":null}`

const goldenActive = `{"id":2,"brand":"acme","state":"active","operator":"mika","held_by":"operator","transfer":null,"offered_to":null,"participants":[],"source":null,
	"visitor":{"id":2,"telegram_id":78,"name":"Eve\u001b[31m\nil","username":null,"language":null,"blocked":true},
	"unread":0,"flooded":false,"tags":[],"created_at":"2026-11-22T11:00:00Z","waiting_since":null,"last_message_at":"2026-11-22T11:00:00Z",
	"deadline_at":"2026-11-23T11:00:00Z","snoozed_until":null,"completed_at":null,"reason":null,"rating":null,
	"queued_at":"2026-11-22T11:00:00Z","first_picked_up_at":"2026-11-22T11:00:00Z","first_picked_up_by":"mika","first_answered_at":null,"first_answered_by":null,"unanswered_at":null,"wait_seconds":0,"first_response_seconds":null,"handling_seconds":null}`

const goldenCompleted = `{"id":3,"brand":"acme","state":"completed","operator":"mika","held_by":"operator","transfer":null,"offered_to":null,"participants":[],"source":null,
	"visitor":{"id":1,"telegram_id":77,"name":"Visitor One","username":"visitor_one","language":"ja","blocked":false},
	"unread":0,"flooded":false,"tags":[],"created_at":"2026-11-21T12:00:00Z","waiting_since":null,"last_message_at":"2026-11-21T12:00:00Z",
	"deadline_at":null,"snoozed_until":null,"completed_at":"2026-11-21T13:00:00Z","reason":"operator","rating":null,
	"queued_at":"2026-11-21T12:00:00Z","first_picked_up_at":"2026-11-21T12:00:00Z","first_picked_up_by":"mika","first_answered_at":null,"first_answered_by":null,"unanswered_at":null,"wait_seconds":0,"first_response_seconds":null,"handling_seconds":3600}`

const goldenTranscript = `{"chat":` + goldenPending + `,"messages":[
	{"id":1,"from":"visitor","author":"Visitor One","kind":"text","text":"Where is my parcel?","entities":[],"telegram_message_id":1001,"reply_to":null,"quote":null,"answered":null,"forward":null,
	 "sent_at":"2026-11-22T11:58:00Z","edited_at":"2026-11-22T11:58:30Z","deleted_at":null,"delivery":null,"error":null,"automatic":null,"buttons":null,"keyboard":false,"pressed":null,"attachment":null},
	{"id":2,"from":"visitor","author":"Visitor One","kind":"photo","text":"the label","entities":[],"telegram_message_id":1002,"reply_to":1001,"quote":null,"answered":null,"forward":null,
	 "sent_at":"2026-11-22T11:59:00Z","edited_at":null,"deleted_at":null,"delivery":null,"error":null,"automatic":null,"buttons":null,"keyboard":false,"pressed":null,
	 "attachment":{"kind":"photo","file_id":"F1","file_unique_id":"U1","file_name":null,"mime":null,"size":2048,"width":640,"height":480,
	  "duration":0,"album":null,"emoji":null,"set_name":null,"title":null,"spoiler":false,
	  "state":"absent","path":null,"error":null}}]}`

func TestChatListJSON(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	r := s.Run("chat", "list", "--json")
	s.Expect(r, 1, "", "There is no desk in "+s.DeskDir+".")
	if r.Out != "" {
		t.Errorf("half a document: %q", r.Out)
	}
	s.Expect(s.Run("chat", "show", "1"), 1, "", "There is no desk in "+s.DeskDir+".")
	s.Expect(s.Run("chat", "export", "1"), 1, "", "There is no desk in "+s.DeskDir+".")
	s.AddBrand()
	s.Expect(s.Run("chat", "list", "--json"), 0, `{"chats":[]}`, "")
	s.AddChats()
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
		r := s.Run(append([]string{"chat", "list", "--json"}, tt.args...)...)
		if r.Status != 0 || r.Err != "" {
			t.Errorf("%v: %+v", tt.args, r)
		}
		s.ExpectJSON(r.Out, tt.want)
	}
	s.Expect(s.Run("chat", "list", "--state", "open"), 2, "", "--state is one of")
	s.Expect(s.Run("chat", "list", "--limit", "-1"), 2, "", "--limit")
	s.Expect(s.Run("chat", "list", "--brand", "nope"), 1, "", "nope")
}

func TestChatListForPeople(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Expect(s.Run("chat", "list"), 0, "No chats.\n", "")
	s.AddChats()
	r := s.Run("chat", "list")
	for _, want := range []string{
		"ID  STATE      BRAND  VISITOR      OPERATOR  UNREAD  SINCE             UNTIL             LAST MESSAGE\n",
		"2026-11-22 20:58  2026-11-22 21:03", // pending: since the visitor waits
		"2026-11-22 20:00  2026-11-23 20:00", // active, with an answer: since it was picked up
		"2026-11-21 22:00  -",                // completed
	} {
		if !strings.Contains(r.Out, want) || strings.Count(r.Out, "\n") != 4 {
			t.Errorf("got\n%swant\n%s", r.Out, want)
		}
	}
	rig.ExpectPrintable(t, r.Out)
}

// TestChatListStreams reads more chats than one page holds, each once.
func TestChatListStreams(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	const chats = 2 * 200 // as many as are read at once + 50
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		w := rig.RowWriter{Ctx: ctx, Tx: tx}
		for i := range chats {
			v := w.Visitor(core.Visitor{Profile: core.Profile{TelegramID: int64(1000 + i), FirstName: "V"}})
			at := rig.Noon().Add(time.Duration(i/7) * time.Second) // several at the same time
			w.Chat(core.Chat{VisitorID: v, State: core.Pending, CreatedAt: at, WaitingSince: at, LastMessageAt: at, CountsFrom: at, DeadlineAt: at.Add(time.Hour)})
		}
		return w.Err
	})
	var doc struct{ Chats []export.ChatDocument }
	if err := json.Unmarshal([]byte(s.Run("chat", "list", "--json").Out), &doc); err != nil {
		t.Fatal(err)
	}
	seen := map[core.ChatID]bool{}
	for _, c := range doc.Chats {
		seen[c.ID] = true
	}
	if len(doc.Chats) != chats || len(seen) != chats {
		t.Errorf("%d chats, %d different; want %d", len(doc.Chats), len(seen), chats)
	}
	if n := strings.Count(s.Run("chat", "list").Out, "\n"); n != chats+1 {
		t.Errorf("%d lines in the table, want %d", n, chats+1)
	}
}

func TestChatShow(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.Expect(s.Run("chat", "show", "1"), 1, "", "There is no desk in")
	s.AddBrand()
	s.AddChats()
	s.ExpectJSON(s.Run("chat", "show", "1", "--json").Out, goldenTranscript)
	s.ExpectJSON(s.Run("chat", "export", "#1", "--format", "json").Out, goldenTranscript)
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
	if diff := cmp.Diff(want, s.Run("chat", "show", "1").Out); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, s.Run("chat", "export", "1").Out); diff != "" {
		t.Error(diff)
	}
	s.Expect(s.Run("chat", "show", "99"), 1, "", "There is no chat 99.")
	s.Expect(s.Run("chat", "show", "x"), 2, "", "not the number of a chat")
	s.Expect(s.Run("chat", "show"), 2, "", "exactly one chat number")
}

// TestUntrustedText shows a chat full of tricks in every form.
func TestUntrustedText(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	for _, args := range [][]string{{"chat", "show", "2"}, {"chat", "list"}, {"chat", "show", "2", "--json"},
		{"chat", "export", "2"}, {"chat", "export", "2", "--format", "html"}, {"chat", "list", "--json"}} {
		r := s.Run(args...)
		if r.Status != 0 {
			t.Errorf("%v: %+v", args, r)
		}
		rig.ExpectPrintable(t, r.Out)
	}
	page := s.Run("chat", "export", "2", "--format", "html").Out
	if strings.Contains(page, "<script") || !strings.Contains(page, "&lt;script&gt;alert(1)&lt;/script&gt;") {
		t.Errorf("the page is not escaped:\n%s", page)
	}
	for _, want := range []string{"mika picked up the chat", "note by mika", "failed", "The visitor has blocked the bot."} {
		if text := s.Run("chat", "export", "2").Out; !strings.Contains(text, want) || !strings.Contains(page, want) {
			t.Errorf("%q is missing in\n%s\nor\n%s", want, text, page)
		}
	}
	var doc struct{ Messages []export.MessageDocument }
	if err := json.Unmarshal([]byte(s.Run("chat", "show", "2", "--json").Out), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Messages[0].Text != rig.HostileText {
		t.Errorf("JSON changed the text: %q", doc.Messages[0].Text)
	}
	if m := doc.Messages[1]; m.From != core.FromDesk || m.Text != "mika picked up the chat" || m.Delivery != nil {
		t.Errorf("system line: %+v", m)
	}
}

func TestChatExportToFile(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	path := filepath.Join(s.Root, "chat.html")
	s.Expect(s.Run("chat", "export", "1", "--format", "html", "-o", path), 0, "", "")
	text, err := os.ReadFile(path)
	if err != nil || !strings.HasPrefix(string(text), "<!DOCTYPE html>") || !strings.HasSuffix(string(text), "</html>\n") {
		t.Errorf("%v\n%s", err, text)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	s.Must(os.WriteFile(path, []byte("a letter"), 0o600))
	s.Expect(s.Run("chat", "export", "1", "-o", path), 1, "", path+" already exists. Name another file, or give --force to replace it.")
	if text, err := os.ReadFile(path); err != nil || string(text) != "a letter" {
		t.Errorf("replaced by %q, %v", text, err)
	}
	s.Expect(s.Run("chat", "export", "1", "-o", path, "--force"), 0, "", "")
	if text, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(text), "Chat #1\n") {
		t.Errorf("not replaced: %q, %v", text, err)
	}
	s.Expect(s.Run("chat", "export", "1", "-o", "/dev/null"), 0, "", "")
	s.Expect(s.Run("chat", "export", "1", "-o", filepath.Join(s.Root, "no", "file")), 1, "", "cannot be written")
	s.Expect(s.Run("chat", "export", "99", "-o", path), 1, "", "There is no chat 99.")
	s.Expect(s.Run("chat", "export", "1", "--format", "pdf"), 2, "", "text, html, json, csv or jsonl")
	if left, err := filepath.Glob(filepath.Join(s.Root, ".tgdesk-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
