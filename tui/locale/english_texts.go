package locale

// englishTextSettings are the words of the settings of automatic texts.
var englishTextSettings = table{
	"texts_page":                  "Automatic texts",
	"texts_page_help":             "what visitors are told",
	"texts_long":                  "What the desk itself tells visitors about their chats, in their language where you have written a text in it.",
	"texts_on":                    "on",
	"texts_off":                   "off",
	"texts_languages.one":         "1 language",
	"texts_languages.other":       "%d languages",
	"texts_sent":                  "Sent",
	"texts_any":                   "any language",
	"texts_add":                   "Add a language",
	"texts_add_hint":              "a tag such as en or pt-br",
	"texts_preview":               "Preview",
	"texts_remove":                "Remove this text",
	"texts_empty":                 "Write a text, or remove it.",
	"text_welcome":                "Welcome",
	"text_welcome_help":           "at /start, if that opens no chat",
	"text_received":               "Received",
	"text_received_help":          "a chat waits",
	"text_nobody":                 "Nobody available",
	"text_nobody_help":            "a chat waits, nobody is there",
	"text_closed_hours":           "Outside hours",
	"text_closed_hours_help":      "a chat waits, you are closed",
	"text_picked_up":              "Picked up",
	"text_picked_up_help":         "an operator takes a chat",
	"text_transferred":            "Transferred",
	"text_transferred_help":       "another operator has it now",
	"text_idle_warning":           "Idle warning",
	"text_idle_warning_help":      "before an idle chat is closed",
	"text_closed_operator":        "Ended by operator",
	"text_closed_operator_help":   "an operator ended the chat",
	"text_closed_idle":            "Closed idle",
	"text_closed_idle_help":       "nobody wrote for too long",
	"text_closed_unanswered":      "Closed unanswered",
	"text_closed_unanswered_help": "nobody answered in time",
	"text_closed_visitor":         "Ended by visitor",
	"text_closed_visitor_help":    "the visitor sent /end",
	"text_closed_bot":             "Ended by chatbot",
	"text_closed_bot_help":        "the chatbot ended it, or waited",
	"text_rating":                 "Rating",
	"text_rating_help":            "asks for a rating",
	"text_rating_thanks":          "Thanks for rating",
	"text_rating_thanks_help":     "after a rating",
	"text_rating_comment":         "Rating comment",
	"text_rating_comment_help":    "asks for a comment",
	"text_rating_button":          "Comment button",
	"text_rating_button_help":     "on a button below a rating",
	"text_rating_late":            "Rating stands",
	"text_rating_late_help":       "a day after the rating",
	"text_buttons_earlier":        "Old buttons",
	"text_buttons_earlier_help":   "a button of an earlier step",
	"text_buttons_ended":          "Ended chat",
	"text_buttons_ended_help":     "a button of a chat that is over",
	"idle_warning":                "Idle warning",
	"idle_warning_help":           "before an idle chat is closed",
	"idle_warning_long":           "The visitor of an idle chat gets the text idle_warning this long before the chat is closed, once until somebody writes. The text must be on.",
	"idle_warning_none":           "off",
}

// englishTextScreen are the words of automatic texts in transcripts.
var englishTextScreen = table{
	"automatic": "automatic text",
	"opens_in":  "opens in %v",
}

// englishTextOptions are the options of automatic texts on the command line.
var englishTextOptions = table{
	"idle_warning_flag": "how long before an idle chat is closed its visitor gets the text idle_warning",
}

// englishTextErrors are the sentences of errors of automatic texts.
var englishTextErrors = table{
	"text_kind":          "%q is no kind of automatic text. The kinds are: %v.",
	"auto_text_too_long": "The text %s is too long: %d characters, at most %d.",
}
