package locale

// englishWhys say why an action cannot be done now.
var englishWhys = table{
	"no_chat":        "No chat is selected.",
	"no_message":     "No message is selected: press {next_area} to get to the messages and choose one.",
	"no_reply":       "There is no reply to send.",
	"no_past":        "No other chat of this visitor is chosen.",
	"nobody_waits":   "Nobody is waiting.",
	"nothing_failed": "No failed message in this chat.",
	"no_clipboard":   "This terminal cannot copy.",
	"gone":           "That chat has just left this list.",
	"no_conflict":    "No other program uses a bot of this desk.",
	"token_fine":     "No bot's token is refused.",
	"no_file":        "This message has no file.",
	"not_fetched":    "Not downloaded yet: {fetch} downloads it.",
	"here_already":   "Already downloaded: {open} opens it, {save} saves it.",
	"too_big":        "Bots can download up to 20 MB from Telegram. A Bot API server of your own has no such limit.",
	"no_screen_link": "Links cannot be opened from here: this screen is not on the desk's own machine. {copy_link} copies the address.",
	"link_kind":      "Only addresses of http, https and tg are opened or copied.",
	"no_screen":      "Files cannot be opened from here: this screen is not on the desk's own machine. {save} saves them on the server.",
	"not_own":        "Only a reply that was sent and not deleted can be changed.",
	"edit_empty":     "A message cannot be empty. {delete} deletes it.",
	"no_pictures":    "This terminal cannot show pictures.",
}

// englishToasts say what happened.
var englishToasts = table{
	"ended":                   "Ended the chat with %s.",
	"put_back":                "%s waits again.",
	"resent":                  "Queued to be sent again.",
	"copied":                  "Copied.",
	"copied_link":             "Copied the address at %s.",
	"opening":                 "Opened %s.",
	"mouse_on":                "Mouse on.",
	"mouse_off":               "Mouse off: the terminal selects text again.",
	"too_long":                "%v characters did not fit: a reply holds at most %v.",
	"engine_stopped":          "The engine has stopped: nothing is received or sent. Quit and start tgdesk again; the log says why.",
	"wrote.one":               "%[1]s and 1 other visitor wrote.",
	"wrote.other":             "%s and %d other visitors wrote.",
	"reply_failed":            "A reply to %s failed: the chat says why.",
	"reply_unknown":           "A reply to %s may not have arrived: the chat says why.",
	"no_match":                "Nothing found.",
	"conflict":                "%s: another program receives the bot's messages.",
	"conflict_admin":          "%s: another program receives the bot's messages. {take_over} takes over.",
	"unauthorized":            "%s: Telegram refuses the bot's token.",
	"unauthorized_admin":      "%s: Telegram refuses the bot's token. {new_token} pastes a new one.",
	"sealed":                  "%s: the bot's token cannot be read, because its key is missing.",
	"sealed_admin":            "%s: the bot's token cannot be read, because its key is missing. {new_token} pastes it again.",
	"took_over":               "%s: the desk receives the bot's messages now.",
	"saved":                   "Saved as %v.",
	"saved_server":            "Saved on the server as %v.",
	"revised":                 "Edited for the visitor too.",
	"deleted":                 "Deleted for the visitor too.",
	"paste_too_long":          "Not pasted: the text has %s characters, and at most %s fit here.",
	"paste_too_long_for_rest": "Not pasted: the text has %s characters, and %s of %s are left here.",
}

// englishQuestions are asked before something that cannot be undone.
var englishQuestions = map[string]Question{
	"end":              {"End the chat with %s? It cannot be opened again.", "end", "keep"},
	"end_unsent":       {"End the chat with %s? It cannot be opened again. A reply is still on its way: it will be sent all the same.", "end", "keep"},
	"end_draft":        {"End the chat with %s? It cannot be opened again. Your draft is not sent: it waits for their next chat.", "end", "keep"},
	"end_unsent_draft": {"End the chat with %s? It cannot be opened again. A reply is still on its way: it will be sent all the same. Your draft is not sent: it waits for their next chat.", "end", "keep"},
	"quit":             {"Quit? You hold %s.", "quit", "stay"},
	"quit_unsent":      {"Quit? %s still to be sent; sending goes on at the next start.", "quit", "stay"},
	"quit_both":        {"Quit? You hold %s, and %s still to be sent.", "quit", "stay"},
	"takeover":         {"A webhook sends the messages of %s to %s. Take over? The webhook is removed, and that program receives nothing more.", "take over", "leave it"},
	"delete":           {"Delete this message for the visitor too? The desk keeps it, struck out.", "delete", "keep"},
	"dropped":          {"Attach %s to a message for %s?", "attach", "cancel, keep as text"},
}

// englishCounts are counted things in questions.
var englishCounts = table{
	"active_chats.one":   "1 active chat",
	"active_chats.other": "%d active chats",
	"unsent.one":         "1 reply is",
	"unsent.other":       "%d replies are",
	"files.one":          "this file",
	"files.other":        "these %d files",
}

// englishPanels are the labels of the visitor panel, of dialogs, and hints.
var englishPanels = table{
	"visitor":       "VISITOR",
	"name":          "name",
	"username":      "username",
	"telegram_id":   "Telegram id",
	"language":      "language",
	"brand":         "brand",
	"first_seen":    "first wrote",
	"last_seen":     "last wrote",
	"source":        "came from",
	"blocked":       "blocked the bot",
	"flood":         "flood",
	"chats":         "CHATS",
	"this_chat":     "this chat",
	"help":          "KEYS",
	"manual":        "MANUAL",
	"manual_hint":   "Type a topic…",
	"visitor_keys":  "About the visitor",
	"dialog_keys":   "In dialogs",
	"settings_keys": "In the settings",
	"text_keys":     "In any text",
	"lists":         "In the lists",
	"transcript":    "In the transcript",
	"composer":      "While writing",
	"commands":      "COMMANDS",
	"commands_hint": "Type a command…",
	"filter":        "SHOW IN THE LISTS",
	"filter_hint":   "Type what to show…",
	"filter_all":    "all chats",
	"filter_mine":   "mine",
	"filter_unread": "unread",
	"search":        "FIND A CHAT",
	"search_hint":   "Name, @username, Telegram id or #chat…",
	"fetch_hint":    "{fetch} downloads",
	"links":         "LINKS",
	"no_directory":  "This folder cannot be read.",
	"no_files":      "No matching files.",
	"resend_hint":   "{resend} sends it again",
	"you":           "you",
	"holding":       "picking up…",
	"choose":        "choose",
}

// englishAttachs are the texts of the dialogs that attach and save files.
var englishAttachs = table{
	"title":              "ATTACH · to %v",
	"title_server":       "ATTACH A FILE ON THE SERVER · to %v",
	"caption":            "Caption (optional)…",
	"none_chosen":        "Choose a file first.",
	"offer":              "Telegram does not accept %v as a picture: it is too large or too narrow. Send it as a document? {yes} sends it, {no} leaves it out.",
	"offer_unreadable":   "The width and height of %v cannot be read: it may be damaged. Send it as a document? {yes} sends it, {no} leaves it out.",
	"key_document":       "as a document",
	"key_leave":          "leave it out",
	"key_more":           "more files",
	"key_take":           "choose",
	"key_several":        "choose several",
	"key_complete":       "complete",
	"key_hidden":         "hidden files",
	"chosen.one":         "1 file: %[2]v",
	"chosen.other":       "%d files: %v",
	"refused_more.one":   "✗ 1 more file was refused.",
	"refused_more.other": "✗ %d more files were refused.",
	"save":               "SAVE %v IN",
	"save_server":        "SAVE %v ON THE SERVER IN",
}

// englishScreen are the texts of the frame, the transcript and the composer.
var englishScreen = table{
	"available":     "available",
	"demo":          "demo",
	"nobody_waits":  "nobody waits",
	"waiting":       "%d waiting · longest %s",
	"waiting_short": "%d waiting",
	"no_bot_short":  "no bot",
	"no_bot":        "No bot is connected. An admin connects one in the settings.",
	"no_bot_admin":  "No bot is connected. {settings} opens the settings: choose a brand there to connect one.",
	"too_small":     "Too small: %d×%d. tgdesk needs 40×12.",
	"left":          "%s left",
	"closes":        "closes %s", // a time that counts down
	"unread":        "%d new",
	"draft":         "draft",
	"of":            "of %d", // chats of the whole desk
	"days_hours":    "%dd %dh",
	"hours_minutes": "%dh %02dm",
	"loading":       "Loading…",

	"no_chat":        "No chat selected. Move through the lists with {move_down} and {move_up}.",
	"no_messages":    "No messages yet.",
	"new_divider":    "new",
	"today":          "Today",
	"yesterday":      "Yesterday",
	"bot":            "bot", // the author of its messages
	"edited":         "edited",
	"deleted":        "deleted",
	"history":        "Earlier versions",
	"as_received":    "As Telegram sent it",
	"not_here":       "a message that is not here", // an answered one that the desk does not have
	"picture_coming": "loading picture…",
	"picture_bad":    "This picture cannot be shown.",

	"reply_to":    "Reply to %s…",
	"note_hint":   "Internal note: only operators see it…",
	"note_begun":  "Note draft: press %s to continue",
	"draft_waits": "not sent: %s copies it, and it waits for the next chat",
	"draft_kept":  "not sent: %s copies it",
	"editing":     "editing: {send} saves, {back} discards",
	// The areas of the screen, on the bottom line.
	"area_pending":    "Pending",
	"area_active":     "Active",
	"area_unanswered": "Unanswered",
	"area_completed":  "Completed",
	"area_transcript": "Messages",
	"area_composer":   "Reply",
	"area_note":       "Note",
	"area_panel":      "Visitor",
	// Why nothing can be written in a chat.
	"off_pending":   "Press {open_chat} to pick up this chat and reply.",
	"off_completed": "This chat is completed. The visitor's next message opens a new one.",
	"off_blocked":   "%s has blocked the bot: replies cannot be delivered.",
	"off_other":     "%s holds this chat.",
}

// englishLimits are the titles of the limits and what they do.
var englishLimits = table{
	"answer-limit":          "Answer limit",
	"answer-limit_help":     "a pending chat becomes unanswered after this time",
	"close-unanswered":      "Close unanswered after",
	"close-unanswered_help": "an unanswered chat is completed after this time",
	"close-idle":            "Close idle after",
	"close-idle_help":       "an active chat is completed when nobody writes for this time",
}

// englishMachine says what is wrong with the machine under the desk, and what
// to do so that the desk continues by itself.
var englishMachine = table{
	"store_full":     "The disk is full: nothing can be saved. Free some space, and the desk goes on by itself.",
	"store_readonly": "The desk's disk or database is read-only: nothing can be saved. Make it writable, and the desk goes on by itself.",
	"store_gone":     "The desk's folder or its database is gone: nothing can be saved. Put it back while tgdesk runs, and the desk goes on by itself.",
	"store_replaced": "Another database replaced the desk's: nothing can be saved. Put the right one back, or quit and start again.",
	"store_busy":     "Another program has locked the desk's database: nothing can be saved. Close it, and the desk goes on by itself.",
	"store_io":       "The disk fails to read or write: nothing can be saved. Once it works, the desk goes on by itself.",
	"store_corrupt":  "The desk's database is damaged. Quit, keep a copy of its folder, and restore a backup.",
	"store_notadb":   "The desk's database is damaged. Quit, keep a copy of its folder, and restore a backup.",
	"other":          "%s Once that is fixed, the desk goes on by itself.",
	"clock_forward":  "The clock of this machine jumped forward by %s. If that is wrong, set it right: the desk keeps the old time until %s.",
	"clock_back":     "The clock of this machine jumped back by %s. If that is wrong, set it right: the desk keeps the old time until %s.",
}
