package doctor

import (
	"context"
	"fmt"
	"time"

	"tgdesk/cmd/tgdesk/output"
	"tgdesk/core"
	"tgdesk/store"
)

// checkEngine looks at what the desk's engine leaves behind: deadlines, replies
// and times.
func (d *doctor) checkEngine(ctx context.Context, db *store.DB) {
	deskRuns, err := d.env.DeskRuns()
	if d.failed("desk", err) {
		return
	}
	d.checkDeadlines(ctx, db)
	d.checkReplies(ctx, db, deskRuns)
	d.checkClock(ctx)
}

// clockTolerance is how far Telegram's clock, or ours before it was set, may be
// ahead of ours.
const clockTolerance = 5 * time.Minute

// pageSize is how many rows are read at once.
const pageSize = 200

// checkDeadlines compares the deadline of every open chat with the limit of its
// brand.
func (d *doctor) checkDeadlines(ctx context.Context, db *store.DB) {
	const check = "deadlines"
	brands, err := db.Brands(ctx)
	if d.failed(check, err) {
		return
	}
	rules := map[core.BrandID]core.Rules{}
	for _, b := range brands {
		rules[b.ID] = b.Rules()
	}
	open, wrong, ahead := 0, []core.Chat(nil), []core.Chat(nil)
	now := d.env.Clock().Now()
	after := core.ChatID(0)
	err = core.Each(pageSize, func() ([]core.Chat, error) { return db.OpenChatsFrom(ctx, after, pageSize) }, func(chat core.Chat) error {
		after = chat.ID
		open++
		if !chat.Deadline(rules[chat.BrandID]).Equal(chat.DeadlineAt) && stillWrong(ctx, db, chat.ID) {
			wrong = append(wrong, chat)
		}
		if chat.CountsFrom.Sub(now) > clockTolerance {
			ahead = append(ahead, chat)
		}
		return nil
	})
	if d.failed(check, err) {
		return
	}
	setAgain := func(lead string, chat core.Chat) string {
		name := "NAME"
		if b, err := db.Brand(ctx, chat.BrandID); err == nil {
			name = output.ShellQuote(b.Name)
		}
		return fmt.Sprintf("%s a limit of the brand again, which sets all its deadlines: tgdesk brand set %s --answer-limit …", lead, name)
	}
	if len(wrong) > 0 {
		d.problem(check, setAgain("Set", wrong[0]), "wrong for %s, such as chat %d", output.Plural(len(wrong), "open chat", "open chats"), wrong[0].ID)
	}
	if len(ahead) > 0 {
		d.problem(check, setAgain("If this machine's clock is right now, set", ahead[0]),
			"the clock stood ahead: %s from a time to come, such as chat %d from %s",
			output.Plural(len(ahead), "open chat counts", "open chats count"), ahead[0].ID, d.env.FormatTime(ahead[0].CountsFrom))
	}
	if len(wrong)+len(ahead) == 0 {
		d.ok(check, "right for %s", output.Plural(open, "open chat", "open chats"))
	}
}

// stillWrong reads again: a limit may have been changed between the two reads.
func stillWrong(ctx context.Context, db *store.DB, id core.ChatID) bool {
	chat, err := db.Chat(ctx, id)
	if err != nil {
		return false
	}
	b, err := db.Brand(ctx, chat.BrandID)
	return err == nil && !chat.Deadline(b.Rules()).Equal(chat.DeadlineAt)
}

// checkReplies looks for replies that somebody has to look at.
func (d *doctor) checkReplies(ctx context.Context, db *store.DB, deskRuns bool) {
	const check = "replies"
	unsettled, err := db.UnsettledReplies(ctx)
	if d.failed(check, err) {
		return
	}
	before := len(d.found)
	for _, r := range unsettled {
		n := output.Plural(r.Count, "reply", "replies")
		switch {
		case r.Delivery == core.DeliveryUnknown:
			d.warning(check, "Look at the chat on the screen: R sends a reply again, and nothing else does.",
				"%s of open chats may or may not have arrived, such as in chat %d", n, r.Chat)
		case r.Delivery == core.DeliveryFailed:
			d.warning(check, "Look at the chat on the screen: it says why, and R sends a reply again.",
				"%s of open chats failed, such as in chat %d", n, r.Chat)
		case r.Delivery == core.DeliverySending && !deskRuns:
			d.warning(check, "The next start marks it unknown, because nobody can know whether it arrived.",
				"%s under way when the desk stopped, such as in chat %d", n, r.Chat)
		case r.Delivery == core.DeliveryQueued && !deskRuns:
			d.warning(check, "Start the desk: tgdesk", "%s to be sent when the desk runs, such as in chat %d", n, r.Chat)
		}
	}
	if len(d.found) == before {
		d.ok(check, "none in an open chat failed or is unknown")
	}
}

// checkClock looks for messages from the future: deadlines go by the clock,
// and one that was set back keeps them from coming.
func (d *doctor) checkClock(ctx context.Context) {
	contents, err := store.ContentsOf(ctx, d.env.DeskDir())
	if err != nil || contents.Newest.IsZero() {
		return // checkContent has said what is wrong
	}
	now := d.env.Clock().Now()
	if contents.Newest.Sub(now) > clockTolerance {
		d.problem("clock", "Set this machine's clock, or let it follow a time server: deadlines go by it.",
			"it says %s, but the newest message is of %s", d.env.FormatTime(now), d.env.FormatTime(contents.Newest))
		return
	}
	d.ok("clock", "it says %s", d.env.FormatTime(now))
}
