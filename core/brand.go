package core

import (
	"strings"
	"time"
)

// BrandID identifies a brand within the desk.
type BrandID int64

// Brand is one name under which the desk answers, and its settings. Its bot is
// its [Channel].
type Brand struct {
	ID      BrandID
	Name    string // unique among brands that are not removed
	Accent  string // colour as "#rrggbb"
	Limits  Limits
	Options BrandOptions
	// RemovedAt is zero while the brand exists. The completed chats of a removed brand
	// stay readable. Its name is free again, and it has no channel.
	RemovedAt time.Time
}

// BrandView is a brand with what everybody may know of its channel, which
// excludes the token.
type BrandView struct {
	Brand
	Bot         Bot
	Enabled     bool
	Offset      int64 // see [Channel]
	TokenSealed bool  // the token cannot be decrypted: its key is missing or another
	Health      Health
	Chatbot     ChatbotHealth
}

// MaskedToken shows which bot's token the brand has, as [Token.String] does.
func (b BrandView) MaskedToken() string { return SealedToken(b.Bot.ID).String() }

// Limits are the times after which a chat changes its state (see lifecycle.go).
type Limits struct {
	Answer          time.Duration // pending to unanswered
	CloseUnanswered time.Duration // unanswered to completed
	CloseIdle       time.Duration // active to completed
	ChatbotIdle     time.Duration // held by the chatbot to completed
}

// Rules are what of a brand decides how its chats begin and when they change by themselves.
type Rules struct {
	Limits
	Chatbot     bool          // holds new chats
	IdleWarning time.Duration // how long before an idle chat is closed its visitor is warned; 0 = not
	// AnswerHours are those in which the answer limit counts; nil if it always does.
	AnswerHours *Hours
	// OpenHours are those in which somebody answers; nil if that is always.
	OpenHours *Hours
}

// Rules are the brand's rules.
func (b Brand) Rules() Rules {
	r := Rules{Limits: b.Limits, Chatbot: b.Options.ChatbotSpec().Kind != ChatbotOff, IdleWarning: b.Options.IdleWarning}
	if h := b.Options.OpenHours(); !h.Always() {
		r.OpenHours = &h
	}
	if b.Options.HoursWait {
		r.AnswerHours = r.OpenHours
	}
	return r
}

// SameDeadlines reports whether the rules of two versions of a brand move no deadline of
// its chats. It compares hours as they are written, since [Rules] point to them.
func (b Brand) SameDeadlines(other Brand) bool {
	o, p := b.Options, other.Options
	held := func(o BrandOptions) bool { return o.ChatbotSpec().Kind != ChatbotOff }
	if b.Limits != other.Limits || held(o) != held(p) || o.IdleWarning != p.IdleWarning || o.HoursWait != p.HoursWait {
		return false
	}
	return !o.HoursWait || o.Hours == p.Hours && o.HoursDates == p.HoursDates && o.HoursZone == p.HoursZone
}

// Differences lists the settings that two versions of a brand do not share, as they
// are in b and in other, for the audit.
func (b Brand) Differences(other Brand) (mine, others string) {
	var m, o []string
	differ := func(name, in, there string) { m, o = append(m, name+" "+in), append(o, name+" "+there) }
	add := func(name, in, there string) {
		if in != there {
			differ(name, in, there)
		}
	}
	add("name", b.Name, other.Name)
	add("accent", b.Accent, other.Accent)
	for _, k := range LimitKinds() {
		add(string(k), FormatLimit(b.Limits.Of(k)), FormatLimit(other.Limits.Of(k)))
	}
	for _, option := range Options() {
		if in, there := option.Value(b.Options), option.Value(other.Options); in != there {
			differ(option.Name, option.Show(in), option.Show(there))
		}
	}
	return strings.Join(m, ", "), strings.Join(o, ", ")
}
