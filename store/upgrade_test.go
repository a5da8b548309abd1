package store

import (
	"database/sql"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"tgdesk/core"
)

// versionOneData is a small desk as version 1 wrote it: 1772366400000 is noon().
const versionOneData = `
INSERT INTO brands VALUES (1, 'acme', 'acme', '#aa3300', 123456, 'acme_bot', 'acme help', NULL, 1,
	300000, 86400000, 86400000, 900, 'polling', '', NULL, 1772366400000, NULL);
INSERT INTO operators VALUES (1, 'mika', 'admin');
INSERT INTO visitors VALUES (1, 1, 1001, 'Hana', 'Sato', 'hana_s', 'ja', 'hana sato @hana_s', NULL, 1772366400000, 1772366400000);
INSERT INTO chats VALUES (7, 1, 1, 'active', 1, 'pricing', 1772366400000, 1772366400000, 1772366401000, NULL, '', NULL,
	1772366402000, 1772366402000, 1772452802000, 2, NULL, 3, 1772366402000);
INSERT INTO messages VALUES (1, 7, 1, 'visitor', 'text', NULL, 'Hana Sato', 'second', 50, NULL, 1772366400000, 1772366401000, '', '');
INSERT INTO messages VALUES (2, 7, 1, 'visitor', 'photo', NULL, 'Hana Sato', 'see', 51, 50, 1772366401000, NULL, '', '');
INSERT INTO messages VALUES (3, 7, 1, 'operator', 'text', 1, 'mika', 'One moment', NULL, 51, 1772366402000, NULL, 'queued', '');
INSERT INTO attachments VALUES (2, 'photo', 'F', 'U', 'a.jpg', 'image/jpeg', 214000, 1280, 960, 0, 'album', '');
INSERT INTO edits VALUES (1, 1, 'first', 1772366401000);
INSERT INTO drafts VALUES (1, 7, 'And');
INSERT INTO kept_updates VALUES (1, 1, 5, 'other', x'7b7d', 1772366400000);
PRAGMA user_version = 1;`

// deskOfVersionOne makes a directory as tgdesk left it before there were files.
func deskOfVersionOne(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	path := must[string](t)(prepare(dir))
	db := must[*sql.DB](t)(sql.Open("sqlite3", dsn(path, "_journal_mode=WAL&_foreign_keys=1")))
	if _, err := db.ExecContext(t.Context(), must[[]string](t)(migrations())[0]+versionOneData); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestVersionOneKeepsEverything(t *testing.T) {
	t.Parallel()
	dir := deskOfVersionOne(t)
	_, err := OpenReader(dir, Options{Key: testKey()})
	wantCode(t, err, core.CodeUnavailable) // a reader migrates nothing
	db, ctx := openAt(t, dir), t.Context()
	if err := db.Check(ctx); err != nil {
		t.Fatal(err)
	}
	same := func(what string, want, got any) {
		t.Helper()
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	second := func(n int) time.Time { return noon().Add(time.Duration(n) * time.Second) }
	brand := testBrand("acme", 123456)
	brand.ID, brand.Token, brand.Offset = 1, "", 900
	same("brands", []core.Brand{brand}, must[[]core.Brand](t)(db.Brands(ctx)))
	same("operators", []core.Operator{{ID: 1, Name: "mika", Role: core.RoleAdmin}}, must[[]core.Operator](t)(db.Operators(ctx)))
	hana := core.Visitor{ID: 1, BrandID: 1, FirstSeen: noon(), LastSeen: noon(), Profile: core.Profile{
		TelegramID: 1001, FirstName: "Hana", LastName: "Sato", Username: "hana_s", Language: "ja"}}
	same("visitor", hana, must[core.Visitor](t)(db.Visitor(ctx, 1)))
	same("chat", core.Chat{
		ID: 7, BrandID: 1, VisitorID: 1, State: core.Active, OwnerID: 1, Source: "pricing", CreatedAt: noon(), WaitingSince: noon(),
		PickedUpAt: second(1), LastMessageAt: second(2), CountsFrom: second(2), DeadlineAt: second(2).Add(core.Day), Unread: 2, LastMessageID: 3,
	}, must[core.Chat](t)(db.Chat(ctx, 7)))
	messages := []core.Message{
		{ID: 1, From: core.FromVisitor, Kind: core.KindText, Author: "Hana Sato", Text: "second", TelegramID: 50, SentAt: noon(), EditedAt: second(1)},
		{ID: 2, From: core.FromVisitor, Kind: core.KindPhoto, Author: "Hana Sato", Text: "see", TelegramID: 51, ReplyTo: 50, SentAt: second(1),
			Attachment: &core.Attachment{Kind: core.KindPhoto, FileID: "F", FileUniqueID: "U", FileName: "a.jpg", MIME: "image/jpeg",
				Size: 214_000, Width: 1280, Height: 960, AlbumID: "album"}},
		{ID: 3, From: core.FromOperator, Kind: core.KindText, OperatorID: 1, Author: "mika", Text: "One moment", ReplyTo: 51,
			SentAt: second(2), Delivery: core.DeliveryQueued},
	}
	for i := range messages {
		messages[i].ChatID, messages[i].VisitorID = 7, 1
	}
	same("transcript", messages, must[[]core.Message](t)(db.Messages(ctx, core.MessageQuery{Chat: 7, Limit: 9})))
	same("outbox", messages[2:], must[[]core.Message](t)(db.NextQueued(ctx, 1, 9)))
	same("album", messages[1:2], must[[]core.Message](t)(db.Album(ctx, 7, "album")))
	same("edits", []core.Edit{{Text: "first", Replaced: second(1)}}, must[[]core.Edit](t)(db.Edits(ctx, 1)))
	same("drafts", core.Drafts{Reply: core.Draft{Text: "And"}}, must[core.Drafts](t)(db.Drafts(ctx, 1, 7)))
	same("kept updates", 1, must[int](t)(db.QuarantinedUpdates(ctx)))
	same("counts", 1, must[core.Counts](t)(db.Counts(ctx))[core.Active])
}

// What version 1 stored can get all that this version adds.
func TestVersionOneTakesFiles(t *testing.T) {
	t.Parallel()
	db := openAt(t, deskOfVersionOne(t))
	d := &desk{DB: db, t: t}
	d.saveFile(core.File{UniqueID: "U", State: core.FileWanted, ChangedAt: noon()})
	if got := must[[]core.Message](t)(db.WantedFiles(t.Context(), 1, 9)); len(got) != 1 || got[0].ID != 2 {
		t.Fatalf("wanted %+v", got)
	}
	f := d.saveFile(readyFile("U", noon()))
	if got := must[core.Message](t)(db.Message(t.Context(), 2)); got.Attachment.File != f {
		t.Errorf("the photo has %+v", got.Attachment.File)
	}
	if err := d.raw(`UPDATE chats SET state = 'completed', reason = 'idle', completed_at = 1, counts_from = NULL, deadline_at = NULL`); err != nil {
		t.Fatal(err)
	}
	if got := must[[]core.File](t)(db.StaleFiles(t.Context(), 1, noon().Add(core.Month), nil, 9)); len(got) != 1 || got[0] != f {
		t.Errorf("stale %+v", got)
	}
}

// A draft of a note stands beside the reply's that version 1 stored.
func TestVersionOneTakesDraftsOfNotes(t *testing.T) {
	t.Parallel()
	db := openAt(t, deskOfVersionOne(t))
	d := &desk{DB: db, t: t}
	for _, note := range []string{"a note", ""} {
		d.write(func(tx core.Tx) error { return tx.SaveDraft(t.Context(), 1, 7, core.DraftNote, core.Draft{Text: note}) })
		if got := must[core.Drafts](t)(db.Drafts(t.Context(), 1, 7)); got != (core.Drafts{Reply: core.Draft{Text: "And"}, Note: core.Draft{Text: note}}) {
			t.Errorf("the drafts are %+v", got)
		}
	}
}
