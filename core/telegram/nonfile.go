package telegram

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
	"tgdesk/core/markup"
)

// Content without a file is stored as text. The text consists of the visitor's
// own words, numbers and symbols, so that it needs no translation.

// livePeriodForever is the live_period of a location shared without an end
// (core.telegram.org/bots/api#sendlocation).
const livePeriodForever = 0x7fffffff

// nonFileContent returns kind and text of content without a file, "" for what
// it does not know.
func nonFileContent(m *gotgbot.Message) (core.Kind, markup.Text) {
	switch {
	case m.Contact != nil:
		c := m.Contact
		return core.KindContact, plain(join("\n", join(", ", join(" ", c.FirstName, c.LastName), phone(c.PhoneNumber)), vcardText(c)))
	case m.Venue != nil:
		v := m.Venue
		return core.KindVenue, plain(join("\n", join(", ", v.Title, v.Address), coordinates(v.Location)))
	case m.Location != nil:
		return locationContent(m.Location)
	case m.Dice != nil:
		return core.KindDice, plain(fmt.Sprintf("%s %d", m.Dice.Emoji, m.Dice.Value))
	case m.Poll != nil:
		return core.KindPoll, pollText(m.Poll)
	case m.Checklist != nil:
		return core.KindChecklist, checklistText(m.Checklist)
	case m.Game != nil:
		return core.KindGame, markup.Join("\n", plain(m.Game.Title), plain(m.Game.Description), formatted(m.Game.Text, m.Game.TextEntities))
	case m.Story != nil:
		return core.KindStory, markup.Join("\n", plain(chatName(&m.Story.Chat)), formatted(m.Caption, m.CaptionEntities))
	case m.Gift != nil, m.GiftUpgradeSent != nil:
		return core.KindGift, giftText(cmp.Or(m.Gift, m.GiftUpgradeSent))
	case m.UniqueGift != nil:
		return core.KindGift, plain(uniqueGiftText(&m.UniqueGift.Gift))
	}
	return "", markup.Text{}
}

func plain(text string) markup.Text { return markup.Text{Plain: text} }

func formatted(text string, entities []gotgbot.MessageEntity) markup.Text {
	return markup.Text{Plain: text, Markup: decodeEntities(text, entities)}
}

func giftText(g *gotgbot.GiftInfo) markup.Text {
	price := ""
	if g.Gift.StarCount > 0 {
		price = stars(g.Gift.StarCount)
	}
	return markup.Join("\n", plain(join(" ", g.Gift.Sticker.Emoji, price)), formatted(g.Text, g.Entities))
}

func uniqueGiftText(g *gotgbot.UniqueGift) string {
	number := ""
	if g.Number > 0 {
		number = "#" + strconv.FormatInt(g.Number, 10)
	}
	return join("\n", join(" ", g.BaseName, number), join(", ", g.Model.Name, g.Symbol.Name, g.Backdrop.Name))
}

// pollText is the question and the options, with their votes if there are any. Of a
// quiz it is the answer, too. A closed poll has boxes in place of circles.
func pollText(p *gotgbot.Poll) markup.Text {
	lines := []markup.Text{formatted(p.Question, p.QuestionEntities), formatted(p.Description, p.DescriptionEntities)}
	for i, o := range p.Options {
		sign := "○ "
		switch {
		case slices.Contains(p.CorrectOptionIds, int64(i)):
			sign = "✓ "
		case p.IsClosed:
			sign = "■ "
		}
		line := formatted(o.Text, o.TextEntities).Prefixed(sign)
		if p.TotalVoterCount > 0 {
			line = line.Followed(fmt.Sprintf(" (%d)", o.VoterCount))
		}
		lines = append(lines, line)
	}
	return markup.Join("\n", append(lines, formatted(p.Explanation, p.ExplanationEntities))...)
}

// hasMedia reports whether a poll has files, which are not shown.
func hasMedia(p *gotgbot.Poll) bool {
	return p.Media != nil || p.ExplanationMedia != nil || slices.ContainsFunc(p.Options, func(o gotgbot.PollOption) bool { return o.Media != nil })
}

func checklistText(c *gotgbot.Checklist) markup.Text {
	lines := []markup.Text{formatted(c.Title, c.TitleEntities)}
	for _, t := range c.Tasks {
		lines = append(lines, taskText(t, t.CompletionDate > 0 || t.CompletedByUser != nil || t.CompletedByChat != nil))
	}
	return markup.Join("\n", lines...)
}

func taskText(t gotgbot.ChecklistTask, done bool) markup.Text {
	sign := "☐ "
	if done {
		sign = "☑ "
	}
	return formatted(t.Text, t.TextEntities).Prefixed(sign)
}

// locationContent distinguishes a live location, which has a period.
func locationContent(l *gotgbot.Location) (core.Kind, markup.Text) {
	switch {
	case l.LivePeriod <= 0:
		return core.KindLocation, plain(coordinates(*l))
	case l.LivePeriod >= livePeriodForever:
		return core.KindLiveLocation, plain(coordinates(*l) + " (∞)")
	default:
		period := time.Duration(l.LivePeriod) * time.Second
		return core.KindLiveLocation, plain(coordinates(*l) + " (" + core.FormatLimit(period) + ")")
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

// unsupportedContent returns Telegram's name of content without a kind of its own,
// and what is known of it; "" for what it does not know.
func unsupportedContent(m *gotgbot.Message) (name, text string) {
	switch {
	case m.Invoice != nil:
		return "invoice", join("\n", m.Invoice.Title, m.Invoice.Description, money(m.Invoice.TotalAmount, m.Invoice.Currency))
	case m.Giveaway != nil:
		g := m.Giveaway
		var chats []string
		for i := range g.Chats {
			chats = append(chats, chatName(&g.Chats[i]))
		}
		return "giveaway", join("\n", g.PrizeDescription, prize(g.PrizeStarCount, g.WinnerCount), day(g.WinnersSelectionDate),
			strings.Join(chats, ", "), strings.Join(g.CountryCodes, ", "))
	case m.GiveawayWinners != nil:
		g := m.GiveawayWinners
		var winners []string
		for i := range g.Winners {
			winners = append(winners, userName(&g.Winners[i]))
		}
		return "giveaway_winners", join("\n", g.PrizeDescription, prize(g.PrizeStarCount, g.WinnerCount), day(g.WinnersSelectionDate),
			chatName(&g.Chat), join(", ", winners...))
	}
	return "", ""
}

// prize is how many stars there are for how many winners.
func prize(starCount, winners int64) string {
	price, people := "", ""
	if starCount > 0 {
		price = stars(starCount)
	}
	if winners > 0 {
		people = "× " + strconv.FormatInt(winners, 10)
	}
	return join(" ", price, people)
}

func day(seconds int64) string {
	if t := unixTime(seconds); !t.IsZero() {
		return t.Format(time.DateOnly)
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
