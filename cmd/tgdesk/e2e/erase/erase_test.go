// Package erase erases a visitor, and looks into every file for what they wrote.
package erase

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/markup"
	"tgdesk/core/media"
	"tgdesk/core/telegram/botsim"
	"tgdesk/store"
)

func TestMain(m *testing.M) { rig.Main(m) }

// telegramID is of the visitor who is erased.
const telegramID = 77_123_456_789

// writeVisitor writes visitor 1, with words in everything that the desk can have of
// somebody, and another visitor, who has one of their files, too. Chat 1 is completed, chat
// 2 is open.
func writeVisitor(s *rig.Sandbox, w *words) {
	w.number(telegramID, fmt.Sprint(telegramID))
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		r := rig.RowWriter{Ctx: ctx, Tx: tx}
		mika, err := tx.OperatorByName(ctx, "mika")
		r.Check(err)
		ann, err := tx.SaveOperator(ctx, core.Operator{Name: "ann", Role: core.RoleOperator})
		r.Check(err)
		for name, filter := range map[string]string{"sue": "tag:" + w.word("tag0"), "joe": "source:" + w.word("source0"), "tom": "tag:vip"} {
			_, err := tx.SaveOperator(ctx, core.Operator{Name: name, Role: core.RoleOperator, Screen: core.ScreenSettings{Filter: filter}})
			r.Check(err)
		}
		one := r.Visitor(core.Visitor{
			Profile: core.Profile{TelegramID: telegramID, FirstName: w.word("first"), LastName: w.word("last"), Username: w.word("username"), Language: w.word("language")},
			Start:   core.StartCommand{TelegramID: 3, Text: w.word("start"), At: rig.Noon(), Source: w.word("start source")},
		})
		for i, state := range []core.State{core.Completed, core.Active} {
			at := rig.Noon().Add(-2 * time.Hour)
			c := core.Chat{VisitorID: one, State: state, Owner: core.OperatorOwner(mika.ID), Source: w.word(fmt.Sprint("source", i)), CreatedAt: at, WaitingSince: at, PickedUpAt: at, LastMessageAt: at, Received: 2}
			if c.CountsFrom, c.DeadlineAt = at, at.Add(core.Day); state == core.Completed {
				c.CountsFrom, c.DeadlineAt, c.CompletedAt, c.Reason = time.Time{}, time.Time{}, at, core.ReasonIdle
			}
			writeChat(&r, w, r.Chat(c), one, mika.ID, ann.ID, i)
		}
		before := r.Chat(core.Prelude(core.Visitor{ID: one}, rig.Noon()))
		r.Message(core.Message{ChatID: before, VisitorID: one, From: core.FromVisitor, Kind: core.KindText, Text: "/start " + w.word("prelude"), SentAt: rig.Noon(), TelegramID: 2})
		other := r.Visitor(core.Visitor{Profile: core.Profile{TelegramID: 78, FirstName: "Other"}})
		at := rig.Noon().Add(-time.Hour)
		shared := r.Chat(core.Chat{VisitorID: other, State: core.Pending, CreatedAt: at, WaitingSince: at, LastMessageAt: at, CountsFrom: at, DeadlineAt: at.Add(core.Day), Received: 1})
		for i, owner := range []struct {
			chat    core.ChatID
			visitor core.VisitorID
		}{{1, one}, {shared, other}} {
			r.Message(core.Message{ChatID: owner.chat, VisitorID: owner.visitor, From: core.FromVisitor, Kind: core.KindPhoto, TelegramID: int64(500 + i), SentAt: at,
				Attachment: &core.Attachment{Kind: core.KindPhoto, FileID: "F", FileUniqueID: "shared"}})
		}
		r.Check(tx.SaveFile(ctx, core.File{UniqueID: "shared", State: core.FileReady, Path: "sh/ared.jpg", Size: 6, ChangedAt: rig.Noon()}))
		raw := fmt.Sprintf(`{"update_id":9,"poll_answer":{"user":{"id": %d,"first_name":%q}}}`, telegramID, w.word("raw of nobody"))
		r.Check(tx.QuarantineUpdate(ctx, 1, core.Update{ID: 9, Kind: "poll_answer", Raw: []byte(raw)}, 0))
		raw = fmt.Sprintf(`{"update_id":"10","poll_answer":{"user":{"id":"%d","first_name":%q}}}`, telegramID, w.word("raw with texts for numbers"))
		r.Check(tx.QuarantineUpdate(ctx, 1, core.Update{ID: 10, Kind: "poll_answer", Raw: []byte(raw)}, 0))
		block, err := tx.SaveBlock(ctx, core.Block{Brand: 1, Visitor: one, State: core.BlockLifted, Reason: w.word("block reason"), AskedBy: mika.ID, AskedAt: at, DecidedBy: mika.ID, DecidedAt: at})
		r.Check(err)
		r.Check(tx.SaveVisitorField(ctx, one, core.VisitorField{Name: "email", Value: w.word("field")}))
		r.Check(tx.SaveBotMemory(ctx, 1, w.word("bot memory")))
		r.Check(tx.SaveBotMemory(ctx, 2, w.word("bot memory of the open chat")))
		r.Check(tx.SaveRetryAfter(ctx, 1, core.RetryAfter{Visitor: one, Until: rig.Noon()}))
		r.Check(tx.InsertAudit(ctx, core.AuditEntry{At: at, Operator: mika.ID, Via: core.DoorScreen, Act: core.ActBlocked, Brand: 1, Visitor: one, Subject: w.word("audit subject"), After: "approved: " + block.Reason}))
		r.Check(tx.InsertAudit(ctx, core.AuditEntry{At: at, Operator: mika.ID, Via: core.DoorScreen, Act: core.ActChatTagged, Brand: 1, Chat: 1, Before: w.word("audit before"), After: w.word("audit after")}))
		return r.Err
	})
	s.WriteFile("desk/media/sh/ared.jpg", "shared")
}

// writeChat writes the messages of a chat, and what else belongs to it.
func writeChat(r *rig.RowWriter, w *words, chat core.ChatID, one core.VisitorID, mika, ann core.OperatorID, n int) {
	word := func(what string) string { return w.word(fmt.Sprint(what, n)) }
	at := rig.Noon().Add(-time.Hour)
	for k := range 150 { // more than go in one transaction
		edited := time.Time{}
		if k%10 == 0 {
			edited = at
		}
		m := r.Message(core.Message{
			ChatID: chat, VisitorID: one, From: core.FromVisitor, Kind: core.KindText, Author: word("author"), Text: strings.Repeat(word(fmt.Sprint("text", k))+" ", 1+k%9), TelegramID: int64(100_000*(n+1) + k), SentAt: at, EditedAt: edited,
			Markup: markup.Encode([]markup.Entity{{Type: "text_link", Offset: 0, Length: 4, URL: "https://" + word("link") + ".example"}}),
			Quote:  word("quote"), ExternalReply: core.ExternalReply{Author: word("external author"), Text: word("external text"), Kind: core.KindText}, Forward: word("forward"),
		})
		if k%10 == 0 {
			r.Check(r.Tx.InsertEdit(r.Ctx, m, core.Edit{Kind: core.KindText, Text: strings.Repeat(word(fmt.Sprint("edit", k)), 3), FileName: word("edited name"), Replaced: at}))
		}
	}
	reply := r.Message(core.Message{ChatID: chat, VisitorID: one, From: core.FromOperator, Kind: core.KindText, OperatorID: mika, Author: "mika", Text: word("reply"), SentAt: at, Delivery: core.DeliverySent, TelegramID: int64(900_000 + n)})
	note := r.Message(core.Message{ChatID: chat, VisitorID: one, From: core.FromNote, Kind: core.KindText, OperatorID: mika, Author: "mika", Text: "@ann " + word("note"), SentAt: at})
	r.Check(r.Tx.InsertMention(r.Ctx, core.Mention{Operator: ann, Chat: chat, Brand: 1, Note: core.Message{ID: note}}))
	partial := r.Message(core.Message{ChatID: chat, VisitorID: one, From: core.FromVisitor, Kind: core.KindUnsupported, Text: word("unsupported"), SentAt: at, Partial: true, TelegramID: int64(910_000 + n)})
	r.Check(r.Tx.QuarantineUpdate(r.Ctx, 1, core.Update{ID: int64(n), Kind: "message", Raw: []byte(`{"hologram":"` + word("raw") + `"}`)}, partial))
	for kind, draft := range map[core.DraftKind]core.Draft{
		core.DraftReply: {Text: word("draft"), Files: core.EncodeFiles([]core.StoredFile{{UniqueID: fmt.Sprint("out:drafted", n), Kind: core.KindDocument, Name: word("drafted name")}})},
		core.DraftNote:  {Text: word("note draft")}, core.DraftEdit: {Text: word("edit draft"), ReplyTo: reply},
	} {
		r.Check(r.Tx.SaveDraft(r.Ctx, ann, chat, kind, draft))
	}
	asked, err := r.Tx.InsertTransfer(r.Ctx, core.Transfer{Chat: chat, From: mika, To: ann, Note: word("transfer note"), AskedAt: at, ExpiresAt: at, State: core.TransferAsked})
	r.Check(err)
	asked.State, asked.ClosedAt = core.TransferExpired, at
	r.Check(r.Tx.CloseTransfer(r.Ctx, asked))
	r.Check(r.Tx.SaveTags(r.Ctx, chat, core.Tags(word("tag"))))
	for _, f := range []string{"file", "thumb", "drafted"} {
		id := fmt.Sprint(f, n)
		if f == "drafted" {
			id = "out:" + id
		}
		r.Check(r.Tx.SaveFile(r.Ctx, core.File{UniqueID: id, State: core.FileReady, Path: fileName(f, n), Size: 26, ChangedAt: at, Brand: 1, Visitor: one}))
	}
	r.Message(core.Message{ChatID: chat, VisitorID: one, From: core.FromVisitor, Kind: core.KindDocument, Text: word("caption"), SentAt: at, TelegramID: int64(920_000 + n), Attachment: &core.Attachment{
		Kind: core.KindDocument, FileID: word("file id"), FileUniqueID: fmt.Sprint("file", n), FileName: word("file name") + ".pdf", MIME: "application/" + word("mime"), Title: word("title"),
		AlbumID: word("album"), Emoji: word("emoji"), SetName: word("sticker set"), ThumbID: word("thumb id"), ThumbUniqueID: fmt.Sprint("thumb", n),
	}})
}

func fileName(kind string, n int) string { return fmt.Sprintf("%s/%s%d.bin", kind[:2], kind, n) }

// writeFiles writes what the rows of writeChat say is on disk.
func writeFiles(s *rig.Sandbox, w *words) {
	for n := range 2 {
		for _, f := range []string{"file", "thumb", "drafted"} {
			s.WriteFile("desk/media/"+fileName(f, n), w.word(fmt.Sprint("content of ", f, n)))
		}
	}
}

func newDesk(t *testing.T) (*rig.Sandbox, *words) {
	s, w := rig.NewSandbox(t), &words{all: map[string]string{}}
	s.AddBrand()
	writeVisitor(s, w)
	writeFiles(s, w)
	return s, w
}

// TestEraseWhileTheDeskRuns: nothing of a visitor is left in any file, although a screen is
// open and the visitor has just written.
func TestEraseWhileTheDeskRuns(t *testing.T) {
	t.Parallel()
	s, w := newDesk(t)
	copied := filepath.Join(s.Root, "copies", "before.db")
	s.Must(os.MkdirAll(filepath.Dir(copied), 0o700))
	s.Expect(s.Run("backup", copied), 0, "Wrote", "")
	desk := s.StartDesk()
	visitor := s.Bot.Visitor(botsim.User{ID: telegramID, FirstName: w.word("new name")})
	first := visitor.Say(w.word("said live"))
	s.Must(s.Bot.WaitDrained(t.Context()))
	s.Must(visitor.Edit(first, w.word("edited live")))
	document := func(n string) botsim.Content {
		return botsim.Content{"document": botsim.FileOf([]byte(w.word("live content"+n)), map[string]any{"file_name": w.word("live name" + n)})}
	}
	replaced := visitor.Send(document(" that is replaced"))
	visitor.Send(botsim.Text("hm").With("forward_origin", map[string]any{"type": "hologram", "words": w.word("live raw")}))
	s.Must(s.Bot.WaitDrained(t.Context()))
	fetched := func(n int) {
		for filesIn(t, filepath.Join(s.DeskDir, "media")) < n { // it comes
		}
	}
	fetched(8)
	s.Must(visitor.Replace(replaced, document("")))
	fetched(9)
	s.Expect(s.Run("chat", "reply", "2", w.word("live reply")), 0, "", "")
	s.Expect(s.Run("chat", "note", "2", w.word("live note")), 0, "", "")
	s.Expect(s.Run("chat", "tag", "2", w.word("live tag")), 0, "", "")
	s.Expect(s.Run("visitor", "block", "1", "--reason", w.word("live reason")), 0, "", "")
	s.Expect(s.Run("visitor", "unblock", "1"), 0, "", "")
	visitor.Say(w.word("said in chat 4"))
	s.Must(s.Bot.WaitDrained(t.Context()))
	dirs := []string{s.DeskDir, filepath.Join(s.Root, "state"), filepath.Join(s.Root, "config")}
	s.Must(os.MkdirAll(dirs[1], 0o700))
	w.expectAll(t, dirs...)

	s.Expect(s.Run("visitor", "erase", "1"), 1, "", "There is no terminal to ask on")
	r := s.Run("visitor", "erase", "1", "--yes")
	s.Expect(r, 0, "Erased visitor 1: 3 chats, ", "")
	s.Expect(r, 0, "hold the visitor unless you deleted them:\n  "+copied, "")
	w.expectNone(t, dirs...)
	s.Expect(s.Run("visitor", "erase", "1", "--yes", "--json"), 0, `"backups":[{"path":"`+copied, "")

	for _, verb := range [][]string{{"chat", "note", "1", "Hana"}, {"chat", "tag", "1", "hana"}, {"visitor", "block", "1", "--reason", "Hana"}} {
		s.Expect(s.Run(verb...), 1, "", "This visitor was erased")
	}
	s.Expect(s.Run("chat", "show", "1"), 0, "The visitor was erased", "")
	s.Expect(s.Run("chat", "list"), 0, "erased #1", "")
	s.Expect(s.Run("visitor", "show", "1", "--json"), 0, `"telegram_id":null`, "")
	s.Expect(s.Run("audit", "--act", "visitor_erased"), 0, "visitor 1", "")
	if _, err := os.Stat(filepath.Join(s.DeskDir, "media", "sh", "ared.jpg")); err != nil {
		t.Error("a file that another visitor sent, too, is gone:", err)
	}
	visitor.Say("hello again")
	s.Must(s.Bot.WaitDrained(t.Context()))
	s.Expect(s.Run("visitor", "list"), 0, "3", "")
	s.Expect(s.Run("chat", "show", "6"), 0, "hello again", "")
	desk.End()
	s.Expect(s.Run("doctor"), 1, "✓ database: sound", "")
}

// filesIn counts the files in the folders of a folder.
func filesIn(t *testing.T, dir string) int {
	found, err := filepath.Glob(filepath.Join(dir, "??", "*"))
	if err != nil {
		t.Fatal(err)
	}
	return len(found)
}

// TestEraseAgain: what came to be known of a visitor since goes, too, and a filter by another
// tag stays.
func TestEraseAgain(t *testing.T) {
	t.Parallel()
	s, w := newDesk(t)
	s.Expect(s.Run("visitor", "erase", "1", "--yes"), 0, "Erased", "")
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		r := rig.RowWriter{Ctx: ctx, Tx: tx}
		r.Check(tx.SaveVisitorField(ctx, 1, core.VisitorField{Name: "email", Value: w.word("new field")}))
		r.Check(tx.SaveTags(ctx, 1, core.Tags(w.word("new tag"))))
		r.Message(core.Message{ChatID: 1, VisitorID: 1, From: core.FromNote, Kind: core.KindText, Text: w.word("new note"), SentAt: rig.Noon()})
		tom, err := tx.OperatorByName(ctx, "tom")
		if r.Check(err); tom.Screen.Filter != "tag:vip" {
			t.Errorf("another filter is %q", tom.Screen.Filter)
		}
		return r.Err
	})
	s.Expect(s.Run("visitor", "erase", "1", "--yes"), 0, "Erased", "")
	w.expectNone(t, s.DeskDir)
}

// TestMessagesOfOldChatsGo: a brand that keeps messages for a time asks before some go at
// once, and what is left says so.
func TestMessagesOfOldChatsGo(t *testing.T) {
	t.Parallel()
	s, w := newDesk(t)
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		c, err := tx.Chat(ctx, 1)
		if err != nil {
			return err
		}
		c.CompletedAt, c.LastMessageAt = c.CompletedAt.Add(-40*core.Day), c.LastMessageAt.Add(-40*core.Day)
		return tx.SaveChat(ctx, c)
	})
	s.Expect(s.Run("brand", "set", "acme", "--keep-messages", "30d"), 0, "Keep messages 30d", "") // its newest message is not old
	s.Expect(s.Run("brand", "set", "acme", "--keep-messages", "forever"), 0, "", "")
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		all, err := tx.Messages(ctx, core.MessageQuery{Chat: 1, After: -1, Limit: 1000})
		for _, m := range all {
			m.SentAt = m.SentAt.Add(-40 * core.Day)
			err = errors.Join(err, tx.SaveMessage(ctx, m))
		}
		return err
	})
	desk := s.StartDesk()
	const asked = "This removes 155 messages of acme (1 chat) at once, for good"
	s.Expect(s.Run("brand", "set", "acme", "--keep-messages", "30d"), 1, "", asked)
	s.Expect(s.Run("chat", "show", "1"), 0, w.words("reply0"), "")
	s.Expect(s.Run("brand", "set", "acme", "--keep-messages", "30d", "--yes"), 0, "Keep messages 30d", "")
	for !strings.Contains(s.Run("chat", "show", "1").Out, "Messages older than 1 month were removed") {
	}
	for _, format := range []string{"text", "html", "json"} {
		s.Expect(s.Run("chat", "export", "1", "--format", format), 0, map[string]string{"text": "Messages older than", "html": "Messages older than", "json": `"messages_removed"`}[format], "")
	}
	s.Expect(s.Run("chat", "show", "2"), 0, w.words("reply1"), "")
	s.Expect(s.Run("brand", "set", "acme", "--keep-messages", "7d"), 0, "Keep messages 7d", "")
	for _, f := range []string{"file", "thumb", "drafted"} {
		if _, err := os.Stat(filepath.Join(s.DeskDir, "media", fileName(f, 0))); err == nil {
			t.Errorf("%s is there still", f)
		}
		if _, err := os.Stat(filepath.Join(s.DeskDir, "media", fileName(f, 1))); err != nil {
			t.Error(err)
		}
	}
	desk.End()
	s.WriteStore(func(ctx context.Context, tx core.Tx) error { // what is added later is kept for as long
		_, err := tx.InsertMessage(ctx, core.Message{ChatID: 1, VisitorID: 1, From: core.FromNote, Kind: core.KindText, Text: "late", SentAt: rig.Noon().Add(-10 * core.Day)})
		return err
	})
	s.Expect(s.Run("brand", "set", "acme", "--keep-messages", "6d"), 1, "", "This removes 1 message of acme (1 chat)")
}

// TestEraseThatIsInterrupted before each of its transactions is finished by the next call.
func TestEraseThatIsInterrupted(t *testing.T) {
	t.Parallel()
	interrupted := errors.New("interrupted")
	for after, done := 1, false; !done; after++ {
		s, w := newDesk(t)
		db, err := store.Open(s.DeskDir, store.Options{Now: rig.Noon})
		s.Must(err)
		faulty, writes := &rig.FaultyStore{Store: db}, 0
		d := desk.New(faulty, nil, core.NewHub(), desk.Options{Now: rig.Noon, Files: media.New(filepath.Join(s.DeskDir, "media"), nil, false)})
		mika, err := d.OperatorByName(t.Context(), "mika")
		s.Must(err)
		faulty.BreakWrites(func() error {
			if writes++; writes > after {
				return interrupted
			}
			return nil
		})
		_, err = d.EraseVisitor(t.Context(), mika.ID, 1)
		if done = err == nil; !done && !errors.Is(err, interrupted) {
			t.Fatal(err)
		}
		s.Must(db.Close())
		if left := len(w.found(t, s.DeskDir)); !done && left == 0 && writes < 8 {
			t.Errorf("nothing is left after %d transactions", after)
		}
		s.Expect(s.Run("visitor", "erase", "1", "--yes"), 0, "Erased visitor 1", "")
		w.expectNone(t, s.DeskDir, filepath.Join(s.Root, "config"))
		if done && after < 8 {
			t.Errorf("it took only %d transactions", writes)
		}
	}
}

// TestEraseThatIsKilled: whenever the desk is killed while a visitor is erased, the next
// call finishes it, and so does the start of the desk.
func TestEraseThatIsKilled(t *testing.T) {
	t.Parallel()
	for _, finish := range []string{"erase", "start"} {
		for _, at := range []string{fileName("file", 0), fileName("thumb", 1)} {
			s, w := newDesk(t)
			server := s.StartServerProcess()
			s.Must(s.Bot.WaitPolling(t.Context()))
			s.StartProcess("visitor", "erase", "1", "--yes") // which may be told that it is done
			for _, err := os.Stat(filepath.Join(s.DeskDir, "media", at)); err == nil; _, err = os.Stat(filepath.Join(s.DeskDir, "media", at)) {
			}
			server.Kill()
			dirs := []string{s.DeskDir, filepath.Join(s.Root, "state"), filepath.Join(s.Root, "config")}
			if finish == "erase" {
				s.Expect(s.Run("visitor", "erase", "1", "--yes"), 0, "Erased visitor 1", "")
			} else {
				desk := s.StartDesk()
				for len(w.found(t, dirs...)) > 0 { // it goes on by itself
				}
				desk.End()
			}
			w.expectNone(t, dirs...)
		}
	}
}
