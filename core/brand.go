package core

import "time"

// BrandID identifies a brand within the desk.
type BrandID int64

// Brand is one name under which the desk answers, with its Telegram channel
// and its settings.
type Brand struct {
	ID      BrandID
	Name    string // unique among brands that are not removed
	Accent  string // colour as "#rrggbb"
	Bot     Bot
	Token   Token
	Enabled bool
	Limits  Limits
	Options BrandOptions
	Offset  int64 // the update id the next poll asks from; 0 = the earliest
	Health  Health
	// RemovedAt is zero while the brand exists. A removed brand keeps its
	// completed chats readable, and its name and bot are free again.
	RemovedAt time.Time
}

// Bot is a Telegram bot's identity as getMe tells it.
type Bot struct {
	ID       int64
	Username string
	Name     string
}

// Limits are the three times that move a chat by itself (see lifecycle.go).
type Limits struct {
	Answer          time.Duration // pending to unanswered
	CloseUnanswered time.Duration // unanswered to completed
	CloseIdle       time.Duration // active to completed
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
	// Told says that Until is Telegram's word (its answer 429) and not our own
	// patience. It is known while the desk runs only.
	Told bool
}
