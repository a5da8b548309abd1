package locale

import (
	"fmt"

	"github.com/dustin/go-humanize"

	"tgdesk/core"
)

// englishWhy says why an action cannot work now, by the reason's id.
func englishWhy(id string) string {
	switch id {
	case "no_chat":
		return "No chat is selected."
	case "no_message":
		return "No message is selected: tab to the transcript and choose one."
	case "not_picked":
		return "Nobody has picked this chat up yet: press enter to pick it up."
	case "completed":
		return "This chat is completed. The visitor's next message opens a new one."
	case "blocked":
		return "This visitor has blocked the bot: replies cannot be delivered."
	case "other":
		return "Somebody else holds this chat."
	case "nobody_waits":
		return "Nobody is waiting."
	case "nothing_failed":
		return "Nothing here failed to arrive."
	case "not_admin":
		return "Only admins may change settings."
	case "no_clipboard":
		return "This terminal cannot copy."
	case "gone":
		return "That chat has just left this list."
	case "no_conflict":
		return "No other program holds a bot of this desk."
	case "token_fine":
		return "No bot's token is refused."
	}
	return englishFileWhy(id)
}

// englishToast is one line about what happened.
func englishToast(id string, args ...any) string {
	switch id {
	case "ended":
		return fmt.Sprintf("Ended the chat with %s.", args...)
	case "put_back":
		return fmt.Sprintf("%s waits again.", args...)
	case "resent":
		return "Queued to be sent again."
	case "copied":
		return "Copied."
	case "copied_link":
		return fmt.Sprintf("Copied the address at %s.", args...)
	case "opening":
		return fmt.Sprintf("Opened %s.", args...)
	case "mouse_on":
		return "Mouse on."
	case "mouse_off":
		return "Mouse off: the terminal selects text again."
	case "too_long":
		return fmt.Sprintf("%v characters did not fit: a reply holds at most %v.", args...)
	case "paste_too_long":
		return pasteTooLong(args[0].(int), args[1].(int), args[2].(int))
	case "engine_stopped":
		return "The engine has stopped: nothing is received or sent. Quit and start tgdesk again; the log says why."
	case "no_match":
		return "Nothing found."
	case "conflict":
		return fmt.Sprintf("%s: something else receives the bot's messages.", args...)
	case "conflict_admin":
		return fmt.Sprintf("%s: something else receives the bot's messages. T takes over.", args...)
	case "unauthorized":
		return fmt.Sprintf("%s: Telegram refuses the bot's token.", args...)
	case "unauthorized_admin":
		return fmt.Sprintf("%s: Telegram refuses the bot's token. P pastes a new one.", args...)
	case "sealed":
		return fmt.Sprintf("%s: the bot's token cannot be read, because its key is missing.", args...)
	case "sealed_admin":
		return fmt.Sprintf("%s: the bot's token cannot be read, because its key is missing. P pastes it again.", args...)
	case "took_over":
		return fmt.Sprintf("%s: the desk receives the bot's messages now.", args...)
	}
	return englishFileToast(id, args...)
}

// pasteTooLong refuses a paste of n characters: limit is what the field holds,
// room what is left of that.
func pasteTooLong(n, limit, room int) string {
	if room == limit {
		return fmt.Sprintf("Not pasted: the text has %s characters, and at most %s fit here.", count(n), count(limit))
	}
	return fmt.Sprintf("Not pasted: the text has %s characters, and %s of %s are left here.", count(n), count(room), count(limit))
}

func count(n int) string { return humanize.Comma(int64(n)) }

// englishAsk is a question before something that cannot be undone.
func englishAsk(id string, args ...any) Question {
	switch id {
	case "end":
		return Question{Text: fmt.Sprintf("End the chat with %s? It cannot be opened again.", args...), Yes: "end", No: "keep"}
	case "end_unsent":
		return Question{Text: fmt.Sprintf("End the chat with %s? It cannot be opened again. A reply is still on its way: it will be sent all the same.", args...), Yes: "end", No: "keep"}
	case "quit":
		return Question{Text: quitText(args), Yes: "quit", No: "stay"}
	case "takeover":
		return Question{Text: fmt.Sprintf("A webhook hands the messages of %s to %s. Take over? The webhook is removed, and that program receives nothing more.", args...), Yes: "take over", No: "leave it"}
	case "delete":
		return Question{Text: "Delete this message at the visitor too? The desk keeps it, struck out.", Yes: "delete", No: "keep"}
	case "dropped":
		what := "this file"
		if n := number(args, 0); n > 1 {
			what = fmt.Sprintf("these %d files", n)
		}
		return Question{Text: fmt.Sprintf("Attach %s to a message for %v? Otherwise what was pasted stays as text.", what, args[1]), Yes: "attach", No: "stay text"}
	}
	return Question{Text: id, Yes: "yes", No: "no"}
}

func quitText(args []any) string {
	active, unsent := args[0].(int), args[1].(int)
	switch {
	case active > 0 && unsent > 0:
		return fmt.Sprintf("Quit? You hold %s, and %s still to be sent.", plural(active, "active chat", "active chats"), plural(unsent, "reply is", "replies are"))
	case unsent > 0:
		return fmt.Sprintf("Quit? %s still to be sent; sending goes on at the next start.", plural(unsent, "reply is", "replies are"))
	default:
		return fmt.Sprintf("Quit? You hold %s.", plural(active, "active chat", "active chats"))
	}
}

// englishPanel labels the visitor panel.
func englishPanel(id string) string {
	switch id {
	case "visitor":
		return "VISITOR"
	case "name":
		return "name"
	case "username":
		return "username"
	case "telegram_id":
		return "Telegram id"
	case "language":
		return "language"
	case "brand":
		return "brand"
	case "first_seen":
		return "first seen"
	case "last_seen":
		return "last seen"
	case "source":
		return "came from"
	case "blocked":
		return "blocked the bot"
	case "flood":
		return "flood"
	case "chats":
		return "CHATS"
	case "this_chat":
		return "this chat"
	}
	return englishOverlay(id)
}

// englishOverlay labels what lies over the screen, and the hints.
func englishOverlay(id string) string {
	switch id {
	case "help":
		return "KEYS"
	case "lists":
		return "In the lists"
	case "transcript":
		return "In the transcript"
	case "composer":
		return "While writing"
	case "commands":
		return "COMMANDS"
	case "commands_hint":
		return "Type a command…"
	case "search":
		return "FIND A CHAT"
	case "search_hint":
		return "Name, @username, Telegram id or #chat…"
	case "fetch_hint":
		return "space fetches"
	case "links":
		return "LINKS"
	case "no_directory":
		return "This folder cannot be read."
	case "no_files":
		return "Nothing here fits."
	case "resend_hint":
		return "R sends it again"
	case "you":
		return "you"
	case "holding":
		return "picking up…"
	case "choose":
		return "choose"
	}
	return id
}

func englishLimit(k core.LimitKind) (title, help string) {
	switch k {
	case core.LimitAnswer:
		return "Answer limit", "a pending chat becomes unanswered after this long"
	case core.LimitCloseUnanswered:
		return "Close unanswered after", "an unanswered chat is completed after this long"
	default:
		return "Close idle after", "an active chat is completed when neither side writes for this long"
	}
}
