package doctor

import (
	"context"
	"strings"

	"tgdesk/core"
	"tgdesk/store"
	"tgdesk/store/seal"
)

// checkKey says which key of the bot tokens is in force, and returns it; it
// says nothing of the key itself.
func (d *doctor) checkKey(ctx context.Context) seal.Key {
	const check = "key"
	s, err := d.env.ReadSettings()
	if err != nil {
		return seal.Key{} // checkFiles has said so
	}
	found, err := d.env.KeySource(s).Find(ctx)
	switch {
	case err != nil:
		d.failed(check, err)
		return seal.Key{}
	case found.None():
		d.ok(check, "there is none yet: the first start makes %s", found.From)
	default:
		d.ok(check, "tokens are encrypted with the key of %s", found.From)
	}
	return found.Key
}

// checkDatabase looks at everything for which the database must open, and at the
// way to Telegram.
func (d *doctor) checkDatabase(ctx context.Context, key seal.Key) {
	const check = "database"
	if err := d.env.RefuseLinks(); err != nil {
		d.problem(check, "", "it is not opened: %s", d.env.ErrorText(err))
		d.checkDisk(ctx, nil)
		d.checkAPI(ctx)
		return
	}
	db, err := store.OpenReader(d.env.DeskDir(), store.Options{Key: key})
	if d.failed(check, err) {
		d.checkDisk(ctx, nil)
		d.checkAPI(ctx)
		return
	}
	defer func() { _ = db.Close() }()
	d.checkContent(ctx, db)
	d.checkEngine(ctx, db)
	d.checkSearch(ctx, db)
	d.checkMedia(ctx, db)
	d.checkDisk(ctx, db)
	if n, err := db.QuarantinedUpdates(ctx); err == nil && n > 0 {
		d.warning("updates", "They are in the table quarantined_updates; a newer tgdesk may understand them.",
			"%d updates were not understood, or not in full, and are kept as they came", n)
	}
	d.checkChannels(ctx, db, d.checkAPI(ctx))
}

func (d *doctor) checkContent(ctx context.Context, db *store.DB) {
	const check = "database"
	if err := db.Check(ctx); d.failed(check, err) {
		return
	}
	o, err := db.Overview(ctx, core.Set[core.BrandID]{})
	if d.failed(check, err) {
		return
	}
	d.ok(check, "sound; %d pending, %d unanswered, %d active, %d completed; %d replies not sent yet",
		o.Chats[core.Pending], o.Chats[core.Unanswered], o.Chats[core.Active], o.Chats[core.Completed], o.Unsent)
}

// checkAPI looks whether the Bot API answers at all, with a token that has
// the right shape and belongs to no bot: being refused is the good outcome.
func (d *doctor) checkAPI(ctx context.Context) (reachable bool) {
	const check = "telegram"
	nobody := core.Token("1:" + strings.Repeat("A", 35))
	_, err := d.env.Messenger().Identify(ctx, nobody, "")
	if err != nil && core.CodeOf(err) != core.CodeUnauthorized {
		d.problem(check, "Check the network, a proxy, and TGDESK_API_URL if it is set.", "%s", d.env.ErrorText(err))
		return false
	}
	d.ok(check, "the Bot API answers")
	return true
}

// checkSearch reads the index of the search.
func (d *doctor) checkSearch(ctx context.Context, db *store.DB) {
	const check = "search"
	p, usable, err := db.CheckSearch(ctx)
	switch {
	case err != nil:
		d.failed(check, err)
	case !usable && p.Messages > 0:
		d.warning(check, "A desk that runs makes it by itself; or: tgdesk search --rebuild", "there is no whole index; until there is, a search reads all messages")
	default:
		d.ok(check, "%d of %d messages are in the index; a search reads the others", min(p.Indexed, p.Messages), p.Messages)
	}
}
