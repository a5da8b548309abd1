package telegram

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/PaulSonOfLars/gotgbot/v2"

	"tgdesk/core"
	"tgdesk/core/markup"
)

// serviceText is what a service message is about, "" for some kinds.
func serviceText(m *gotgbot.Message) markup.Text {
	return markup.Join("\n", plain(serviceWords(m)), listText(m))
}

// serviceWords is serviceText without lists, which may be formatted.
func serviceWords(m *gotgbot.Message) string {
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
			names = append(names, sharedName(join(" ", u.FirstName, u.LastName), u.Username, u.UserId))
		}
		return strings.Join(names, ", ")
	case m.ChatShared != nil:
		c := m.ChatShared
		return sharedName(c.Title, c.Username, c.ChatId)
	case m.WebAppData != nil:
		return join(": ", m.WebAppData.ButtonText, m.WebAppData.Data)
	case m.SuccessfulPayment != nil:
		p := m.SuccessfulPayment
		return join("\n", money(p.TotalAmount, p.Currency), orderText(p.OrderInfo))
	case m.RefundedPayment != nil:
		return money(m.RefundedPayment.TotalAmount, m.RefundedPayment.Currency)
	case m.WriteAccessAllowed != nil:
		return m.WriteAccessAllowed.WebAppName
	}
	return join("\n", topicText(m), m.ConnectedWebsite, m.NewChatTitle)
}

// listText is what a message says of a checklist, a poll or a giveaway.
func listText(m *gotgbot.Message) markup.Text {
	switch {
	case m.ChecklistTasksAdded != nil:
		var lines []markup.Text
		for _, t := range m.ChecklistTasksAdded.Tasks {
			lines = append(lines, taskText(t, false))
		}
		return markup.Join("\n", lines...)
	case m.ChecklistTasksDone != nil:
		return markup.Join("\n", tasksDone(m.ChecklistTasksDone, true), tasksDone(m.ChecklistTasksDone, false))
	case m.PollOptionAdded != nil:
		return formatted(m.PollOptionAdded.OptionText, m.PollOptionAdded.OptionTextEntities).Prefixed("○ ")
	case m.PollOptionDeleted != nil:
		return formatted(m.PollOptionDeleted.OptionText, m.PollOptionDeleted.OptionTextEntities).Prefixed("○ ")
	case m.GiveawayCompleted != nil:
		text := ""
		if g := m.GiveawayCompleted.GiveawayMessage; g != nil {
			text = summarize(g, "").Text
		}
		return plain(join("\n", prize(0, m.GiveawayCompleted.WinnerCount), text))
	}
	return markup.Text{}
}

// tasksDone names the tasks that were marked as done, or as not done. Those of a
// checklist that Telegram does not send along have numbers.
func tasksDone(m *gotgbot.ChecklistTasksDone, done bool) markup.Text {
	tasks, ids := map[int64]gotgbot.ChecklistTask{}, m.MarkedAsNotDoneTaskIds
	if done {
		ids = m.MarkedAsDoneTaskIds
	}
	if of := m.ChecklistMessage; of != nil && of.Checklist != nil {
		for _, t := range of.Checklist.Tasks {
			tasks[t.Id] = t
		}
	}
	var lines []markup.Text
	for _, id := range ids {
		t := tasks[id]
		if t.Text == "" {
			t = gotgbot.ChecklistTask{Text: fmt.Sprintf("#%d", id)}
		}
		lines = append(lines, taskText(t, done))
	}
	return markup.Join("\n", lines...)
}

// topicText is what a message says of topics, and of who is near whom.
func topicText(m *gotgbot.Message) string {
	switch {
	case m.ForumTopicCreated != nil:
		return m.ForumTopicCreated.Name
	case m.ForumTopicEdited != nil:
		return m.ForumTopicEdited.Name
	case m.ProximityAlertTriggered != nil:
		a := m.ProximityAlertTriggered
		return join(" ", userName(&a.Traveler), "→", userName(&a.Watcher), fmt.Sprintf("%d m", a.Distance))
	}
	return ""
}

// sharedName names whom somebody shared, or else their id.
func sharedName(name, username string, id int64) string {
	if username != "" {
		username = "@" + username
	}
	return cmp.Or(join(" ", name, username), fmt.Sprintf("#%d", id))
}

// orderText is who ordered something, and where it goes.
func orderText(o *gotgbot.OrderInfo) string {
	if o == nil {
		return ""
	}
	to := ""
	if a := o.ShippingAddress; a != nil {
		to = join(", ", a.StreetLine1, a.StreetLine2, a.PostCode, a.City, a.State, a.CountryCode)
	}
	return join("\n", o.Name, phone(o.PhoneNumber), o.Email, to)
}
