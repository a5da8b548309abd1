package botsim

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// Bot is a bot account. The exported fields never change.
type Bot struct {
	ID       int64
	Token    string // the first token; see Revoke
	Username string // without @
	Name     string

	sim *Sim

	// Guarded by sim.mu.
	token         string // the current one
	revocations   int
	queue         queue // survives a revocation
	poll          *poll // the waiting getUpdates, or nil
	polling       signal
	history       pollHistory
	allowed       map[string]bool
	webhook       string
	face          map[faceKey]string
	commands      map[string][]Command // by language
	presses       map[string]press     // that wait for their answer, by id
	lastPress     int64
	lastMessageID int64 // shared by all private chats, both directions
	visitors      map[int64]*Visitor
	buckets       map[int64]*bucket // by chat; 0 is of the whole bot
	files         map[string]*storedFile
	links         map[string]link // by path
	lastFile      int64           // numbers paths and uploads
}

func newBot(s *Sim, identity Bot, index int) *Bot {
	b := &Bot{ID: identity.ID, Token: identity.Token, Username: identity.Username, Name: identity.Name, sim: s}
	if b.ID == 0 {
		b.ID = 7_100_000_001 + int64(index)
	}
	if b.Token == "" {
		b.Token = generateToken(b.ID, 0)
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
	b.face, b.commands, b.presses = map[faceKey]string{}, map[string][]Command{}, map[string]press{}
	b.visitors = map[int64]*Visitor{}
	b.buckets = map[int64]*bucket{}
	b.files = map[string]*storedFile{}
	b.links = map[string]link{}
	return b
}

// generateToken returns a token with the shape of a real one: a secret of 35
// characters.
func generateToken(id int64, revocation int) string {
	secret := fmt.Sprintf("AASim%d-%d_", id, revocation)
	return fmt.Sprintf("%d:%s%s", id, secret, strings.Repeat("x", max(0, 35-len(secret))))
}

// Revoke invalidates the current token and returns the new one, as @BotFather
// does. A waiting getUpdates is answered 401; the queue stays.
func (b *Bot) Revoke() string {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	b.revocations++
	b.token = generateToken(b.ID, b.revocations)
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

// Webhook returns the URL of the webhook, "" if there is none.
func (b *Bot) Webhook() string {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	return b.webhook
}

// Pending counts the queued updates that are not confirmed.
func (b *Bot) Pending() int {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	b.queue.dropExpired(time.Now())
	return len(b.queue.events)
}

// Polling reports whether a getUpdates is waiting.
func (b *Bot) Polling() bool {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	return b.poll != nil
}

// WaitPolling waits until a getUpdates is waiting, or returns the error of ctx.
func (b *Bot) WaitPolling(ctx context.Context) error {
	return await(ctx, &b.sim.mu, &b.polling, func() bool { return b.poll != nil })
}

// WaitDrained waits until every update is confirmed, or returns the error of ctx.
func (b *Bot) WaitDrained(ctx context.Context) error {
	return await(ctx, &b.sim.mu, &b.polling, func() bool { return len(b.queue.events) == 0 })
}

// SetNextUpdateID sets the id of the next update, higher or lower than before, as
// happens after a week without updates. A lower one fails while updates are
// pending: within a queue, ids only rise.
func (b *Bot) SetNextUpdateID(next int64) error {
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	if next < 1 || next >= 1<<31-1 {
		return fmt.Errorf("set next update id %d: not a positive 32-bit number", next)
	}
	if next < b.queue.next && len(b.queue.events) > 0 {
		return fmt.Errorf("set next update id %d: %d updates are pending", next, len(b.queue.events))
	}
	b.queue.next = next
	return nil
}

// PushRaw queues an update of any kind, known or not, regardless of
// allowed_updates. object is a JSON object such as {"message":{…}}. The result is
// the update_id that was added, 0 if the update exceeds the queue's limits.
func (b *Bot) PushRaw(object string) (int64, error) {
	object = strings.TrimSpace(object)
	if !json.Valid([]byte(object)) || !strings.HasPrefix(object, "{") {
		return 0, fmt.Errorf("push a raw update: not a JSON object")
	}
	b.sim.mu.Lock()
	defer b.sim.mu.Unlock()
	return b.enqueue(strings.TrimSpace(object[1:]), time.Now()), nil
}
