package locale

// englishChatbotSettings are the texts of the settings of chatbots.
var englishChatbotSettings = table{
	"chatbot_page":      "Chatbot",
	"chatbot_page_help": "what answers before people do",
	"chatbot":           "Chatbot",
	"chatbot_help":      "answers visitors until a person is needed",
	"chatbot_long":      "A chatbot holds new chats until it hands them to people. You can take a chat over from it at any moment.",
	"chatbot_label":     "off, webhook:URL or command:PROGRAM",
	"chatbot_holder":    "for example: webhook:https://bot.example/desk",

	"chatbot_private":      "Private webhook",
	"chatbot_private_help": "it may be at an address of your own network",
	"chatbot_private_yes":  "on",
	"chatbot_private_no":   "off",
}

// englishChatbotErrors are the sentences of errors and problems of chatbots.
var englishChatbotErrors = join(englishBotErrors, table{
	"chatbot_behind":         "More than %d messages of the visitor wait for its answer.",
	"chatbot_crashed":        "It stopped with an error of its own; the log says more.",
	"chatbot_none":           "There is no chatbot any more.",
	"visitor_field":          "A field of a visitor has a name of 1 to %d characters and a value of at most %d, each on one line.",
	"visitor_fields":         "A visitor has at most %d fields.",
	"chatbot_command_empty":  "Name the program that answers: command:PROGRAM ARG ….",
	"chatbot_command_remote": "A command can be set only on the desk's own machine, not over SSH: it would run there.",
	"chatbot_flow_file":      "The desk has no copy of the flow %s yet: set it with tgdesk brand set NAME --chatbot flow:FILE.",
	"chatbot_command_quote":  "The command has a quote that is not closed, or ends in a backslash.",
	"chatbot_spec":           "A chatbot is off, flow:FILE, webhook:URL or command:PROGRAM ARG …, not %q.",
	"webhook_url":            "The webhook must be an address like https://bot.example/desk.",
	"webhook_url_http":       "The webhook must use https: what visitors write is sent there. Only on this machine (127.0.0.1, ::1 or localhost) it may be http.",
	"webhook_url_secret":     "The webhook's address must have no password and no part behind #: requests are signed instead.",
})
