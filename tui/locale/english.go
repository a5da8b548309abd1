package locale

import (
	"fmt"
	"strings"
	"time"

	"tgdesk/core"
)

// English is the catalogue in English.
func English() Catalogue {
	return Catalogue{
		System: englishSystem, Placeholder: englishPlaceholder,
		Delivery: englishDelivery, State: englishState, Reason: englishReason, Health: englishHealth,
		Deleted: "deleted", Album: func(n int) string { return fmt.Sprintf("album · %d", n) },
		Forwarded: englishForwarded, Service: englishService, NotHere: "a message that is not here",
		FileState: englishFileState, PictureComing: "drawing the picture…", PictureBad: "This picture cannot be shown.",
		Waits:      func(d string) string { return "Telegram asks to wait " + d },
		NextTry:    func(d string) string { return "it is unclear if the last reply arrived; next in " + d },
		WaitsShort: func(d string) string { return "waits " + d },
		Edited:     "edited", NewDivider: "new", Today: "Today", Yesterday: "Yesterday",
		NewBelow:  func(n int) string { return fmt.Sprintf("↓ %d new", n) },
		Date:      func(t time.Time) string { return t.Format("Monday, 2 January 2006") },
		NoteBy:    func(who string) string { return "note by " + who },
		BotAuthor: "bot",
		Earlier:   func(n int) string { return plural(n, "earlier chat", "earlier chats") },
		Loading:   "Reading…", NoMessages: "No messages yet.", History: "Earlier versions",

		Pane:         func(s core.State) string { return strings.ToUpper(englishState(s)) },
		Waiting:      func(n int, longest string) string { return fmt.Sprintf("%d waiting · longest %s", n, longest) },
		WaitingShort: func(n int) string { return fmt.Sprintf("%d waiting", n) },
		NobodyWaits:  "nobody waits", Available: "available",
		EmptyPane:    englishEmptyPane,
		NoChat:       "No chat selected. Move through the lists with j and k.",
		TooSmall:     func(w, h int) string { return fmt.Sprintf("Too small: %d×%d. tgdesk needs 40×12.", w, h) },
		Left:         func(d string) string { return d + " left" },
		ReplyTo:      func(name string) string { return "Reply to " + name + "…" },
		Editing:      "editing: enter saves, esc leaves it as it was",
		NoteHint:     "Internal note: only operators see it…",
		NoteBegun:    func(keys string) string { return keys + " goes on with your note" },
		OffBlocked:   func(name string) string { return name + " has blocked the bot: replies cannot be delivered." },
		OffPending:   "Press enter to pick this chat up and reply.",
		OffCompleted: "This chat is completed. The visitor's next message opens a new one.",
		OffOther:     func(owner string) string { return owner + " holds this chat." },
		Demo:         "demo",

		Action: englishAction, Why: englishWhy,
		Toast: englishToast, Ask: englishAsk, Attach: englishAttach, Save: englishSave, Panel: englishPanel, Settings: englishSettings,
		Limit: englishLimit, Duration: englishDuration, Error: englishError, Problem: englishProblem, Trouble: englishTrouble, Jump: englishJump,
	}
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func englishSystem(kind core.Kind, who string, _ core.Reason) string {
	switch kind {
	case core.KindPickedUp:
		return who + " picked up the chat"
	case core.KindPutBack:
		return who + " put the chat back"
	case core.KindFellUnanswered:
		return "Nobody picked up in time: unanswered"
	case core.KindEnded:
		return who + " ended the chat"
	case core.KindClosedIdle:
		return "Closed: nobody wrote for too long"
	case core.KindClosedUnanswered:
		return "Closed: not answered in time"
	case core.KindVisitorEnded:
		return "The visitor ended the chat"
	case core.KindBlocked:
		return "The visitor blocked the bot"
	case core.KindUnblocked:
		return "The visitor lets the bot write again"
	}
	return string(kind)
}

func englishPlaceholder(kind core.Kind, text string) string {
	name := strings.ReplaceAll(string(kind), "_", " ")
	switch {
	case kind == core.KindService:
		return englishService(text, "")
	case text == "":
		return "▣ " + name
	case kind == core.KindUnsupported:
		return "▣ unsupported: " + text
	}
	return "▣ " + name + " · " + text
}

func englishForwarded(who string) string {
	if who == core.UnknownOrigin {
		return "forwarded from an unknown source"
	}
	return "forwarded from " + who
}

func englishDelivery(d core.Delivery) string {
	switch d {
	case core.DeliveryUnknown:
		return "may not have arrived"
	default:
		return string(d)
	}
}

func englishState(s core.State) string { return string(s) }

func englishReason(r core.Reason, by string) string {
	switch r {
	case core.ReasonOperator:
		return "ended by " + by
	case core.ReasonIdle:
		return "closed, idle"
	case core.ReasonUnanswered:
		return "closed, unanswered"
	case core.ReasonVisitor:
		return "ended by the visitor"
	case core.ReasonBotIdle:
		return "closed, idle with the bot"
	}
	return ""
}

func englishHealth(s core.HealthState) string {
	switch s {
	case core.HealthPolling:
		return "connected"
	case core.HealthBackingOff:
		return "trying again"
	case core.HealthConflict:
		return "conflict"
	case core.HealthUnauthorized:
		return "needs a token"
	case core.HealthDisabled:
		return "disabled"
	default:
		return "stopped"
	}
}

func englishEmptyPane(s core.State) string {
	switch s {
	case core.Pending:
		return "Nobody is waiting."
	case core.Active:
		return "No active chats."
	case core.Unanswered:
		return "Nothing unanswered."
	default:
		return "Nothing completed yet."
	}
}

func englishDuration(d time.Duration) string {
	units := []struct {
		size      time.Duration
		one, many string
	}{{core.Month, "month", "months"}, {core.Week, "week", "weeks"}, {core.Day, "day", "days"},
		{time.Hour, "hour", "hours"}, {time.Minute, "minute", "minutes"}, {time.Second, "second", "seconds"}}
	var parts []string
	for _, u := range units {
		if n := int(d / u.size); n > 0 {
			parts = append(parts, plural(n, u.one, u.many))
			d -= time.Duration(n) * u.size
		}
	}
	if len(parts) == 0 {
		return "no time"
	}
	return strings.Join(parts, " ")
}
