package locale

var englishAlerts = table{
	"new_chat":            "%s waits for an answer.",
	"message":             "%s wrote.",
	"transfer":            "You are asked to take over the chat of %s.",
	"taken_over":          "The chat of %s was taken over.",
	"not_taken":           "The chat of %s was not taken over.",
	"offer":               "The chat of %s is offered to you.",
	"given":               "The chat of %s was given to you.",
	"lost":                "The chat of %s is yours no more.",
	"call":                "The chat of %s calls you.",
	"failure":             "A reply to %s did not arrive, or may not have.",
	"many_new_chat.one":   "%s new chat",
	"many_new_chat.other": "%s new chats",
	"many_message.one":    "new messages in %s chat",
	"many_message.other":  "new messages in %s chats",
	"many_call.one":       "%s chat calls you",
	"many_call.other":     "%s chats call you",
	"many_failure.one":    "a reply that failed",
	"many_failure.other":  "replies failed in %s chats",
	"woken":               "The chat of %s is back.",
}
