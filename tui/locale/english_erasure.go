package locale

// englishErasureErrors are the sentences about what is erased, and about messages that are
// not kept for ever.
var englishErasureErrors = table{
	"compact_no_room":      "Writing the database anew takes %s on its disk, of which %s are free.",
	"erase_file_in_flight": "A file of the chat is on its way. Try again in a moment.",
	"erase_sending":        "A reply to %s is being sent right now. Try again in a moment: nothing was erased.",
	"visitor_erased":       "This visitor was erased: nothing is written about them any more.",
	"index_no_room":        "The index for search takes %s on its disk, with what stays free for messages, and %s are free. Free some space; until then a search reads what is not in it, which takes longer.",
	"erase_traces":         "The visitor is erased, but the database could not be written anew (%s), so that its free pages may hold traces. Call it again; the desk also tries again by itself.",
	"retention_effect":     "Messages of %s older than %s go at once: %s messages of %s chats. Nothing was changed.",
	"log_in_use":           "Another program reads the database and keeps its log from being emptied.",
}

// englishErasureSettings are texts of the settings.
var englishErasureSettings = table{
	"keep_messages":      "Keep messages",
	"keep_messages_help": "how long completed chats keep their messages",
	"keep_messages_long": "When a chat has been completed for this time, and nothing was written in it since, its messages go with notes, files and drafts. The chat itself stays, for counts.",
	"keep_messages_none": "forever",
	"keep_effect_title":  "Old messages",
	"keep_effect_keep":   "keep as it is",
	"keep_effect_set":    "remove them",
}
