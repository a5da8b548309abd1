package locale

// Alert says in a notification what alerts an operator: the name of a visitor stands for
// one chat, under "many_" and the kind of the alert their number for several.
func (c *Catalogue) Alert(id string, args ...any) string { return c.text("alert", id, args...) }
