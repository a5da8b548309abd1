package locale

// englishSettingsLabel holds crumbs and labels.
func englishSettingsLabel(id string) string {
	switch id {
	case "settings":
		return "Settings"
	case "brands":
		return "Brands"
	case "brand":
		return "Brand"
	case "channel":
		return "Channel"
	case "name":
		return "Name"
	case "accent":
		return "Accent colour"
	case "bot_name":
		return "Bot"
	case "bot_handle":
		return "Username"
	case "bot_id":
		return "Id"
	case "bot_waiting":
		return "Updates"
	case "token":
		return "Token"
	case "health":
		return "State"
	case "remove":
		return "Remove"
	case "default":
		return "%s (default)"
	case "since":
		return "%s since %s"
	case "until":
		return "next try at %s"
	case "held":
		return "Telegram asks to send nothing more before %s"
	}
	return ""
}

// englishSettingsButton holds what stands on buttons.
func englishSettingsButton(id string) string {
	switch id {
	case "new_brand":
		return "New brand"
	case "replace_token":
		return "Replace token"
	case "paste_token":
		return "Paste a new token"
	case "hold_bot":
		return "Take over"
	case "remove_brand":
		return "Remove this brand…"
	case "disable":
		return "Disable"
	case "enable":
		return "Enable"
	case "remove_webhook":
		return "Remove the webhook"
	case "finish":
		return "Finish"
	case "finish_webhook":
		return "Remove the webhook and finish"
	case "finish_keep":
		return "Finish and keep the webhook"
	case "back":
		return "Back"
	case "next":
		return "Next"
	case "save":
		return "Save"
	case "cancel":
		return "Cancel"
	case "again":
		return "Try again"
	case "authenticate":
		return "Authenticate"
	case "take_in":
		return "Take them in"
	case "take_in_keep":
		return "Enable, keep the webhook"
	case "take_over":
		return "Remove the webhook and enable"
	case "enable_anyway":
		return "Enable anyway"
	case "remove_yes":
		return "Remove %s for good"
	}
	return ""
}

// englishSettingsKey holds the titles of keys in the bottom line, and why one
// does nothing.
func englishSettingsKey(id string) string {
	switch id {
	case "key_open":
		return "open"
	case "key_new":
		return "new brand"
	case "key_edit":
		return "change"
	case "key_save":
		return "save"
	case "key_back":
		return "back"
	case "key_next":
		return "next"
	case "key_cancel":
		return "cancel"
	case "key_authenticate":
		return "authenticate"
	case "key_choose":
		return "choose"
	case "key_tab":
		return "next choice"
	case "key_other":
		return "other value"
	case "key_disable":
		return "disable"
	case "key_enable":
		return "enable"
	case "key_webhook":
		return "remove the webhook"
	case "key_hold_bot":
		return "take over"
	case "key_again":
		return "try again"
	case "key_token":
		return "replace token"
	case "key_remove":
		return "remove"
	case "why_no_brands":
		return "There is no brand to open yet."
	case "why_no_name":
		return "Type the name of the brand first."
	case "why_no_token":
		return "Paste the token first."
	case "why_not_typed":
		return "Type the name of the brand first: %s"
	}
	return ""
}

func englishSettingsColour(id string) string {
	switch id {
	case "colour_blue":
		return "blue"
	case "colour_green":
		return "green"
	case "colour_orange":
		return "orange"
	case "colour_violet":
		return "violet"
	case "colour_cyan":
		return "cyan"
	case "colour_yellow":
		return "yellow"
	case "colour_pink":
		return "pink"
	case "colour_red":
		return "red"
	}
	return ""
}

// englishSettingsField holds the texts around fields, and what can be wrong in them.
func englishSettingsField(id string) string {
	switch id {
	case "name_label":
		return "Name of the brand"
	case "name_holder":
		return "for example: Acme"
	case "name_help":
		return "Operators see it on every chat. Visitors see the bot's own name."
	case "name_long":
		return "Too long: %d characters; at most %d fit."
	case "name_taken":
		return "There is a brand named %s already."
	case "accent_label":
		return "Another colour"
	case "accent_wrong":
		return "This is not a colour. Write it as #rrggbb, for example #5fafff."
	case "limit_help":
		return "%s: %s."
	case "limit_label":
		return "Another value, from %s to %s"
	case "limit_holder":
		return "for example: 90m, 2h, 1d"
	case "limit_format":
		return "This is not a time. Write a number and a unit: 30s, 5m, 2h, 1d, 1w or 1mo."
	case "limit_bounds":
		return "Out of bounds: it must be between %s and %s."
	case "token_label":
		return "Token of the bot"
	case "remove_label":
		return "Type %s to confirm"
	}
	return ""
}
