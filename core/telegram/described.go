package telegram

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// liveForEver is the live_period of a location shared without an end
// (core.telegram.org/bots/api#sendlocation).
const liveForEver = 0x7fffffff

// described puts what has no file into words: the visitor's own, numbers and
// signs, so that nothing needs translating.
func described(m *gotgbot.Message) (core.Kind, string) {
	switch {
	case m.Contact != nil:
		c := m.Contact
		return core.KindContact, joined(", ", joined(" ", c.FirstName, c.LastName), phone(c.PhoneNumber))
	case m.Venue != nil:
		v := m.Venue
		return core.KindVenue, joined("\n", joined(", ", v.Title, v.Address), point(v.Location))
	case m.Location != nil:
		return location(m.Location)
	case m.Dice != nil:
		return core.KindDice, fmt.Sprintf("%s %d", m.Dice.Emoji, m.Dice.Value)
	case m.Poll != nil:
		return core.KindPoll, pollWords(m.Poll)
	case m.Checklist != nil:
		return core.KindChecklist, checklistWords(m.Checklist)
	case m.Game != nil:
		return core.KindGame, joined("\n", m.Game.Title, m.Game.Description, m.Game.Text)
	case m.Story != nil:
		return core.KindStory, joined("\n", chatPeer(&m.Story.Chat).name(), m.Caption)
	default:
		return gift(m)
	}
}

func gift(m *gotgbot.Message) (core.Kind, string) {
	switch {
	case m.Gift != nil:
		return core.KindGift, giftWords(m.Gift)
	case m.UniqueGift != nil:
		g := m.UniqueGift.Gift
		name := g.BaseName
		if g.Number > 0 {
			name = joined(" ", name, "#"+strconv.FormatInt(g.Number, 10))
		}
		return core.KindGift, name
	case m.GiftUpgradeSent != nil:
		return core.KindGift, giftWords(m.GiftUpgradeSent)
	}
	return "", ""
}

func giftWords(g *gotgbot.GiftInfo) string {
	price := ""
	if g.Gift.StarCount > 0 {
		price = stars(g.Gift.StarCount)
	}
	return joined("\n", joined(" ", g.Gift.Sticker.Emoji, price), g.Text)
}

func stars(n int64) string { return "★ " + strconv.FormatInt(n, 10) }

// pollWords lists the question and, with their votes once there are any, the options.
func pollWords(p *gotgbot.Poll) string {
	lines := []string{p.Question, p.Description}
	for _, o := range p.Options {
		line := "○ " + o.Text
		if p.TotalVoterCount > 0 {
			line += fmt.Sprintf(" (%d)", o.VoterCount)
		}
		lines = append(lines, line)
	}
	return joined("\n", lines...)
}

func checklistWords(c *gotgbot.Checklist) string {
	lines := []string{c.Title}
	for _, t := range c.Tasks {
		sign := "☐ "
		if t.CompletionDate > 0 || t.CompletedByUser != nil || t.CompletedByChat != nil {
			sign = "☑ "
		}
		lines = append(lines, sign+t.Text)
	}
	return joined("\n", lines...)
}

// location tells a live one by its period; that stands behind the point.
func location(l *gotgbot.Location) (core.Kind, string) {
	switch {
	case l.LivePeriod <= 0:
		return core.KindLocation, point(*l)
	case l.LivePeriod >= liveForEver:
		return core.KindLiveLocation, point(*l) + " (∞)"
	default:
		period := time.Duration(l.LivePeriod) * time.Second
		return core.KindLiveLocation, point(*l) + " (" + core.FormatLimit(period) + ")"
	}
}

func point(l gotgbot.Location) string { return degrees(l.Latitude) + ", " + degrees(l.Longitude) }

func degrees(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

// phone writes a number internationally; Telegram leaves the plus out at times.
func phone(number string) string {
	if number == "" || strings.HasPrefix(number, "+") {
		return number
	}
	return "+" + number
}
