// Package cast plays the demo's visitors: people of two brands who write to the
// bots of a [botsim.Sim] in many languages and scripts, answer what operators
// write to them, edit, send pictures, fall silent, block the bot and come back.
//
// It acts only through botsim's visitors: it must not know the desk, its store
// or its screen. It prints nothing. Everything it does follows from the seed,
// from what operators write, and from the clock, which it only waits on.
package cast

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"tgdesk/core/crash"
	"tgdesk/core/telegram/botsim"
)

const (
	burst         = 6                     // who writes at once, so that the screen is not empty
	burstInterval = 30 * time.Millisecond // all of them within 150 ms
	calmest       = 20 * time.Second      // between two events after the burst, at most
	liveliest     = 5 * time.Second       // and at least
)

// AddBots adds the bots of the two brands that the cast knows, acme and globex.
func AddBots(sim *botsim.Sim) (acme, globex *botsim.Bot) {
	acme = sim.AddBot(botsim.Bot{ID: 7_301_224_001, Username: "acme_help_bot", Name: "Acme help"})
	globex = sim.AddBot(botsim.Bot{ID: 7_418_550_002, Username: "globex_support_bot", Name: "Globex support"})
	return acme, globex
}

// Run plays until ctx ends and returns when nobody acts any more. The bots stand
// for acme and globex, in this order; with one bot everybody writes to it. When
// a player panics, all stop and the error is a *crash.Panic.
func Run(ctx context.Context, seed uint64, bots ...*botsim.Bot) error {
	if len(bots) == 0 {
		return nil
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	playing := crash.Group{Failed: stop}
	players := hire(seed, bots)
	for _, p := range players {
		letters := make(chan []botsim.Received)
		playing.Go("a visitor's ear", func() { listen(ctx, p.visitor, letters) })
		playing.Go("a visitor", func() { p.play(ctx, letters) })
	}
	direct(ctx, rand.New(rand.NewPCG(seed, 0)), players)
	playing.Wait()
	if p, ok := errors.AsType[*crash.Panic](context.Cause(ctx)); ok {
		return p
	}
	return nil
}

// hire makes a player for each part. Each has a chance of their own, so that
// what an operator does in one chat changes nothing in the others.
func hire(seed uint64, bots []*botsim.Bot) []*player {
	parts := everybody()
	players := make([]*player, len(parts))
	for i, part := range parts {
		players[i] = newPlayer(part, bots[part.brand%len(bots)], rand.New(rand.NewPCG(seed, uint64(i)+1)))
	}
	return players
}

// direct says who acts when: the burst, then one event after another.
func direct(ctx context.Context, chance *rand.Rand, players []*player) {
	onStage := min(burst, len(players))
	for _, p := range players[:onStage] {
		p.cue()
		if !wait(ctx, burstInterval) {
			return
		}
	}
	for wait(ctx, between(chance, liveliest, calmest)) {
		if onStage < len(players) && chance.IntN(2) == 0 {
			players[onStage].cue()
			onStage++
			continue
		}
		players[chance.IntN(onStage)].cue()
	}
}

// wait returns true after d, false when ctx ended first.
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

func between(chance *rand.Rand, low, high time.Duration) time.Duration {
	return low + time.Duration(chance.Int64N(int64(high-low)))
}
