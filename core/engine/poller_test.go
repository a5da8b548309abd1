package engine

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

func TestMessagesBecomeAChat(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.say(7, "/start pricing", "hello", "anybody?")
		synctest.Wait()
		c := r.chatOf(7)
		wantEqual(t, "transcript", r.texts(c), []string{"/start pricing", "hello", "anybody?"})
		if c.State != core.Pending || c.Source != "pricing" || c.Received != 2 {
			t.Errorf("chat: %+v", c)
		}
		ch, _ := r.store.Channel(t.Context(), r.brand)
		if ch.Offset != 4 {
			t.Errorf("offset %d, want 4", ch.Offset)
		}
	})
}

// A chat that began without a link takes the first that is tapped in it.
func TestSourceOfAnOpenChat(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "hi")
		r.bot.say(7, "/start pricing", "/start help", "hello")
		synctest.Wait()
		if now, err := r.desk.Chat(t.Context(), c.ID); err != nil || now.Source != "pricing" {
			t.Errorf("chat: %+v, %v", now, err)
		}
		wantEqual(t, "transcript", r.texts(c), []string{"hi", "[picked_up]", "/start pricing", "/start help", "hello"})
	})
}

func TestVisitorEnds(t *testing.T) {
	inBubble(t, func(r *rig) {
		c := r.hears(7, "/end") // nobody holds it yet: only a message
		r.bot.say(7, "thanks", "/end@acme_bot", "one more thing")
		synctest.Wait()
		wantEqual(t, "transcript", r.texts(c), []string{"/end", "[picked_up]", "thanks", "/end@acme_bot", "[visitor_ended]"})
		if ended, _ := r.desk.Chat(t.Context(), c.ID); ended.Reason != core.ReasonVisitor {
			t.Errorf("reason %q", ended.Reason)
		}
		if next := r.chatOf(7); next.ID == c.ID || next.State != core.Pending {
			t.Errorf("the next message went to %+v", next)
		}
	})
}

func TestEdits(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.say(7, "helo")
		synctest.Wait()
		edit := func(text string, at time.Duration) {
			r.bot.mu.Lock()
			r.bot.next++
			r.bot.updates = append(r.bot.updates, core.Update{
				ID: r.bot.next, Kind: core.UpdateEdit, Visitor: core.Profile{TelegramID: 7},
				Message: core.Incoming{TelegramID: 1001, Kind: core.KindText, Text: text, EditedAt: r.start.Add(at)},
			})
			r.bot.mu.Unlock()
			notify(r.bot.news)
			synctest.Wait()
		}
		edit("hello", 10*time.Second)
		edit("hello", 10*time.Second) // seen again
		r.again(func() {
			edit("bye", 10*time.Second)
			edit("hello", 10*time.Second)
		})
		edit("held", 5*time.Second) // came late
		edit("hello!", 20*time.Second)
		c := r.chatOf(7)
		wantEqual(t, "transcript", r.texts(c), []string{"hello!"})
		wantEqual(t, "earlier versions", r.store.edits[1], []core.Edit{
			{Text: "helo", Kind: core.KindText, Replaced: r.start.Add(10 * time.Second)},
			{Text: "hello", Kind: core.KindText, Replaced: r.start.Add(20 * time.Second)},
		})
		if c.Received != 1 || !c.DeadlineAt.Equal(r.start.Add(5*time.Minute)) {
			t.Errorf("edits moved the chat: %+v", c)
		}
	})
}

func TestPoisonIsKeptRaw(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.bot.mu.Lock()
		r.bot.next = 3
		r.bot.updates = []core.Update{
			{ID: 1, Kind: core.UpdateMessage, Raw: []byte("nobody")},
			{ID: 2, Kind: core.UpdateOther, Raw: []byte("unknown")},
			{ID: 3, Kind: core.UpdateIgnored, Raw: []byte("of a group")},
		}
		r.bot.mu.Unlock()
		r.bot.say(7, "hello")
		synctest.Wait()
		wantEqual(t, "transcript", r.texts(r.chatOf(7)), []string{"hello"})
		if len(r.store.kept) != 2 {
			t.Errorf("kept: %v", r.store.kept)
		}
	})
}

// When one update of a batch cannot be applied, what the others did is neither
// undone nor done twice.
func TestPoisonAmongOthers(t *testing.T) {
	inBubble(t, func(r *rig) {
		mail := r.desk.Subscribe()
		r.bot.mu.Lock()
		message := func(id int64, visitor int64) core.Update {
			return core.Update{ID: id, Kind: core.UpdateMessage, Visitor: core.Profile{TelegramID: visitor}, Raw: []byte("raw"),
				Message: core.Incoming{TelegramID: 1000 + id, Kind: core.KindText, Text: "hello", At: time.Now()}}
		}
		r.bot.next = 4
		r.bot.updates = append(r.bot.updates, message(1, 7), message(2, 0), message(3, 7), message(4, 8))
		r.bot.mu.Unlock()
		notify(r.bot.news)
		synctest.Wait()
		if c := r.chatOf(7); c.Received != 2 || len(r.store.chats) != 2 || len(r.store.messages) != 3 || len(r.store.kept) != 1 {
			t.Errorf("%d chats, %d messages, %d kept; the first is %+v", len(r.store.chats), len(r.store.messages), len(r.store.kept), c)
		}
		if events, _ := mail.Take(); len(events) != 4 { // each chat, and its transcript
			t.Errorf("events: %v", events)
		}
	})
}

// LastSeen follows to the minute; a new name is stored at once.
func TestVisitorIsSeen(t *testing.T) {
	inBubble(t, func(r *rig) {
		seen := func() time.Duration {
			r.bot.say(7, "hello")
			synctest.Wait()
			return r.store.visitors[1].LastSeen.Sub(r.start)
		}
		var got []time.Duration
		for range 4 {
			got = append(got, seen())
			r.after(40 * time.Second)
		}
		wantEqual(t, "seen", got, []time.Duration{0, 0, 80 * time.Second, 80 * time.Second})
	})
}

func TestDiskTroubleLosesNothing(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.store.setFail(core.NewError(core.CodeUnavailable, "store_full"))
		r.bot.say(7, "hello")
		r.after(10 * time.Second)
		if h := r.engine.channels.withHealth(core.BrandView{Brand: core.Brand{ID: r.brand}, Enabled: true}).Health; h.State != core.HealthBackingOff || h.Detail != core.NewProblem("store_full") {
			t.Errorf("health: %+v", h)
		}
		r.store.setFail(nil)
		r.after(30 * time.Second)
		wantEqual(t, "transcript", r.texts(r.chatOf(7)), []string{"hello"})
		r.wantHealth(core.HealthPolling)
	})
}

func TestRestartTakesEveryMessageOnce(t *testing.T) {
	inBubble(t, func(r *rig) {
		want := []string{}
		for i := range 30 {
			text := fmt.Sprint(i)
			want = append(want, text)
			r.bot.say(7, text)
			if i%3 == 0 {
				r.stop()
				r.bot.mu.Lock()
				r.bot.updates = append(r.bot.updates[:0:0], r.bot.updates...)
				r.bot.mu.Unlock()
				r.boot()
			}
		}
		synctest.Wait()
		wantEqual(t, "transcript", r.texts(r.chatOf(7)), want)
	})
}

func TestAlerts(t *testing.T) {
	inBubble(t, func(r *rig) {
		alerts := func(box *core.Mailbox) (n int) {
			events, _ := box.Take()
			for _, e := range events {
				if e.Alert {
					n++
				}
			}
			return n
		}
		box := r.desk.Subscribe()
		r.after(10 * time.Second)
		r.bot.say(7, "news")
		synctest.Wait()
		if n := alerts(box); n != 1 {
			t.Errorf("%d alerts for a message", n)
		}
		r.stop()
		r.bot.say(7, "said while the desk was off")
		r.newDesk()
		box = r.desk.Subscribe()
		r.run()
		if n := alerts(box); n != 0 || len(r.store.messages) != 2 {
			t.Errorf("%d alerts for backlog", n)
		}
	})
}

// TestBatchOfAStoppedChannel: what a poll brought just as the channel was
// disabled stays at Telegram.
func TestBatchOfAStoppedChannel(t *testing.T) {
	inBubble(t, func(r *rig) {
		_, err := r.desk.DisableBrand(t.Context(), r.op, r.brand)
		must(t, err)
		late := r.engine.newPoller(r.store.channels[r.brand], r.bot, func(core.Problem) {}, func() {})
		batch := core.Batch{Updates: []core.Update{{ID: 1, Kind: core.UpdateMessage, Visitor: core.Profile{TelegramID: 7}}}, Next: 2}
		if err := late.store(t.Context(), batch, false); !errors.Is(err, errStopped) {
			t.Errorf("taken in: %v", err)
		}
		if ch, _ := r.store.Channel(t.Context(), r.brand); ch.Offset != 0 || len(r.store.messages) > 0 {
			t.Errorf("offset %d, %d messages", ch.Offset, len(r.store.messages))
		}
	})
}

// A batch that is decoded in parts is stored as a whole, or not at all.
func TestBatchInParts(t *testing.T) {
	inBubble(t, func(r *rig) {
		p := r.engine.newPoller(r.store.channels[r.brand], r.bot, func(core.Problem) {}, func() {})
		parts := func(from int64, last func()) core.Batch {
			b := core.Batch{Next: from + 2}
			for i := range int64(2) {
				b.Updates = append(b.Updates, core.Update{ID: from + i, Kind: core.UpdateMessage, Visitor: core.Profile{TelegramID: 7}, Message: core.Incoming{TelegramID: from + i, Kind: core.KindText, Text: "text"}})
			}
			b = inParts(b)
			rest := b.Rest
			b.Rest = func() core.Batch {
				last()
				return rest()
			}
			return b
		}
		func() {
			defer func() { _ = recover() }()
			_ = p.store(t.Context(), parts(1, func() { panic("bug") }), false)
			t.Error("the panic of a part is lost")
		}()
		if ch, _ := r.store.Channel(t.Context(), r.brand); ch.Offset != 0 || len(r.store.messages) > 0 {
			t.Errorf("offset %d, %d messages of half a batch", ch.Offset, len(r.store.messages))
		}
		must(t, p.store(t.Context(), parts(1, func() {
			if len(r.store.messages) == 0 {
				t.Error("the first part waits for the second")
			}
		}), false))
		if ch, _ := r.store.Channel(t.Context(), r.brand); ch.Offset != 3 || len(r.store.messages) != 2 {
			t.Errorf("offset %d, %d messages", ch.Offset, len(r.store.messages))
		}
	})
}

// A busy bot's small batches are taken in at a steady pace, so that the disk
// syncs seldom; nothing waits for long, and large batches do not wait at all.
func TestSmallBatchesKeepAPace(t *testing.T) {
	inBubble(t, func(r *rig) {
		polls := func(each, times int) int {
			before := len(r.bot.polled(r.start))
			for range times {
				r.bot.say(7, slices.Repeat([]string{"text"}, each)...)
				time.Sleep(time.Millisecond)
				synctest.Wait()
			}
			return len(r.bot.polled(r.start)) - before
		}
		polls(1, batchBurst) // the burst
		if n := polls(1, 4000); n < 90 || n > 110 {
			t.Errorf("%d polls in four seconds", n)
		}
		r.after(time.Second / batchRate)
		if c := r.chatOf(7); c.Received != 4000+batchBurst {
			t.Errorf("%d messages", c.Received)
		}
		r.after(time.Second)
		if n := polls(largeBatch, 50); n < 50 {
			t.Errorf("%d polls of large batches", n)
		}
	})
}
