package core

import "time"

// Erasure counts what erasing a visitor removes.
type Erasure struct {
	Chats    int
	Messages int // of either side, notes included
	Files    int
	Sending  bool // a reply is on its way: nobody is erased meanwhile
}

// Erased reports whether only a stub of the visitor is left.
func (v Visitor) Erased() bool { return !v.ErasedAt.IsZero() }

// RetentionEffect counts what goes at once when a brand keeps its messages for a shorter
// time.
type RetentionEffect struct{ Chats, Messages int }

// Within reports whether e removes no more than somebody agreed to.
func (e RetentionEffect) Within(agreed RetentionEffect) bool {
	return e.Chats <= agreed.Chats && e.Messages <= agreed.Messages
}

// AskFirst refuses to keep messages for a shorter time until somebody agrees to what goes
// at once.
func (e RetentionEffect) AskFirst(brand string, keep time.Duration) error {
	return &Error{Code: CodeConflict, ID: "retention_effect", Args: []any{brand, keep, e.Messages, e.Chats}, Effect: e}
}
