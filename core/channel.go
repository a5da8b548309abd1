package core

import (
	"strings"
	"time"
)

// Channel is a brand's connection to Telegram. Only the engine and the use cases
// that make requests read it: a screen is given a [BrandView].
type Channel struct {
	Brand   BrandID
	Bot     Bot
	Token   Token
	Enabled bool
	Offset  int64 // the update id the next poll asks from; 0 = the earliest
	Health  Health
}

// Bot is a Telegram bot as getMe describes it.
type Bot struct {
	ID       int64
	Username string
	Name     string
}

// Link is where visitors begin to write to the bot; "" if it has no username that
// an address can hold.
func (b Bot) Link() string {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
	if b.Username == "" || strings.Trim(b.Username, allowed) != "" {
		return ""
	}
	return "https://t.me/" + b.Username
}

// HealthState says what a brand's channel is doing.
type HealthState string

// The states of a channel. Stopped is what another process sees of an enabled
// channel while no desk runs; the engine never publishes it.
const (
	HealthPolling      HealthState = "polling"
	HealthBackingOff   HealthState = "backing_off"
	HealthConflict     HealthState = "conflict"
	HealthUnauthorized HealthState = "unauthorized"
	HealthDisabled     HealthState = "disabled"
	HealthStopped      HealthState = "stopped"
)

// Health is the state of a channel as the engine last saw it. Detail is a
// sentence for people, empty when all is well; Until is when the next try
// comes, zero if none is planned.
type Health struct {
	State  HealthState
	Detail Problem
	Until  time.Time
	Since  time.Time
	// RateLimited says that Until is what Telegram asked for (its answer 429) and not
	// our own backoff. It is known while the desk runs only.
	RateLimited bool
}
