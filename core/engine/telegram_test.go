package engine

import (
	"context"
	"slices"
	"sync"
	"time"

	"tgdesk/core"
)

// fakeTelegram is a Messenger whose bots are told by a test what to answer.
type fakeTelegram struct {
	mu   sync.Mutex
	bots map[core.Token]*fakeBot
}

func newFakeTelegram() *fakeTelegram { return &fakeTelegram{bots: map[core.Token]*fakeBot{}} }

// bot returns the bot of a token, new if need be.
func (f *fakeTelegram) bot(t core.Token) *fakeBot {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.bots[t] == nil {
		f.bots[t] = &fakeBot{news: make(chan struct{}, 1), who: core.Identity{Bot: core.Bot{ID: int64(len(f.bots) + 1), Username: string(t)}}}
	}
	return f.bots[t]
}

func (f *fakeTelegram) Identify(_ context.Context, t core.Token, _ string) (core.Identity, error) {
	return f.bot(t).who, nil
}

func (f *fakeTelegram) Connect(t core.Token, at core.Server) core.Link {
	b := f.bot(t)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.apiURL = at.URL
	return b
}

// fakeBot keeps updates as Telegram does: a poll confirms those before its offset.
type fakeBot struct {
	who  core.Identity
	news chan struct{}
	fakeFiles
	fakeButtons

	mu       sync.Mutex
	next     int64
	updates  []core.Update
	pollErrs []error // the next polls fail so
	polls    []time.Time
	offsets  []int64
	polling  int
	overlap  bool // two polls at a time
	dropped  int
	webhook  string
	apiURL   string        // of the latest link
	onPoll   func()        // runs as each poll begins
	silence  time.Duration // for so long nothing is answered, and then that

	send  func(ctx context.Context, n int, out core.Outgoing) (core.Receipt, error) // nil: all is well
	calls []call
}

// call is one Send.
type call struct {
	at  time.Time
	out core.Outgoing
}

// say lets a visitor write.
func (b *fakeBot) say(visitor int64, texts ...string) {
	b.mu.Lock()
	for _, text := range texts {
		b.next++
		b.updates = append(b.updates, core.Update{
			ID: b.next, Kind: core.UpdateMessage, Visitor: core.Profile{TelegramID: visitor, FirstName: "Hana"},
			Message: core.Incoming{TelegramID: 1000 + b.next, At: time.Now(), Kind: core.KindText, Text: text},
		})
	}
	b.mu.Unlock()
	notify(b.news)
}

// deliver gives an update the next id.
func (b *fakeBot) deliver(u core.Update) {
	b.mu.Lock()
	b.next++
	u.ID = b.next
	b.updates = append(b.updates, u)
	b.mu.Unlock()
	notify(b.news)
}

func (b *fakeBot) failPolls(errs ...error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pollErrs = append(b.pollErrs, errs...)
	notify(b.news)
}

func (b *fakeBot) Poll(ctx context.Context, offset int64) (core.Batch, error) {
	b.begin(offset)
	defer b.end()
	if err := b.silent(ctx); err != nil {
		return core.Batch{}, &core.PollError{Kind: core.PollUnavailable, Detail: core.NewProblem("change_refused", "No answer."), Err: err}
	}
	over := time.NewTimer(50 * time.Second)
	defer over.Stop()
	for {
		if batch, err := b.answer(offset); err != nil || len(batch.Updates) > 0 {
			return batch, err
		}
		select {
		case <-ctx.Done():
			return core.Batch{}, ctx.Err()
		case <-over.C:
			return core.Batch{Next: offset}, nil
		case <-b.news:
		}
	}
}

func (b *fakeBot) begin(offset int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.onPoll != nil {
		b.onPoll()
	}
	b.polls, b.offsets = append(b.polls, time.Now()), append(b.offsets, offset)
	b.overlap = b.overlap || b.polling > 0
	b.polling++
	b.updates = slices.DeleteFunc(b.updates, func(u core.Update) bool { return u.ID < offset })
}

func (b *fakeBot) end() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.polling--
}

// inParts returns a batch in parts of one update.
func inParts(b core.Batch) core.Batch {
	if len(b.Updates) < 2 {
		return b
	}
	rest := core.Batch{Updates: b.Updates[1:], Next: b.Next}
	return core.Batch{Updates: b.Updates[:1], Next: b.Updates[0].ID + 1, Rest: func() core.Batch { return inParts(rest) }}
}

func (b *fakeBot) answer(offset int64) (core.Batch, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.pollErrs) > 0 {
		err := b.pollErrs[0]
		b.pollErrs = b.pollErrs[1:]
		return core.Batch{}, err
	}
	batch := core.Batch{Updates: slices.Clone(b.updates[:min(100, len(b.updates))]), Next: offset}
	if n := len(batch.Updates); n > 0 {
		batch.Next = batch.Updates[n-1].ID + 1
	}
	return inParts(batch), nil
}

func (b *fakeBot) Send(ctx context.Context, out core.Outgoing) (core.Receipt, error) {
	b.mu.Lock()
	b.calls = append(b.calls, call{time.Now(), out})
	n, send := len(b.calls), b.send
	b.mu.Unlock()
	if send != nil {
		return send(ctx, n, out)
	}
	return core.Receipt{TelegramID: int64(500_000 + n), At: time.Now()}, nil
}

// take is pause for as long as a request takes, be it no time: two timers of no
// time at once crash Go 1.26's race detector in a bubble.
func take(ctx context.Context, d time.Duration) {
	if d > 0 {
		sleep(ctx, d)
	}
}

// silent waits as long as a server that hangs is waited for.
func (b *fakeBot) silent(ctx context.Context) error {
	b.mu.Lock()
	d := b.silence
	b.mu.Unlock()
	if d == 0 {
		return nil
	}
	sleep(ctx, d)
	return core.NewError(core.CodeUnavailable, "silence")
}

func (b *fakeBot) hush(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.silence = d
	notify(b.news)
}

func (b *fakeBot) WebhookInfo(ctx context.Context) (int, string, error) {
	if err := b.silent(ctx); err != nil {
		return 0, "", err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.updates), b.webhook, nil
}

func (b *fakeBot) DropPendingUpdates(context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dropped, b.updates = b.dropped+len(b.updates), nil
	return nil
}

func (b *fakeBot) RemoveWebhook(context.Context) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.webhook = ""
	return nil
}

// polled returns when polls began, since start.
func (b *fakeBot) polled(start time.Time) []time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	var at []time.Duration
	for _, t := range b.polls {
		at = append(at, t.Sub(start))
	}
	return at
}

// asked returns the offsets of all polls, in order.
func (b *fakeBot) asked() []int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.offsets)
}

// sent returns the texts of all requests, in order.
func (b *fakeBot) sent() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var texts []string
	for _, c := range b.calls {
		texts = append(texts, c.out.Text)
	}
	return texts
}
