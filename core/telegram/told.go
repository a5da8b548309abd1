package telegram

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
)

// serviceWords is what a service message is about: names, numbers and texts of
// the visitor's, so that nothing needs translating.
func serviceWords(m *gotgbot.Message) string {
	switch {
	case m.PinnedMessage != nil:
		return pinnedWords(m.PinnedMessage)
	case m.MessageAutoDeleteTimerChanged != nil:
		return autoDeleteWords(m.MessageAutoDeleteTimerChanged.MessageAutoDeleteTime)
	case m.UsersShared != nil:
		return usersWords(m.UsersShared.Users)
	case m.ChatShared != nil:
		c := m.ChatShared
		return peer{ID: number(c.ChatId), Title: c.Title, Username: c.Username}.known()
	case m.WebAppData != nil:
		return joined(": ", m.WebAppData.ButtonText, m.WebAppData.Data)
	case m.SuccessfulPayment != nil:
		return money(m.SuccessfulPayment.TotalAmount, m.SuccessfulPayment.Currency)
	case m.RefundedPayment != nil:
		return money(m.RefundedPayment.TotalAmount, m.RefundedPayment.Currency)
	case m.WriteAccessAllowed != nil:
		return m.WriteAccessAllowed.WebAppName
	}
	return m.ConnectedWebsite
}

func pinnedWords(m gotgbot.MaybeInaccessibleMessage) string {
	p, ok := m.(gotgbot.Message)
	if !ok {
		return ""
	}
	return outline(&p, "").Text
}

// autoDeleteWords is 0 for never.
func autoDeleteWords(seconds int64) string {
	if seconds <= 0 {
		return "∞"
	}
	return core.FormatLimit(duration(seconds))
}

func usersWords(users []gotgbot.SharedUser) string {
	var names []string
	for _, u := range users {
		names = append(names, peer{ID: number(u.UserId), FirstName: u.FirstName, LastName: u.LastName, Username: u.Username}.known())
	}
	return strings.Join(names, ", ")
}

// known is a peer's name, or else its id.
func (p peer) known() string {
	if name := p.name(); name != "" || p.ID == 0 {
		return name
	}
	return "#" + strconv.FormatInt(int64(p.ID), 10)
}

// foreignWords tells what is known of content that has no kind of its own.
func foreignWords(m *gotgbot.Message) string {
	switch {
	case m.Invoice != nil:
		return joined("\n", m.Invoice.Title, m.Invoice.Description, money(m.Invoice.TotalAmount, m.Invoice.Currency))
	case m.Giveaway != nil:
		return m.Giveaway.PrizeDescription
	case m.GiveawayWinners != nil:
		return m.GiveawayWinners.PrizeDescription
	}
	return ""
}

// money writes an amount, which Telegram gives in the smallest unit of its
// currency (core.telegram.org/bots/payments#supported-currencies).
func money(amount int64, currency string) string {
	switch currency {
	case "":
		return ""
	case "XTR":
		return stars(amount)
	}
	digits := decimals(currency)
	text := strconv.FormatInt(amount, 10)
	if digits > 0 && amount >= 0 {
		text = fmt.Sprintf("%0*d", digits+1, amount)
		text = text[:len(text)-digits] + "." + text[len(text)-digits:]
	}
	return joined(" ", text, currency)
}

// decimals is how many digits of an amount stand behind the point (ISO 4217).
func decimals(currency string) int {
	switch currency {
	case "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF":
		return 0
	case "BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND":
		return 3
	}
	return 2
}

// paidWords is the price and, of several files, which of them is shown.
func paidWords(p *gotgbot.PaidMediaInfo) string {
	words := stars(p.StarCount)
	if n := len(p.PaidMedia); n > 1 && paid(p) != nil {
		words += fmt.Sprintf(" (1/%d)", n)
	}
	return words
}
