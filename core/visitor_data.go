package core

// VisitorData is what the desk has of a visitor beside who they are, their fields, and the
// messages of their chats.
type VisitorData struct {
	Blocks    []Block // all entries of the block list, oldest first
	Transfers []Transfer
	Drafts    []OwnedDraft // that operators have begun to write to them
	Updates   []RawUpdate  // of which their messages do not hold all, or that could not be applied
}

// OwnedDraft is a draft with whose it is, and where.
type OwnedDraft struct {
	Operator OperatorID
	Chat     ChatID
	Kind     DraftKind
	Text     string
	Files    StoredFiles
}

// RawUpdate is an update as it was received.
type RawUpdate struct {
	Message MessageID // 0 if there is none
	Raw     []byte
}
