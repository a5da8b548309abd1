package locale

import "strings"

// englishService tells of a service message: Telegram's name for it and, behind
// a blank, what it is about. Without who it is a preview, where who it was
// stands elsewhere.
func englishService(told, who string) string {
	name, about := told, ""
	if i := strings.IndexAny(told, " \n"); i >= 0 {
		name, about = told[:i], ": "+told[i+1:]
	}
	if did := englishServiceDeed(name); did != "" {
		return strings.TrimSpace(who+" "+did) + about
	}
	line := "service message: " + strings.ReplaceAll(name, "_", " ") + about
	if who != "" {
		line = who + " · " + line
	}
	return line
}

// englishServiceDeed is what a visitor did, for what happens in private chats.
func englishServiceDeed(name string) string {
	switch name {
	case "pinned_message":
		return "pinned a message"
	case "message_auto_delete_timer_changed":
		return "changed when messages delete themselves"
	case "write_access_allowed":
		return "allowed the bot to write"
	case "users_shared":
		return "shared users"
	case "chat_shared":
		return "shared a chat"
	case "web_app_data":
		return "sent data from a web app"
	case "successful_payment":
		return "paid"
	case "refunded_payment":
		return "was paid back"
	case "connected_website":
		return "logged in to a website"
	case "passport_data":
		return "sent documents of Telegram Passport"
	case "chat_background_set":
		return "changed the chat's background"
	}
	return ""
}
