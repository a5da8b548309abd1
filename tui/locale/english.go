package locale

import (
	"fmt"
	"strings"
	"time"

	"tgdesk/core"
)

// English returns the catalogue in English.
func English() *Catalogue {
	return &Catalogue{
		Edited: "edited", Deleted: "deleted", NotHere: "a message that is not here",
		PictureComing: "drawing the picture…", PictureBad: "This picture cannot be shown.",
		NewDivider: "new", Today: "Today", Yesterday: "Yesterday", BotAuthor: "bot",
		Loading: "Reading…", NoMessages: "No messages yet.", History: "Earlier versions",

		NobodyWaits: "nobody waits", Available: "available", Demo: "demo",
		NoChat:       "No chat selected. Move through the lists with {move_down} and {move_up}.",
		Editing:      "editing: {send} saves, {back} leaves it as it was",
		NoteHint:     "Internal note: only operators see it…",
		OffPending:   "Press {open_chat} to pick this chat up and reply.",
		OffCompleted: "This chat is completed. The visitor's next message opens a new one.",

		tables: map[string]table{
			"action": englishActions, "attach": englishAttachs, "chat": englishChat, "count": englishCounts, "error": englishErrors, "limit": englishLimits, "option": englishOptions,
			"machine": englishMachine, "panel": englishPanels, "save": englishSaves, "screen": englishScreen,
			"settings": englishSettings, "toast": englishToasts, "why": englishWhys,
		},
		questions: englishQuestions,
		plural:    englishPlural, duration: englishDuration,
		date:      func(t time.Time) string { return t.Format("Monday, 2 January 2006") },
		shortDate: func(t time.Time) string { return t.Format("2 Jan") },
	}
}

// englishPlural returns the plural form of a number.
func englishPlural(n int) string {
	if n == 1 {
		return "one"
	}
	return "other"
}

func englishDuration(d time.Duration) string {
	units := []struct {
		size time.Duration
		name string
	}{{core.Month, "month"}, {core.Week, "week"}, {core.Day, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}}
	var parts []string
	for _, u := range units {
		n := int(d / u.size)
		d -= time.Duration(n) * u.size
		switch {
		case n == 1:
			parts = append(parts, "1 "+u.name)
		case n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", n, u.name))
		}
	}
	if len(parts) == 0 {
		return "no time"
	}
	return strings.Join(parts, " ")
}
