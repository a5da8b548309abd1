package locale

// englishCommands are sentences of errors as the command line says them: where another door
// names a key of the screen, or nothing, they name the verb or the flag. {chat} and {brand}
// stand for what the command line names.
var englishCommands = table{
	"away_after_bounds":    "It is between %s and %s, or never.",
	"block_reason_empty":   "Say why with --reason: the block list shows it.",
	"brand_has_chats":      "%s still has open chats (%d). End them first, or give --end-chats.",
	"chat_held_by_chatbot": "The chatbot holds this chat. Take it over first: tgdesk chat pickup {chat}",
	"chat_not_active":      "Nobody has picked up this chat yet. Pick it up first: tgdesk chat pickup {chat}",
	"chats_at_limit":       "You hold %d chats, and may hold %d. First end one (tgdesk chat end) or put it back (tgdesk chat putback).",
	"picture_rules":        "%s breaks Telegram's rules for pictures (%d pixels of width and height together, sides of at most 1 to %d). With --document it can be sent as a document.",
	"picture_unreadable":   "The width and height of %s cannot be read: it may be damaged. With --document it can be sent as a document.",
	"token_empty":          "Give the token that @BotFather gave you.",
	"token_sealed":         "The token of this brand cannot be read: the key of the bot tokens is missing or wrong. Restore the key, or give the token again: tgdesk brand token {brand} --token-file FILE. Chats and queued replies stay.",
	"transfer_open":        "The transfer of this chat is still open. Withdraw it first: tgdesk chat withdraw {chat}",
}
