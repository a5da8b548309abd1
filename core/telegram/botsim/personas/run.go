// Package personas simulates the demo's visitors: people who write to the bots of
// three brands of a [botsim.Sim] in many languages and scripts, answer operators,
// edit, send files, stop answering, block the bot and return.
//
// It acts only through botsim's visitors: it must not know the desk, its store
// or its screen. It prints nothing. What it does depends only on the seed, on
// what operators write, and on timers.
package personas

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"time"

	"tgdesk/core/crash"
	"tgdesk/core/telegram/botsim"
)

const (
	burstSize     = 6                     // how many write at the start, so that the screen is not empty
	burstInterval = 30 * time.Millisecond // between them
	maxInterval   = 20 * time.Second      // between two actions after the burst
	minInterval   = 5 * time.Second
)

// Automatic is how the texts begin that a bot sends by itself. Visitors read them and
// answer nothing.
const Automatic = "🤖 "

// AddBots adds the bots of the two brands of the personas, acme and globex.
func AddBots(sim *botsim.Sim) (acme, globex *botsim.Bot) {
	acme = sim.AddBot(botsim.Bot{ID: 7_301_224_001, Username: "acme_help_bot", Name: "Acme help"})
	globex = sim.AddBot(botsim.Bot{ID: 7_418_550_002, Username: "globex_support_bot", Name: "Globex support"})
	return acme, globex
}

// AddChatbot adds the bot of a third brand, initech, whose chatbot runs the flow that comes
// with the program.
func AddChatbot(sim *botsim.Sim) *botsim.Bot {
	return sim.AddBot(botsim.Bot{ID: 7_522_430_003, Username: "initech_bot", Name: "Initech"})
}

// Run runs until ctx ends and returns when all goroutines have ended. The bots are
// those of acme, globex and initech, in this order; without the last one nobody writes to
// it, and with one bot everybody else writes to that. If a goroutine panics, all stop and
// the error is a *crash.Panic.
func Run(ctx context.Context, seed uint64, bots ...*botsim.Bot) error {
	if len(bots) == 0 {
		return nil
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	group := crash.Group{Failed: stop}
	people := bots[:min(len(bots), initech)]
	actors := newActors(seed, personas(), people)
	var calling []*actor
	if len(bots) > initech {
		calling = newActors(seed, callers(), bots)
	}
	for _, p := range slices.Concat(actors, calling) {
		inboxes := make(chan []botsim.Received)
		group.Go("a visitor's inbox", func() { watchInbox(ctx, p.visitor, inboxes) })
		group.Go("a visitor", func() { p.run(ctx, inboxes) })
	}
	group.Go("the chatbot's visitors", func() {
		for _, p := range calling {
			p.wake()
			if !wait(ctx, callerInterval) {
				return
			}
		}
	})
	schedule(ctx, rand.New(rand.NewPCG(seed, 0)), actors)
	group.Wait()
	if p, ok := errors.AsType[*crash.Panic](context.Cause(ctx)); ok {
		return p
	}
	return nil
}

// newActors returns an actor for each persona. Each has its own random source, so
// that what an operator does in one chat changes nothing in the others.
func newActors(seed uint64, parts []persona, bots []*botsim.Bot) []*actor {
	actors := make([]*actor, len(parts))
	for i, part := range parts {
		actors[i] = newActor(part, bots[part.brand%len(bots)], rand.New(rand.NewPCG(seed, uint64(i)+1)))
	}
	return actors
}

// schedule wakes the actors: the burst, then one after another.
func schedule(ctx context.Context, random *rand.Rand, actors []*actor) {
	active := min(burstSize, len(actors))
	for _, p := range actors[:active] {
		p.wake()
		if !wait(ctx, burstInterval) {
			return
		}
	}
	for wait(ctx, between(random, minInterval, maxInterval)) {
		if active < len(actors) && random.IntN(2) == 0 {
			actors[active].wake()
			active++
			continue
		}
		actors[random.IntN(active)].wake()
	}
}

// wait returns true after d, false if ctx ends first.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func between(random *rand.Rand, low, high time.Duration) time.Duration {
	return low + time.Duration(random.Int64N(int64(high-low)))
}
