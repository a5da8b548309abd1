package locale

// englishLinkErrors are the sentences of errors about links to bots.
var englishLinkErrors = table{
	"brand_no_link":    "%s has no bot yet that visitors could write to.",
	"qr_no_room":       "The QR code needs %d columns and %d rows, and this window has %d and %d. Make it larger or its text smaller, or write the code to a file with --png.",
	"payload_empty":    "The payload of a link needs at least one character.",
	"payload_format":   "%q cannot be the payload of a link: use A-Z, a-z, 0-9, _ and -.",
	"payload_too_long": "The payload of the link is too long: %d characters, at most %d.",
}

// englishLinkChat are the texts about the links that led visitors to chats.
var englishLinkChat = table{
	"source":      "from %s",                 // the payload of the link
	"link_button": "Write to %s on Telegram", // on a website
}
