package rig

import (
	"fmt"
	"strings"

	"tgdesk/core/telegram/botsim"
)

// Visitor is a person writing to a brand, the same for the same name.
func (s *Session) Visitor(brand, name string) *Visitor {
	if v := s.visitors[name]; v != nil {
		return v
	}
	first, last, _ := strings.Cut(name, " ")
	id := int64(1000 + len(s.visitors))
	v := s.VisitorOf(brand, botsim.User{ID: id, FirstName: first, LastName: last, Username: fmt.Sprintf("user%d", id), Language: "en"})
	s.visitors[name] = v
	return v
}

// VisitorOf is a person with any profile, writing to a brand.
func (s *Session) VisitorOf(brand string, u botsim.User) *Visitor {
	return &Visitor{s: s, Visitor: s.Bots[brand].Visitor(u)}
}

// Visitor is a visitor. Whatever they do settles before the test goes on.
type Visitor struct {
	s *Session
	*botsim.Visitor
}

func (v *Visitor) Write(texts ...string) int64 {
	var id int64
	for _, s := range texts {
		id = v.Say(s)
		v.s.Settle()
	}
	return id
}

func (v *Visitor) ChangeText(id int64, s string) {
	v.s.T.Helper()
	v.s.Must(v.Edit(id, s))
	v.s.Settle()
}

// Received are the texts that came from the bot.
func (v *Visitor) Received() []string {
	var out []string
	for _, m := range v.Inbox() {
		out = append(out, m.Text)
	}
	return out
}
