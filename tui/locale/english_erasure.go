package locale

// englishErasureErrors are the sentences about what is erased, and about messages that are
// not kept for ever.
var englishErasureErrors = table{
	"compact_no_room":      "Writing the database anew takes %s on its disk, of which %s are free.",
	"erase_file_in_flight": "A file of the chat is on its way. Try again in a moment.",
	"erase_sending":        "A reply to %s is being sent right now. Try again in a moment: nothing was erased.",
	"erase_traces":         "The visitor is erased, but the database could not be written anew (%s), so that its free pages may hold traces. Call it again; the desk also tries again by itself.",
	"retention_effect":     "Messages of %s older than %s go at once: %s messages of %s chats. Nothing was changed.",
	"log_in_use":           "Another program reads the database and keeps its log from being emptied.",
}

// englishErasureChat are lines in transcripts.
var englishErasureChat = table{
	"system_erased":           "The visitor was erased, and with them all messages",
	"system_messages_removed": "Messages older than %s were removed.",
}
