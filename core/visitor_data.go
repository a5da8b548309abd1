package core

// VisitorData is what the desk has of a visitor beside who they are, their fields, and the
// messages of their chats.
type VisitorData struct {
	Blocks    []Block // all entries of the block list, oldest first
	Transfers []Transfer
	Drafts    []OwnedDraft // that operators have begun to write to them
	Updates   []RawUpdate  // of which their messages do not hold all, or that could not be applied
	Memories  []BotMemory  // of the chatbot about their chats
	Audit     []AuditEntry // about them and their chats, oldest first
}

// OwnedDraft is a draft with whose it is, and where.
type OwnedDraft struct {
	Operator OperatorID
	Chat     ChatID
	Kind     DraftKind
	Text     string
	Files    StoredFiles
}

// BotMemory is what a chatbot asked to be given back with the next event of a chat.
type BotMemory struct {
	Chat   ChatID
	Memory string
}

// RawUpdate is an update as it was received.
type RawUpdate struct {
	Message MessageID // 0 if there is none
	Raw     []byte
}
