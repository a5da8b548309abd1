package locale

// englishAction titles the actions of tui/keymap by their ids.
func englishAction(id string) string {
	for _, titles := range [...]func(string) string{
		englishChatAction, englishScreenAction, englishDialogAction, englishSettingsAction, englishEditingAction,
	} {
		if title := titles(id); title != "" {
			return title
		}
	}
	return id
}

// englishChatAction titles what is done with a chat and its messages.
func englishChatAction(id string) string {
	switch id {
	case "open_chat", "pickup":
		return "pick up"
	case "read":
		return "read"
	case "quote":
		return "answer this message"
	case "history":
		return "earlier versions"
	case "send":
		return "send"
	case "save_note":
		return "keep the note"
	case "save_edit":
		return "save the edit"
	case "newline":
		return "new line"
	case "reply":
		return "reply"
	case "attach":
		return "attach"
	case "end":
		return "end"
	case "put_back":
		return "put back"
	case "note":
		return "note"
	case "resend":
		return "send again"
	case "copy":
		return "copy message"
	case "open":
		return "open"
	case "open_link":
		return "open the link"
	case "copy_link":
		return "copy the address"
	case "save":
		return "save"
	case "fetch":
		return "fetch the file"
	case "cancel":
		return "stop the transfer"
	case "edit":
		return "edit"
	case "delete":
		return "delete"
	case "pictures":
		return "pictures on or off"
	case "panel":
		return "visitor"
	}
	return ""
}

// englishScreenAction titles what changes what is looked at.
func englishScreenAction(id string) string {
	switch id {
	case "next_waiting":
		return "next waiting"
	case "focus_pending":
		return "pending"
	case "focus_active":
		return "active"
	case "focus_unanswered":
		return "unanswered"
	case "focus_completed":
		return "completed"
	case "move_down":
		return "down"
	case "move_up":
		return "up"
	case "page_down":
		return "page down"
	case "page_up":
		return "page up"
	case "move_first":
		return "first"
	case "move_last":
		return "last"
	case "next_area":
		return "next area"
	case "previous_area":
		return "previous area"
	case "back":
		return "back"
	case "search":
		return "search"
	case "palette":
		return "commands"
	case "help":
		return "help"
	case "settings":
		return "settings"
	case "take_over":
		return "take over the bot"
	case "new_token":
		return "paste a new token"
	case "mouse":
		return "mouse on or off"
	case "redraw":
		return "draw the screen anew"
	case "quit":
		return "quit"
	}
	return ""
}

// englishDialogAction titles what the keys of dialogs do.
func englishDialogAction(id string) string {
	switch id {
	case "close", "close_page":
		return "close"
	case "interrupt":
		return "close, or quit where that is asked"
	case "yes":
		return "yes"
	case "no":
		return "no"
	case "choose":
		return "choose"
	case "next_match":
		return "next match"
	case "previous_match":
		return "previous match"
	case "line_down":
		return "down"
	case "line_up":
		return "up"
	case "screen_down", "files_down":
		return "page down"
	case "screen_up", "files_up":
		return "page up"
	case "page_top":
		return "first line"
	case "page_bottom":
		return "last line"
	case "next_link":
		return "next link"
	case "previous_link":
		return "previous link"
	case "choose_file":
		return "choose the file"
	case "mark_file":
		return "choose several"
	case "complete_path":
		return "complete the path"
	case "hidden_files":
		return "hidden files"
	case "file_down":
		return "next file"
	case "file_up":
		return "previous file"
	case "to_caption":
		return "to the caption"
	case "to_files":
		return "more files"
	case "send_files":
		return "send"
	}
	return ""
}

// englishSettingsAction titles what the keys of the settings do.
func englishSettingsAction(id string) string {
	switch id {
	case "next_control", "control_right":
		return "next"
	case "previous_control", "control_left":
		return "previous"
	case "control_down":
		return "down"
	case "control_up":
		return "up"
	case "first_control":
		return "first"
	case "last_control":
		return "last"
	case "settings_down", "settings_half_down":
		return "page down"
	case "settings_up":
		return "page up"
	case "press":
		return "press"
	case "enter_field":
		return "take the text"
	case "new_brand":
		return "new brand"
	case "disable_brand":
		return "disable the channel"
	case "enable_brand":
		return "enable the channel"
	case "replace_token":
		return "replace the token"
	case "remove_webhook":
		return "remove the webhook"
	case "hold_bot":
		return "take over the bot"
	case "try_again":
		return "try again"
	}
	return ""
}

// englishEditingAction titles what the keys that edit text do.
func englishEditingAction(id string) string {
	switch id {
	case "char_left":
		return "left"
	case "char_right":
		return "right"
	case "row_up":
		return "up"
	case "row_down":
		return "down"
	case "word_left":
		return "word left"
	case "word_right":
		return "word right"
	case "line_start":
		return "start of the line"
	case "line_end":
		return "end of the line"
	case "text_start":
		return "start of the text"
	case "text_end":
		return "end of the text"
	case "delete_back":
		return "delete back"
	case "delete_forward":
		return "delete"
	case "delete_word_back":
		return "delete the word before"
	case "delete_word":
		return "delete the word"
	case "delete_line_start":
		return "delete to the start of the line"
	case "delete_line_end":
		return "delete to the end of the line"
	case "undo":
		return "undo"
	}
	return ""
}
