package locale

// englishLinkErrors are the sentences of errors about links to bots.
var englishLinkErrors = table{
	"payload_empty":    "The payload of a link needs at least one character.",
	"payload_format":   "%q cannot be the payload of a link: use A-Z, a-z, 0-9, _ and -.",
	"payload_too_long": "The payload of the link is too long: %d characters, at most %d.",
}

// englishLinkChat are the texts about the links that led visitors to chats.
var englishLinkChat = table{
	"source": "from %s", // the payload of the link
}
