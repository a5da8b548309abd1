package core

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// Bounds of a brand's flood limit. The smallest lets a person send a few lines at
// once.
const (
	MinFlood, MaxFlood             = 5, 1000
	MinFloodWithin, MaxFloodWithin = time.Second, time.Hour
)

// floodTimeout is how long a visitor must stay below the limit until their chat is
// not flooded any more.
const floodTimeout = time.Minute

// FloodLimit is how many messages a visitor may send within a time before their chat
// counts as flooded. Zero is no limit.
type FloodLimit struct {
	Messages int           `json:"messages"`
	Within   time.Duration `json:"within"`
}

// DefaultFloodLimit is the limit of a new brand.
func DefaultFloodLimit() FloodLimit { return FloodLimit{Messages: 30, Within: 10 * time.Second} }

// Off reports whether there is no limit.
func (l FloodLimit) Off() bool { return l == FloodLimit{} }

// Check returns a CodeInvalid error with the bounds if l is outside them.
func (l FloodLimit) Check() error {
	return cmp.Or(
		invalid(!l.Off() && (l.Messages < MinFlood || l.Messages > MaxFlood), "flood_bounds", MinFlood, MaxFlood),
		invalid(!l.Off() && (l.Within < MinFloodWithin || l.Within > MaxFloodWithin || l.Within%time.Second != 0), "flood_time", MinFloodWithin, MaxFloodWithin),
	)
}

// String writes l the way ParseFloodLimit reads it: "30/10s" or "off".
func (l FloodLimit) String() string {
	if l.Off() {
		return "off"
	}
	return strconv.Itoa(l.Messages) + "/" + FormatLimit(l.Within)
}

// ParseFloodLimit reads "30/10s", which is 30 messages in 10 seconds, or "off". It
// does not check the bounds.
func ParseFloodLimit(s string) (FloodLimit, error) {
	if strings.EqualFold(strings.TrimSpace(s), "off") {
		return FloodLimit{}, nil
	}
	bad := NewError(CodeInvalid, "flood_format", s)
	count, within, ok := strings.Cut(s, "/")
	messages, err := strconv.Atoi(strings.TrimSpace(count))
	if !ok || err != nil {
		return FloodLimit{}, bad
	}
	l := FloodLimit{Messages: messages}
	if l.Within, err = ParseLimit(within); err != nil {
		return FloodLimit{}, bad
	}
	return l, nil
}

// Flood is how fast the visitor of a chat writes. Its times are those of the
// messages, so that for messages that waited at Telegram it counts when they were
// written and not when they arrived.
type Flood struct {
	From  time.Time // start of the window in which messages are counted
	Count int       // messages in it; an album counts once, however many parts it has
	Album string    // the album that was counted last
	At    time.Time // of the newest message over the limit; zero if there never was one
}

// Add returns f after a message that was written at the given time. Messages are
// counted in windows as long as the limit's time; each begins with a message. A
// message without a time changes nothing.
func (f Flood) Add(at time.Time, album string, l FloodLimit) Flood {
	switch {
	case l.Off():
		return Flood{}
	case at.IsZero():
		return f
	case f.From.IsZero() || !at.Before(f.From.Add(l.Within)):
		f.From, f.Count, f.Album = at, 0, ""
	}
	if album == "" || album != f.Album {
		f.Count, f.Album = f.Count+1, album
	}
	if f.Count > l.Messages && at.After(f.At) {
		f.At = at
	}
	return f
}

// ActiveAt reports whether the chat is flooded at t: its visitor was over the limit
// less than floodTimeout before.
func (f Flood) ActiveAt(t time.Time) bool { return !f.At.IsZero() && t.Before(f.At.Add(floodTimeout)) }
