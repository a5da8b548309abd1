package session

import "time"

// Bell says when the terminal's bell rings for what a visitor writes, as the settings
// file does.
type Bell string

// The values of Bell. BellAlways spares the chat that is being read.
const (
	BellOff       Bell = "off"
	BellUnfocused Bell = "unfocused" // only while the window is not looked at
	BellAlways    Bell = "always"
)

// burst is the least time between two rings: what visitors write within it rings
// once.
const burst = 5 * time.Second

// Ring rings for a message of a visitor; read says that it is in the chat that is
// being read, away that the window is not looked at.
func (s *Session) Ring(read, away bool) {
	switch {
	case s.Bell == BellUnfocused && !away, s.Bell == BellAlways && !away && read, s.Bell != BellUnfocused && s.Bell != BellAlways:
		return
	}
	if now := s.Now(); now.Sub(s.rang) >= burst {
		s.rang = now
		s.Terminal.Bell()
	}
}
