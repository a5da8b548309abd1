package main

import (
	"context"
	"fmt"
	"time"

	"tgdesk/core"
	"tgdesk/store"
)

// examineLife looks at what the desk's engine leaves behind: deadlines, replies
// and the times that it wrote down.
func (c *cli) examineLife(ctx context.Context, db *store.DB) []finding {
	runs, err := c.deskRuns()
	if err != nil {
		return []finding{problem("desk", "", "%s", sentence(err))}
	}
	found := []finding{examineDeadlines(ctx, db)}
	found = append(found, examineReplies(ctx, db, runs)...)
	return append(found, c.examineClock(ctx)...)
}

// examineDeadlines holds the deadline of every open chat against the limit of
// its brand.
func examineDeadlines(ctx context.Context, db *store.DB) finding {
	const check = "deadlines"
	brands, err := db.Brands(ctx)
	if err != nil {
		return problem(check, "", "%s", sentence(err))
	}
	limits := map[core.BrandID]core.Limits{}
	for _, b := range brands {
		limits[b.ID] = b.Limits
	}
	open, wrong := 0, []core.Chat(nil)
	for after, full := core.ChatID(0), true; full; {
		page, err := db.OpenChatsFrom(ctx, after, chatPage)
		if err != nil {
			return problem(check, "", "%s", sentence(err))
		}
		for _, chat := range page {
			after = chat.ID
			if !chat.Deadline(limits[chat.BrandID]).Equal(chat.DeadlineAt) && wrongStill(ctx, db, chat.ID) {
				wrong = append(wrong, chat)
			}
		}
		open += len(page)
		full = len(page) == chatPage
	}
	if len(wrong) > 0 {
		name := "NAME"
		if b, err := db.Brand(ctx, wrong[0].BrandID); err == nil {
			name = quoted(b.Name)
		}
		return problem(check, fmt.Sprintf("Set a limit of the brand to what it is, which sets all its deadlines: tgdesk brand set %s --answer-limit …", name),
			"wrong for %s, such as chat %d", many(len(wrong), "open chat"), wrong[0].ID)
	}
	return fine(check, "right for %s", many(open, "open chat"))
}

// wrongStill looks again: a limit may have been changed between two looks.
func wrongStill(ctx context.Context, db *store.DB, id core.ChatID) bool {
	chat, err := db.Chat(ctx, id)
	if err != nil {
		return false
	}
	b, err := db.Brand(ctx, chat.BrandID)
	return err == nil && !chat.Deadline(b.Limits).Equal(chat.DeadlineAt)
}

// examineReplies looks for replies that somebody has to look at.
func examineReplies(ctx context.Context, db *store.DB, runs bool) (found []finding) {
	const check = "replies"
	doubtful, err := db.Doubtful(ctx)
	if err != nil {
		return []finding{problem(check, "", "%s", sentence(err))}
	}
	for _, r := range doubtful {
		n := replies(r.Count)
		switch {
		case r.Delivery == core.DeliveryUnknown:
			found = append(found, warning(check, "Look at the chat: R sends a reply again, and nothing else does.",
				"%s of open chats may or may not have arrived, such as in chat %d", n, r.Chat))
		case r.Delivery == core.DeliveryFailed:
			found = append(found, warning(check, "Look at the chat: it says why, and R sends a reply again.",
				"%s of open chats failed, such as in chat %d", n, r.Chat))
		case r.Delivery == core.DeliverySending && !runs:
			found = append(found, warning(check, "The next start marks it unknown, because nobody can know whether it arrived.",
				"%s under way when the desk stopped, such as in chat %d", n, r.Chat))
		case r.Delivery == core.DeliveryQueued && !runs:
			found = append(found, warning(check, "Start the desk: tgdesk", "%s to be sent when the desk runs, such as in chat %d", n, r.Chat))
		}
	}
	if len(found) == 0 {
		found = append(found, fine(check, "none of an open chat failed or is unknown"))
	}
	return found
}

// clockSlack is how far Telegram's clock may be ahead of ours.
const clockSlack = 5 * time.Minute

// examineClock looks for messages from the future: deadlines go by the clock,
// and one that was set back keeps them from coming.
func (c *cli) examineClock(ctx context.Context) []finding {
	held, err := store.ContentsOf(ctx, c.deskDir())
	if err != nil || held.Newest.IsZero() {
		return nil // examineContent has said what is wrong
	}
	now := c.now()
	if ahead := held.Newest.Sub(now); ahead > clockSlack {
		return []finding{problem("clock", "Set this machine's clock, or let it follow a time server: deadlines go by it.",
			"it says %s, but the newest message is of %s", c.when(now), c.when(held.Newest))}
	}
	return []finding{fine("clock", "it says %s", c.when(now))}
}
