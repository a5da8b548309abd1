package locale

import "fmt"

// englishSettings holds every sentence of the settings screen by its id.
func englishSettings(id string, args ...any) string {
	if s := englishSettingsCount(id, args); s != "" {
		return s
	}
	parts := [...]func(id string) string{
		englishSettingsLabel, englishSettingsButton, englishSettingsKey, englishSettingsColour,
		englishSettingsWizard, englishSettingsField, englishSettingsChannel, englishSettingsEnable,
		englishSettingsQuestion, englishSettingsResult, englishSettingsBehaviour,
	}
	for _, part := range parts {
		format := part(id)
		if format == "" {
			continue
		}
		if len(args) == 0 {
			return format
		}
		return fmt.Sprintf(format, args...)
	}
	return id
}

// englishSettingsCount holds the sentences that depend on a number.
func englishSettingsCount(id string, args []any) string {
	switch id {
	case "waiting":
		n := number(args, 0)
		switch n {
		case 0:
			return "no updates wait at Telegram"
		case 1:
			return "1 update waits at Telegram and will be taken in"
		}
		return fmt.Sprintf("%d updates wait at Telegram and will be taken in", n)
	case "enable_ask":
		n := number(args, 0)
		switch n {
		case 0:
			return fmt.Sprintf("No updates wait at Telegram for %v.", args[1])
		case 1:
			return fmt.Sprintf("1 update waits at Telegram for %v. Take it in?", args[1])
		}
		return fmt.Sprintf("%d updates wait at Telegram for %v. Take them in?", n, args[1])
	case "drop":
		return "Drop " + plural(number(args, 0), "update", "updates")
	case "enabled_taken":
		n := number(args, 1)
		if n == 0 {
			return fmt.Sprintf("%v is enabled. No updates were waiting.", args[0])
		}
		return fmt.Sprintf("%v is enabled and takes in %s.", args[0], plural(n, "update", "updates"))
	case "enabled_dropped":
		return fmt.Sprintf("%v is enabled; %s dropped.", args[0], plural(number(args, 1), "update was", "updates were"))
	case "remove_refused":
		n := number(args, 1)
		return fmt.Sprintf("%v still has %s. A brand can be removed once all its chats are completed: end %s first.",
			args[0], plural(n, "open chat", "open chats"), it(n))
	}
	return ""
}

// number is the argument i as a count, 0 if it is none.
func number(args []any, i int) int {
	if i >= len(args) {
		return 0
	}
	n, _ := args[i].(int)
	return n
}

func it(n int) string {
	if n == 1 {
		return "it"
	}
	return "them"
}
