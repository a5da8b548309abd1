package locale

// englishFaceErrors are the sentences of errors about what bots show of themselves.
var englishFaceErrors = table{
	"face_name_long":           "The name is too long: %d characters, Telegram shows at most %d.",
	"face_name_control":        "The name must be one line without control characters.",
	"face_about_long":          "The short description is too long: %d characters, Telegram shows at most %d.",
	"face_about_control":       "The short description must have no control characters.",
	"face_description_long":    "The description is too long: %d characters, Telegram shows at most %d.",
	"face_description_control": "The description must have no control characters.",
	"face_commands_many":       "There are %d commands, and Telegram shows at most %d.",
	"face_command_twice":       "The command %q is there twice.",
	"face_command_name":        "%q cannot be a command: use a-z, 0-9 and _.",
	"face_command_name_long":   "The command %q is too long: %d characters, at most %d.",
	"face_command_empty":       "Say what the command %q does: Telegram shows none without a description.",
	"face_command_long":        "The description of the command %q is too long: %d characters, Telegram shows at most %d.",
	"face_command_control":     "The description of the command %q must be one line without control characters.",
	"face_language":            "%q is no language: use the two letters of ISO 639-1, as ja.",
	"face_unknown":             "Telegram did not say what the bot shows. %v",
}

// englishFace are the texts about what bots show of themselves.
var englishFace = table{
	"profile":       "Profile of %s, %s",
	"for_all":       "for everybody",
	"for_language":  "in the language %s",
	"name":          "Name",
	"about":         "Short description",
	"description":   "Description",
	"commands":      "Commands",
	"wanted":        "WANTED",
	"shown":         "AT TELEGRAM",
	"not_set":       "as it is", // at Telegram: the brand wants nothing else
	"state_done":    "Telegram has it.",
	"state_due":     "The desk sets it while it runs and the channel is enabled.",
	"state_later":   "It is tried again at %s.",
	"state_refused": "It is not tried again until you change it.",
	"state_none":    "Nothing is wanted: what was set with @BotFather stays.",
	"saved":         "Saved the profile of %s, %s.",
}

// englishFaceSettings are the texts of the page of a bot's profile.
var englishFaceSettings = table{
	"face":                   "Bot's profile",
	"face_help":              "what visitors see of the bot",
	"face_shown":             "at Telegram: %s",
	"face_language":          "Language",
	"face_language_help":     "of the visitors who see it",
	"face_language_label":    "Two letters, as ja; empty for everybody whose language has no profile",
	"face_name_label":        "Name of the bot; empty leaves it to @BotFather",
	"face_about_label":       "Short description, in the bot's profile; empty leaves it to @BotFather",
	"face_description_label": "Description, in an empty chat; empty leaves it to @BotFather",
	"face_commands_label":    "Commands of the menu, one a line: start - Begin",
}
