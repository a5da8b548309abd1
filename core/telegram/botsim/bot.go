package botsim

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Bot is one bot account. The exported fields describe it as it was added and
// never change.
type Bot struct {
	ID       int64
	Token    string // the token at first; see Revoke
	Username string // without @
	Name     string

	sim *Sim

	// Guarded by sim.mu.
	token         string // in force now
	revocations   int
	queue         queue // belongs to the account, not to the token
	poll          *poll // the getUpdates that waits, or nil
	polling       signal
	pace          pace
	allowed       map[string]bool
	webhook       string
	commands      json.RawMessage
	lastMessageID int64 // shared by all private chats, both directions
	visitors      map[int64]*Visitor
	flood         map[int64]*bucket // by chat; 0 is the bot's own
	files         map[string]*stored
	links         map[string]link // by path
	lastFile      int64           // numbers paths and uploads
}

func newBot(s *Sim, identity Bot, index int) *Bot {
	b := &Bot{ID: identity.ID, Token: identity.Token, Username: identity.Username, Name: identity.Name, sim: s}
	if b.ID == 0 {
		b.ID = 7_100_000_001 + int64(index)
	}
	if b.Token == "" {
		b.Token = madeUpToken(b.ID, 0)
	}
	if b.Username == "" {
		b.Username = fmt.Sprintf("sim%d_bot", b.ID)
	}
	if b.Name == "" {
		b.Name = fmt.Sprintf("Sim %d", b.ID)
	}
	b.token = b.Token
	b.queue.next = 100_000_001 + b.ID%900_000*100
	b.polling = newSignal()
	b.allowed = defaultUpdates()
	b.lastMessageID = 1000
	b.visitors = map[int64]*Visitor{}
	b.flood = map[int64]*bucket{}
	b.files = map[string]*stored{}
	b.links = map[string]link{}
	return b
}

// madeUpToken has the shape of a real token: 35 characters of secret.
func madeUpToken(id int64, revocation int) string {
	secret := fmt.Sprintf("AASim%d-%d_", id, revocation)
	return fmt.Sprintf("%d:%s%s", id, secret, strings.Repeat("x", max(0, 35-len(secret))))
}

// Revoke makes the token in force worthless and returns the new one, as
// @BotFather does. What waits for updates is told 401; the queue stays.
func (b *Bot) Revoke() string {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	b.revocations++
	b.token = madeUpToken(b.ID, b.revocations)
	b.endPoll(unauthorized())
	return b.token
}

// SetWebhook sets a webhook as another program would; "" removes it. It is
// never called.
func (b *Bot) SetWebhook(url string) {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	b.setWebhook(url)
}

// Webhook returns the webhook that is set, or "".
func (b *Bot) Webhook() string {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	return b.webhook
}

// Pending counts the updates that are queued and not yet confirmed.
func (b *Bot) Pending() int {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	b.queue.dropExpired(time.Now())
	return len(b.queue.events)
}

// Polling says whether a getUpdates waits now.
func (b *Bot) Polling() bool {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	return b.poll != nil
}

// WaitPolling returns once a getUpdates waits, or with the error of ctx.
func (b *Bot) WaitPolling(ctx context.Context) error {
	return await(ctx, &b.sim.mu, &b.polling, func() bool { return b.poll != nil })
}

// WaitDrained returns once every update is confirmed, or with the error of ctx.
func (b *Bot) WaitDrained(ctx context.Context) error {
	return await(ctx, &b.sim.mu, &b.polling, func() bool { return len(b.queue.events) == 0 })
}

// JumpTo makes next the id of the next update, higher or lower than it would
// have been, as happens after a week without updates. Going down fails while
// updates are pending: within one queue ids only rise.
func (b *Bot) JumpTo(next int64) error {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	if next < 1 || next >= 1<<31-1 {
		return fmt.Errorf("jump to update id %d: not a positive 32-bit number", next)
	}
	if next < b.queue.next && len(b.queue.events) > 0 {
		return fmt.Errorf("jump to update id %d: %d updates are pending", next, len(b.queue.events))
	}
	b.queue.next = next
	return nil
}

// PushRaw queues an update of any kind, known or not, whatever allowed_updates
// says. object is a JSON object such as {"message":{…}}; the update_id is put
// into it and returned. An update above the queue's limits is dropped with id 0.
func (b *Bot) PushRaw(object string) (int64, error) {
	object = strings.TrimSpace(object)
	if !json.Valid([]byte(object)) || !strings.HasPrefix(object, "{") {
		return 0, fmt.Errorf("push a raw update: not a JSON object")
	}
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	return b.enqueue(strings.TrimSpace(object[1:]), time.Now()), nil
}
