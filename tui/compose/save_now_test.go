package compose

import (
	"errors"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/store"
	"tgdesk/store/seal"
	"tgdesk/tui/session"
)

// TestSaveNowWhileSaving: a screen ends before it knows that a save of its own was refused,
// because a reply before it came back as a draft. Both texts are there, whole.
func TestSaveNowWhileSaving(t *testing.T) {
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	key, err := seal.NewKey(make([]byte, seal.KeySize))
	must(err)
	db, err := store.Open(t.TempDir(), store.Options{Key: key})
	must(err)
	defer func() { must(db.Close()) }()
	d, ctx := desk.New(db, nil, core.NewHub(), desk.Options{}), t.Context()
	op, err := d.SignIn(ctx, "mika", core.RoleAdmin)
	must(err)
	b, err := d.AddBrand(ctx, op.ID, desk.NewBrand{Name: "acme", Accent: "#e06c75", Bot: core.Bot{ID: 1}, Limits: core.DefaultLimits()}, "1:x")
	must(err)
	var chat core.Chat
	must(db.Write(ctx, func(tx core.Tx) error {
		v, err := tx.InsertVisitor(ctx, core.Visitor{BrandID: b.ID, Profile: core.Profile{TelegramID: 7}})
		var failed error
		chat, failed = tx.InsertChat(ctx, core.OpenedBy(v, "", time.Now(), core.Rules{Limits: core.DefaultLimits()}))
		return errors.Join(err, failed)
	}))
	_, err = d.ReplaceDraft(ctx, op.ID, chat.ID, core.DraftReply, core.Draft{}, core.Draft{Text: "one"})
	must(err)
	c := NewComposer(&session.Session{Desk: d, Operator: op, Me: op.ID}, nil)
	all := c.draftsOf(chat.ID)
	all.loaded = true
	all.reply.SetText("two and more")
	all.reply.saved = core.Draft{Text: "two"} // which was refused
	all.reply.at.overtake()
	must(c.saveNow(ctx, chat.ID, all))
	if got, err := d.Drafts(ctx, op.ID, chat.ID); err != nil || got.Reply.Text != "one\ntwo and more" {
		t.Errorf("%+v, %v", got, err)
	}
}
