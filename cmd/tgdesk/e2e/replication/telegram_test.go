package replication

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"tgdesk/core/telegram/botsim"
)

const (
	visitors = 10
	patience = 2 * time.Minute // only a failing drill waits for its end
)

// telegram is the simulated one, with a bot and visitors who write.
type telegram struct {
	b     *testing.B
	sim   *botsim.Sim
	url   string
	bot   *botsim.Bot
	users []*botsim.Visitor

	mu      sync.Mutex
	said    map[string]time.Time // texts of visitors, and when they wrote them
	replied map[string]bool      // texts of replies that the desk took
}

func newTelegram(b *testing.B) *telegram {
	b.Helper()
	t := &telegram{b: b, sim: botsim.New(), said: map[string]time.Time{}, replied: map[string]bool{}}
	t.bot = t.sim.AddBot(botsim.Bot{Username: "acme_bot", Name: "acme"})
	url, err := t.sim.Start()
	must(b, err)
	t.url = url
	b.Cleanup(t.sim.Close)
	for i := range visitors {
		t.users = append(t.users, t.bot.Visitor(botsim.User{ID: int64(9_000_000 + i), FirstName: "Vera", LastName: fmt.Sprint(i)}))
	}
	return t
}

// write lets visitors write in turn, so many messages a second, until stop.
func (t *telegram) write(rate int) (stop func()) {
	t.writeSome(visitors) // everybody has a chat
	return background(func(ctx context.Context) {
		tick := time.NewTicker(time.Second / time.Duration(rate))
		defer tick.Stop()
		for ctx.Err() == nil {
			<-tick.C
			t.writeSome(1)
		}
	})
}

func (t *telegram) writeSome(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for range n {
		number := len(t.said)
		text := fmt.Sprintf("message %06d: where is my order?", number)
		t.said[text] = time.Now()
		t.users[number%visitors].Say(text)
	}
}

// expectNoneTwice checks that no reply came twice.
func (t *telegram) expectNoneTwice() {
	t.b.Helper()
	for _, v := range t.users {
		got := map[string]int{}
		for _, m := range v.Inbox() {
			if got[m.Text]++; got[m.Text] > 1 && isReply(m.Text) {
				t.b.Errorf("a visitor got %q twice", m.Text)
			}
		}
	}
}

// background runs fn until stop, which waits for it.
func background(fn func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		fn(ctx)
	}()
	return func() {
		cancel()
		<-done
	}
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
