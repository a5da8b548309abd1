package core

// DraftKind is what a draft is to become. A text that was begun as the one
// never turns into the other: a reply goes to the visitor, a note must not.
type DraftKind string

const (
	DraftReply DraftKind = "reply"
	DraftNote  DraftKind = "note"
)

// Draft is a text that an operator has begun to write in a chat; "" is nothing.
type Draft struct {
	Text    string
	ReplyTo MessageID // the message that a reply answers, 0 for none
}

// Drafts are what an operator has begun to write in a chat.
type Drafts struct{ Reply, Note Draft }
