package core

// ReadMark says how far an operator has read a chat. The zero value has read nothing.
type ReadMark struct {
	Chat ChatID
	To   MessageID // the newest message that they have seen; it never goes back
	Seen int       // how many of the chat's Received are not after To
}

// Unread is how many of the visitor's messages in c the operator has not seen.
func (m ReadMark) Unread(c Chat) int { return max(c.Received-m.Seen, 0) }
