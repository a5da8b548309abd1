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
