package engine

import (
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
)

// TestKeepMessages: messages of chats that have been completed for longer than the brand
// keeps them go, after a question that counts them; others stay, and so does the chat that
// somebody looks at.
func TestKeepMessages(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx := r.t.Context()
		ended := func(visitor int64) core.ChatID {
			chat, _ := r.chatIn(core.Completed, visitor, r.op)
			return chat
		}
		old, shown := ended(1), ended(2)
		time.Sleep(8 * core.Day)
		young := ended(3)
		open, _ := r.chatIn(core.Active, 4, r.op)
		box := r.desk.Subscribe()
		defer box.Close()
		box.Show(shown)

		b, err := r.desk.Brand(ctx, r.brand)
		must(r.t, err)
		o := b.Options
		o.KeepMessages = core.Week
		_, err = r.desk.SetBrand(ctx, r.op, r.brand, desk.BrandChange{Options: &o})
		effect, ask := core.ToAgree[core.RetentionEffect](err)
		if want := (core.RetentionEffect{Chats: 2, Messages: 4}); !ask || effect != want {
			r.t.Fatalf("asked is %t about %+v: %v", ask, effect, err)
		}
		expect := func(what string, counts map[core.ChatID]int) {
			r.t.Helper()
			synctest.Wait()
			for chat, want := range counts {
				n := 0
				page, err := r.desk.Messages(ctx, core.MessageQuery{Chat: chat, After: -1, Limit: 100})
				must(r.t, err)
				for _, m := range page {
					if m.From != core.FromDesk {
						n++
					}
				}
				if n != want {
					r.t.Errorf("%s: chat %d has %d messages, want %d", what, chat, n, want)
				}
			}
		}
		expect("not agreed to", map[core.ChatID]int{old: 2, shown: 2, young: 2, open: 2})
		_, err = r.desk.SetBrand(ctx, r.op, r.brand, desk.BrandChange{Options: &o, AgreedRemoval: effect})
		must(r.t, err)
		expect("agreed to", map[core.ChatID]int{old: 0, shown: 2, young: 2, open: 2})
		page, err := r.desk.Messages(ctx, core.MessageQuery{Chat: old, After: -1, Limit: 100})
		must(r.t, err)
		if len(page) != 1 || page[0].Kind != core.KindMessagesRemoved || page[0].Text != "7d" {
			r.t.Errorf("the transcript says %+v", page)
		}
		box.Show(0)
		time.Sleep(retentionInterval)
		expect("nobody looks", map[core.ChatID]int{old: 0, shown: 0, young: 2, open: 2})
		time.Sleep(8 * core.Day)
		expect("later", map[core.ChatID]int{young: 0})
		if c, err := r.desk.Chat(ctx, old); err != nil || c.Received != 1 || c.State != core.Completed {
			r.t.Errorf("the chat is %+v, %v", c, err)
		}
	})
}

// TestKeepMessagesOfRemoved: the chats of a removed brand lose their messages when they
// would have done so with the brand, and those of one that keeps all for ever never do.
func TestKeepMessagesOfRemoved(t *testing.T) {
	for _, keep := range []time.Duration{core.Week, 0} {
		t.Run(keep.String(), func(t *testing.T) {
			inBubble(t, func(r *rig) {
				ctx := r.t.Context()
				chat, _ := r.chatIn(core.Completed, 1, r.op)
				b, err := r.desk.Brand(ctx, r.brand)
				must(r.t, err)
				b.Options.KeepMessages = keep
				_, err = r.desk.SetBrand(ctx, r.op, r.brand, desk.BrandChange{Options: &b.Options})
				must(r.t, err)
				must(r.t, r.desk.RemoveBrand(ctx, r.op, r.brand))
				for _, after := range []struct {
					time time.Duration
					gone bool
				}{{6 * core.Day, false}, {2 * core.Day, keep != 0}} {
					time.Sleep(after.time)
					synctest.Wait()
					page, err := r.desk.Messages(ctx, core.MessageQuery{Chat: chat, After: -1, Limit: 100})
					must(r.t, err)
					if gone := len(page) == 1 && page[0].Kind == core.KindMessagesRemoved; gone != after.gone {
						r.t.Errorf("kept for %v: removed is %t: %+v", keep, gone, page)
					}
				}
			})
		})
	}
}

// TestKeepMessagesChanged: what a brand had set a moment ago removes nothing.
func TestKeepMessagesChanged(t *testing.T) {
	inBubble(t, func(r *rig) {
		ctx := r.t.Context()
		chat, _ := r.chatIn(core.Completed, 1, r.op)
		time.Sleep(8 * core.Day)
		b, err := r.desk.Brand(ctx, r.brand)
		must(r.t, err)
		b.Options.KeepMessages = core.Week
		must(r.t, r.engine.retention.emptyChats(ctx, b))
		if page, err := r.desk.Messages(ctx, core.MessageQuery{Chat: chat, After: -1, Limit: 100}); err != nil || len(page) < 2 {
			r.t.Errorf("the transcript is %+v, %v", page, err)
		}
	})
}
