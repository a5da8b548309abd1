package botsim_test

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core/telegram/botsim"
)

// newBot returns one bot with one visitor, connected in memory.
func newBot(t *testing.T, opts ...botsim.Option) (caller, *botsim.Bot, *botsim.Visitor) {
	t.Helper()
	sim := botsim.New(opts...)
	bot := sim.AddBot(botsim.Bot{ID: 123456, Username: "acme_bot", Name: "Acme"})
	return inMemory(t, sim), bot, bot.Visitor(hana)
}

func sayNumbers(v *botsim.Visitor, from, to int) {
	for i := from; i <= to; i++ {
		v.Say(strconv.Itoa(i))
	}
}

func wantTexts(t *testing.T, got []update, want ...string) {
	t.Helper()
	if !slices.Equal(texts(got), want) {
		t.Errorf("got %q; want %q", texts(got), want)
	}
}

func TestOffsets(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	sayNumbers(v, 1, 5)
	first := c.updates(t, bot.Token)
	wantTexts(t, first, "1", "2", "3", "4", "5")
	wantTexts(t, c.updates(t, bot.Token), "1", "2", "3", "4", "5")
	at := func(n int64) string { return strconv.FormatInt(first[0].ID+n, 10) }
	wantTexts(t, c.updates(t, bot.Token, "offset", at(2), "limit", "2"), "3", "4")
	wantTexts(t, c.updates(t, bot.Token), "3", "4", "5")
	wantTexts(t, c.updates(t, bot.Token, "offset", at(0)), "3", "4", "5")
	wantTexts(t, c.updates(t, bot.Token, "offset", at(5+11)), "3", "4", "5") // not believed
	wantTexts(t, c.updates(t, bot.Token, "offset", "-2"), "4", "5")
	if bot.Pending() != 2 {
		t.Errorf("%d pending", bot.Pending())
	}
	wantTexts(t, c.updates(t, bot.Token, "offset", "-9"), "4", "5")
	wantTexts(t, c.updates(t, bot.Token, "offset", at(5+10)))
	if bot.Pending() != 0 {
		t.Errorf("%d pending", bot.Pending())
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	sayNumbers(v, 1, 130)
	for limit, want := range map[string]int{"0": 1, "-3": 1, "7": 7, "100": 100, "1000": 100, "x": 100} {
		if got := c.updates(t, bot.Token, "limit", limit); len(got) != want {
			t.Errorf("limit %s: %d updates; want %d", limit, len(got), want)
		}
	}
}

func TestAnswerSize(t *testing.T) {
	t.Parallel()
	c, bot, _ := newBot(t)
	big := fmt.Sprintf(`{"message":{"text":%q}}`, strings.Repeat("x", 500<<10))
	for range 10 {
		if id, err := bot.PushRaw(big); id == 0 || err != nil {
			t.Fatal(id, err)
		}
	}
	if got := c.updates(t, bot.Token); len(got) != 8 { // 8 × 500 KiB < 4 MiB < 9 × 500 KiB
		t.Errorf("%d updates in one answer", len(got))
	}
	if id, err := bot.PushRaw(fmt.Sprintf(`{"x":%q}`, strings.Repeat("x", 513<<10))); id != 0 || err != nil {
		t.Errorf("an update above 512 KiB: id %d, %v", id, err)
	}
}

func TestLongPoll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t)
		began := time.Now()
		time.AfterFunc(20*time.Second, func() { v.Say("late") })
		wantTexts(t, c.updates(t, bot.Token, "timeout", "50"), "late")
		if took := time.Since(began); took != 20*time.Second {
			t.Errorf("took %v", took)
		}
		next := strconv.FormatInt(c.updates(t, bot.Token)[0].ID+1, 10)
		wantTexts(t, c.updates(t, bot.Token, "timeout", "500", "offset", next))
		if took := time.Since(began); took != 70*time.Second { // brought down to 50 s
			t.Errorf("took %v", took)
		}
	})
}

func TestNegativeOffsetDeletesOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t)
		got := make(chan []update, 1)
		go func() { got <- c.updates(t, bot.Token, "timeout", "50", "offset", "-1") }()
		if err := bot.WaitPolling(t.Context()); err != nil {
			t.Fatal(err)
		}
		sayNumbers(v, 1, 3)
		wantTexts(t, <-got, "1")
		wantTexts(t, c.updates(t, bot.Token), "1", "2", "3")
	})
}

func TestDisconnectLeavesThePoll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t)
		ctx, hangUp := context.WithTimeout(t.Context(), time.Second)
		defer hangUp()
		if _, err := c.try(ctx, bot.Token, "getUpdates", "timeout", "50"); err == nil {
			t.Error("no error after hanging up")
		}
		synctest.Wait()
		if bot.Polling() {
			t.Error("the poll still waits")
		}
		v.Say("kept")
		wantTexts(t, c.updates(t, bot.Token), "kept")
	})
}

const (
	takenOver = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
	inTheWay  = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)

func TestOlderPollGetsConflict(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t)
		older, newer := make(chan response, 1), make(chan response, 1)
		go func() { older <- c.call(t, bot.Token, "getUpdates", "timeout", "50") }()
		synctest.Wait()
		c.updates(t, bot.Token) // one that does not wait disturbs nobody
		go func() { newer <- c.call(t, bot.Token, "getUpdates", "timeout", "50") }()
		wantError(t, <-older, 409, takenOver)
		v.Say("for the newer")
		wantTexts(t, decode[[]update](t, <-newer), "for the newer")
	})
}

func TestWebhookAndRevokedTokenEndThePoll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t)
		got := make(chan response, 1)
		poll := func() { got <- c.call(t, bot.Token, "getUpdates", "timeout", "50") }
		go poll()
		synctest.Wait()
		bot.SetWebhook("https://example.org/hook")
		wantError(t, <-got, 409, "Conflict: terminated by setWebhook request")
		wantError(t, c.call(t, bot.Token, "getUpdates"), 409, inTheWay)
		v.Say("queued meanwhile")
		info := c.call(t, bot.Token, "getWebhookInfo").Body
		if !strings.Contains(info, `"pending_update_count":1`) || !strings.Contains(info, `"url":"https://example.org/hook"`) {
			t.Errorf("got %s", info)
		}
		c.call(t, bot.Token, "deleteWebhook")
		wantTexts(t, c.updates(t, bot.Token), "queued meanwhile")
		c.call(t, bot.Token, "deleteWebhook", "drop_pending_updates", "True")
		wantTexts(t, c.updates(t, bot.Token))
		go poll()
		synctest.Wait()
		token := bot.Revoke()
		wantError(t, <-got, 401, "Unauthorized")
		wantError(t, c.call(t, bot.Token, "getMe"), 401, "Unauthorized")
		v.Say("the queue outlives the token")
		wantTexts(t, c.updates(t, token), "the queue outlives the token")
	})
}

func TestRetention(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t)
		v.Say("now")
		v.Send(botsim.Text("yesterday"), botsim.At(time.Now().Add(-23*time.Hour)))
		v.Send(botsim.Text("too old"), botsim.At(time.Now().Add(-24*time.Hour)))
		wantTexts(t, c.updates(t, bot.Token), "now", "yesterday")
		time.Sleep(time.Hour)
		wantTexts(t, c.updates(t, bot.Token), "now")
		time.Sleep(23 * time.Hour)
		wantTexts(t, c.updates(t, bot.Token))
	})
}

func TestAntiHammer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c, bot, v := newBot(t, botsim.WithAntiHammer())
		began := time.Now()
		c.updates(t, bot.Token)
		c.updates(t, bot.Token)
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("the same offset at once took %v", took)
		}
		time.Sleep(time.Minute)
		sayNumbers(v, 1, 3)
		wantTexts(t, c.updates(t, bot.Token), "1", "2", "3")
		wantTexts(t, c.updates(t, bot.Token), "1")
		bot.SetWebhook("https://example.org")
		began = time.Now()
		wantError(t, c.call(t, bot.Token, "getUpdates"), 409, inTheWay)
		wantError(t, c.call(t, bot.Token, "getUpdates"), 409, inTheWay)
		if took := time.Since(began); took != 3*time.Second {
			t.Errorf("two conflicts took %v", took)
		}
	})
}

func TestAllowedUpdatesPersist(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	id := v.Say("1")
	edit := func() int {
		if err := v.Edit(id, v.User.FirstName); err != nil {
			t.Error(err)
		}
		n := bot.Pending()
		c.updates(t, bot.Token, "offset", "-1")
		c.call(t, bot.Token, "deleteWebhook", "drop_pending_updates", "true")
		return n
	}
	for i, tt := range []struct {
		allowed []string
		want    int
	}{
		{nil, 2}, // the default; the first message is queued still
		{[]string{"allowed_updates", `["message","nonsense"]`}, 0},
		{nil, 0}, // sticky
		{[]string{"allowed_updates", `no list`}, 0},
		{[]string{"allowed_updates", `["edited_message"]`}, 1},
		{[]string{"allowed_updates", `["message"]`}, 0},
		{[]string{"allowed_updates", `["nonsense"]`}, 1},
		{[]string{"allowed_updates", `["message"]`}, 0},
		{[]string{"allowed_updates", `[]`}, 1},
	} {
		c.updates(t, bot.Token, tt.allowed...)
		if got := edit(); got != tt.want {
			t.Errorf("step %d, %v: %d updates; want %d", i, tt.allowed, got, tt.want)
		}
	}
}

func TestSetNextUpdateID(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	v.Say("1")
	if bot.SetNextUpdateID(5) == nil {
		t.Error("jumped down with an update pending")
	}
	if err := bot.SetNextUpdateID(900_000_000); err != nil {
		t.Fatal(err)
	}
	v.Say("2")
	got := c.updates(t, bot.Token)
	wantTexts(t, got, "1", "2")
	if got[1].ID != 900_000_000 {
		t.Errorf("jumped to %d", got[1].ID)
	}
	c.updates(t, bot.Token, "offset", "900000001")
	if err := bot.SetNextUpdateID(7000); err != nil {
		t.Fatal(err)
	}
	v.Say("3")
	wantTexts(t, c.updates(t, bot.Token, "offset", "900000001"), "3")
	wantTexts(t, c.updates(t, bot.Token, "offset", "7001"))
}

func TestRawUpdates(t *testing.T) {
	t.Parallel()
	c, bot, v := newBot(t)
	for _, raw := range []string{`{}`, ` { "quantum_message" : {"a":1} } `, `{"message":{"text":"\ud800"}}`} {
		if id, err := bot.PushRaw(raw); err != nil || id == 0 {
			t.Errorf("%s: %d, %v", raw, id, err)
		}
	}
	if _, err := bot.PushRaw(`[1]`); err == nil {
		t.Error("took a list")
	}
	v.Say("after")
	if got := c.updates(t, bot.Token); len(got) != 4 || got[3].ID != got[0].ID+3 || got[3].Message.Text != "after" {
		t.Errorf("got %v", got)
	}
}
