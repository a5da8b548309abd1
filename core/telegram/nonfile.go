package telegram

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// Content without a file is stored as text. The text consists of the visitor's
// own words, numbers and symbols, so that it needs no translation.

// livePeriodForever is the live_period of a location shared without an end
// (core.telegram.org/bots/api#sendlocation).
const livePeriodForever = 0x7fffffff

// nonFileContent returns kind and text of content without a file, "" for what
// it does not know.
func nonFileContent(m *gotgbot.Message) (core.Kind, string) {
	switch {
	case m.Contact != nil:
		c := m.Contact
		return core.KindContact, join(", ", join(" ", c.FirstName, c.LastName), phone(c.PhoneNumber))
	case m.Venue != nil:
		v := m.Venue
		return core.KindVenue, join("\n", join(", ", v.Title, v.Address), coordinates(v.Location))
	case m.Location != nil:
		return locationContent(m.Location)
	case m.Dice != nil:
		return core.KindDice, fmt.Sprintf("%s %d", m.Dice.Emoji, m.Dice.Value)
	case m.Poll != nil:
		return core.KindPoll, pollText(m.Poll)
	case m.Checklist != nil:
		return core.KindChecklist, checklistText(m.Checklist)
	case m.Game != nil:
		return core.KindGame, join("\n", m.Game.Title, m.Game.Description, m.Game.Text)
	case m.Story != nil:
		return core.KindStory, join("\n", chatName(&m.Story.Chat), m.Caption)
	case m.Gift != nil:
		return core.KindGift, giftText(m.Gift)
	case m.UniqueGift != nil:
		name := m.UniqueGift.Gift.BaseName
		if n := m.UniqueGift.Gift.Number; n > 0 {
			name = join(" ", name, "#"+strconv.FormatInt(n, 10))
		}
		return core.KindGift, name
	case m.GiftUpgradeSent != nil:
		return core.KindGift, giftText(m.GiftUpgradeSent)
	}
	return "", ""
}

func giftText(g *gotgbot.GiftInfo) string {
	price := ""
	if g.Gift.StarCount > 0 {
		price = stars(g.Gift.StarCount)
	}
	return join("\n", join(" ", g.Gift.Sticker.Emoji, price), g.Text)
}

// pollText is the question and the options, with their votes if there are any.
func pollText(p *gotgbot.Poll) string {
	lines := []string{p.Question, p.Description}
	for _, o := range p.Options {
		line := "○ " + o.Text
		if p.TotalVoterCount > 0 {
			line += fmt.Sprintf(" (%d)", o.VoterCount)
		}
		lines = append(lines, line)
	}
	return join("\n", lines...)
}

func checklistText(c *gotgbot.Checklist) string {
	lines := []string{c.Title}
	for _, t := range c.Tasks {
		sign := "☐ "
		if t.CompletionDate > 0 || t.CompletedByUser != nil || t.CompletedByChat != nil {
			sign = "☑ "
		}
		lines = append(lines, sign+t.Text)
	}
	return join("\n", lines...)
}

// locationContent distinguishes a live location, which has a period.
func locationContent(l *gotgbot.Location) (core.Kind, string) {
	switch {
	case l.LivePeriod <= 0:
		return core.KindLocation, coordinates(*l)
	case l.LivePeriod >= livePeriodForever:
		return core.KindLiveLocation, coordinates(*l) + " (∞)"
	default:
		period := time.Duration(l.LivePeriod) * time.Second
		return core.KindLiveLocation, coordinates(*l) + " (" + core.FormatLimit(period) + ")"
	}
}

func coordinates(l gotgbot.Location) string {
	return strconv.FormatFloat(l.Latitude, 'f', -1, 64) + ", " + strconv.FormatFloat(l.Longitude, 'f', -1, 64)
}

// phone writes a number internationally; Telegram sometimes omits the plus.
func phone(number string) string {
	if number == "" || strings.HasPrefix(number, "+") {
		return number
	}
	return "+" + number
}

// serviceText is what a service message is about, "" for most kinds.
func serviceText(m *gotgbot.Message) string {
	switch {
	case m.PinnedMessage != nil:
		if pinned, ok := m.PinnedMessage.(gotgbot.Message); ok {
			return summarize(&pinned, "").Text
		}
		return ""
	case m.MessageAutoDeleteTimerChanged != nil:
		if s := m.MessageAutoDeleteTimerChanged.MessageAutoDeleteTime; s > 0 {
			return core.FormatLimit(duration(s))
		}
		return "∞"
	case m.UsersShared != nil:
		var names []string
		for _, u := range m.UsersShared.Users {
			names = append(names, cmp.Or(nameOf("", u.FirstName, u.LastName, u.Username), fmt.Sprintf("#%d", u.UserId)))
		}
		return strings.Join(names, ", ")
	case m.ChatShared != nil:
		c := m.ChatShared
		return cmp.Or(nameOf(c.Title, "", "", c.Username), fmt.Sprintf("#%d", c.ChatId))
	case m.WebAppData != nil:
		return join(": ", m.WebAppData.ButtonText, m.WebAppData.Data)
	case m.SuccessfulPayment != nil:
		return money(m.SuccessfulPayment.TotalAmount, m.SuccessfulPayment.Currency)
	case m.RefundedPayment != nil:
		return money(m.RefundedPayment.TotalAmount, m.RefundedPayment.Currency)
	case m.WriteAccessAllowed != nil:
		return m.WriteAccessAllowed.WebAppName
	}
	return m.ConnectedWebsite
}

// unsupportedText is what is known of content without a kind of its own.
func unsupportedText(m *gotgbot.Message) string {
	switch {
	case m.Invoice != nil:
		return join("\n", m.Invoice.Title, m.Invoice.Description, money(m.Invoice.TotalAmount, m.Invoice.Currency))
	case m.Giveaway != nil:
		return m.Giveaway.PrizeDescription
	case m.GiveawayWinners != nil:
		return m.GiveawayWinners.PrizeDescription
	}
	return ""
}

// paidText is the price and, of several files, which one is attached.
func paidText(p *gotgbot.PaidMediaInfo) string {
	text := stars(p.StarCount)
	if n := len(p.PaidMedia); n > 1 && paidAttachment(p) != nil {
		text += fmt.Sprintf(" (1/%d)", n)
	}
	return text
}

func stars(n int64) string { return "★ " + strconv.FormatInt(n, 10) }

// money formats an amount in the smallest unit of its currency
// (core.telegram.org/bots/payments#supported-currencies).
func money(amount int64, currency string) string {
	switch currency {
	case "":
		return ""
	case "XTR":
		return stars(amount)
	}
	text := strconv.FormatInt(amount, 10)
	if digits := fractionDigits(currency); digits > 0 && amount >= 0 {
		text = fmt.Sprintf("%0*d", digits+1, amount)
		text = text[:len(text)-digits] + "." + text[len(text)-digits:]
	}
	return join(" ", text, currency)
}

// fractionDigits is how many digits of an amount follow the point (ISO 4217).
func fractionDigits(currency string) int {
	switch currency {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}
