package core

import (
	"strconv"
	"strings"
	"time"
)

// Bounds of a brand's flood limit. The least lets a person send a few lines in
// one breath.
const (
	MinFlood, MaxFlood             = 5, 1000
	MinFloodWithin, MaxFloodWithin = time.Second, time.Hour
)

// floodRest is how long a visitor must stay under the limit until their chat
// is no flood any more.
const floodRest = time.Minute

// FloodLimit is how many messages a visitor may send within a time before
// their chat counts as flooded; the zero value is no limit.
type FloodLimit struct {
	Messages int           `json:"messages"`
	Within   time.Duration `json:"within"`
}

// DefaultFloodLimit is the limit of a new brand.
func DefaultFloodLimit() FloodLimit { return FloodLimit{Messages: 30, Within: 10 * time.Second} }

// Off reports whether there is no limit.
func (l FloodLimit) Off() bool { return l == FloodLimit{} }

// Check returns a CodeInvalid error naming the bounds when l is outside them.
func (l FloodLimit) Check() error {
	switch {
	case l.Off():
		return nil
	case l.Messages < MinFlood || l.Messages > MaxFlood:
		return NewError(CodeInvalid, "flood_bounds", MinFlood, MaxFlood)
	case l.Within < MinFloodWithin || l.Within > MaxFloodWithin || l.Within%time.Second != 0:
		return NewError(CodeInvalid, "flood_time",
			FormatLimit(MinFloodWithin), FormatLimit(MaxFloodWithin))
	}
	return nil
}

// String writes l the way ParseFloodLimit reads it: "30/10s" or "off".
func (l FloodLimit) String() string {
	if l.Off() {
		return "off"
	}
	return strconv.Itoa(l.Messages) + "/" + FormatLimit(l.Within)
}

// ParseFloodLimit reads "30/10s", which is 30 messages in 10 seconds, or "off".
// It does not check the bounds, but "0/10s" is no limit that could be meant.
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

// Flood is what a chat remembers of how fast its visitor writes. Times are
// those of the messages, so that what waited at Telegram while the desk was off
// is judged by how it was written and not by how it came.
type Flood struct {
	From  time.Time // when the stretch of messages began that is counted
	Count int       // messages in it; an album is one, however many parts it has
	Album string    // the album that was counted last
	At    time.Time // of the newest message beyond the limit; zero if there never was one
}

// Heard returns f after a message that was written at the given time. Messages
// are counted in stretches as long as the limit's time, of which each begins
// with a message. One without a time cannot be judged and changes nothing.
func (f Flood) Heard(at time.Time, album string, l FloodLimit) Flood {
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
	if f.Count > l.Messages {
		if at.After(f.At) {
			f.At = at
		}
	}
	return f
}

// On reports whether the chat is flooded at t: its visitor was beyond the limit
// less than a minute before.
func (f Flood) On(t time.Time) bool { return !f.At.IsZero() && t.Before(f.At.Add(floodRest)) }
