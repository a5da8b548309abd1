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
}

// englishChatbotErrors are the sentences of errors and problems of chatbots.
var englishChatbotErrors = join(englishBotErrors, table{
	"chatbot_command_empty": "Name the program that answers: command:PROGRAM ARG ….",
	"chatbot_command_quote": "The command has a quote that is not closed, or ends in a backslash.",
	"chatbot_spec":          "A chatbot is off, flow:FILE, webhook:URL or command:PROGRAM ARG …, not %q.",
	"webhook_url":           "The webhook must be an address like https://bot.example/desk.",
	"webhook_url_http":      "The webhook must use https: what visitors write is sent there. Only on this machine (127.0.0.1, ::1 or localhost) it may be http.",
	"webhook_url_secret":    "The webhook's address must have no password and no part behind #: requests are signed instead.",
})
