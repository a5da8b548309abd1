package rig

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"tgdesk/core/telegram/botsim"
)

// What a test does and sees: keys, mouse and size go in as a terminal
// sends them, and the screen is read cell by cell.

// keyBytes is what a terminal sends for a key, spelt as the screen spells it.
func keyBytes(name string) string {
	named := map[string]string{
		"enter": "\r", "esc": "\x1b", "tab": "\t", "shift+tab": "\x1b[Z", "space": " ", "backspace": "\x7f",
		"up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F",
		"pgup": "\x1b[5~", "pgdown": "\x1b[6~", "f1": "\x1bOP", "ctrl+space": "\x00", "alt+enter": "\x1b\r",
	}
	switch rest, alt := strings.CutPrefix(name, "alt+"); {
	case named[name] != "":
		return named[name]
	case alt:
		return "\x1b" + rest
	case strings.HasPrefix(name, "ctrl+"):
		return string(rune(name[5] & 0x1f))
	case utf8.RuneCountInString(name) == 1:
		return name
	}
	panic("no such key: " + name)
}

// Press presses keys, parted by spaces, each of them slowly.
func (s *Session) Press(keys string) {
	s.T.Helper()
	for name := range strings.FieldsSeq(keys) {
		s.Burst(keyBytes(name))
	}
}

// Burst sends bytes as one read of the terminal, as far as it takes that much.
func (s *Session) Burst(bytes string) {
	s.T.Helper()
	if _, err := s.Keys.Write([]byte(bytes)); err != nil {
		s.T.Fatalf("the screen has ended: %v", s.err)
	}
	s.Settle()
}

func (s *Session) Type(text string) { s.T.Helper(); s.Burst(text) }

func (s *Session) Paste(text string) { s.T.Helper(); s.Burst("\x1b[200~" + text + "\x1b[201~") }

// mouse sends one report: button 0 is left, 64 and 65 are the wheel.
func (s *Session) mouse(button, x, y int) {
	s.T.Helper()
	s.Burst(fmt.Sprintf("\x1b[<%d;%d;%dM", button, x+1, y+1))
	if button == 0 {
		s.Burst(fmt.Sprintf("\x1b[<%d;%d;%dm", button, x+1, y+1))
	}
}

func (s *Session) Click(x, y int) { s.T.Helper(); s.mouse(0, x, y) }

// ClickOn clicks on the first cell of a text.
func (s *Session) ClickOn(text string) {
	s.T.Helper()
	x, y := s.At(text)
	s.Click(x, y)
}

func (s *Session) Wheel(notches, x, y int) {
	s.T.Helper()
	for range max(notches, -notches) {
		if notches < 0 {
			s.mouse(64, x, y)
		} else {
			s.mouse(65, x, y)
		}
	}
}

// Resize gives the terminal another size, without waiting for a frame.
func (s *Session) Resize(w, h int) {
	s.T.Helper()
	synctest.Wait()
	s.Terminal.resize(w, h)
	select {
	case s.sizes <- [2]int{w, h}:
	case <-s.Ended:
		s.T.Fatalf("the screen has ended: %v", s.err)
	}
	synctest.Wait()
}

func (s *Session) Screen() string { return strings.Join(s.Terminal.Lines(), "\n") }

func (s *Session) Line(y int) string { return s.Terminal.Lines()[y] }

// Bottom is the line of hints and toasts.
func (s *Session) Bottom() string {
	lines := s.Terminal.Lines()
	return lines[len(lines)-1]
}

// At returns the first cell of a text.
func (s *Session) At(text string) (x, y int) {
	s.T.Helper()
	x, y, ok := s.Terminal.find(text)
	if !ok {
		s.T.Fatalf("no %q on the screen:\n%s", text, s.Screen())
	}
	return x, y
}

// Expect wants texts on the screen, at most a second from now.
func (s *Session) Expect(parts ...string) {
	s.T.Helper()
	for _, p := range parts {
		for range 10 {
			if strings.Contains(s.Screen(), p) {
				break
			}
			time.Sleep(100 * time.Millisecond)
			synctest.Wait()
		}
		s.At(p)
	}
}

func (s *Session) ExpectNot(parts ...string) {
	s.T.Helper()
	for _, p := range parts {
		if strings.Contains(s.Screen(), p) {
			s.T.Fatalf("%q on the screen:\n%s", p, s.Screen())
		}
	}
}

// ExpectBottom wants a text in the bottom line.
func (s *Session) ExpectBottom(part string) {
	s.T.Helper()
	if !strings.Contains(s.Bottom(), part) {
		s.T.Fatalf("no %q in the bottom line:\n%s", part, s.Screen())
	}
}

var PaneBar = regexp.MustCompile(`[1-4] (?:PENDING|ACTIVE|UNANSWERED|COMPLETED) [━─]* ?(\d+)`)

// ExpectCounts wants the numbers in the bars of the panes.
func (s *Session) ExpectCounts(pending, active, unanswered, completed int) {
	s.T.Helper()
	var got []int
	for _, line := range s.Terminal.Lines() {
		if m := PaneBar.FindStringSubmatch(line); m != nil {
			n, _ := strconv.Atoi(m[1]) // the pattern lets only digits through
			got = append(got, n)
		}
	}
	if want := []int{pending, active, unanswered, completed}; !slices.Equal(got, want) {
		s.T.Fatalf("the panes count %v, want %v:\n%s", got, want, s.Screen())
	}
}

// ExpectReceived wants a visitor to have got exactly these texts.
func (s *Session) ExpectReceived(v *Visitor, want ...string) {
	s.T.Helper()
	if got := v.Received(); !slices.Equal(got, want) {
		s.T.Fatalf("%s received %q, want %q:\n%s", v.User.FirstName, got, want, s.Screen())
	}
}

// ExpectEnd wants the screen to have ended by itself and returns its error.
func (s *Session) ExpectEnd() error {
	s.T.Helper()
	select {
	case <-s.Ended:
		return s.err
	default:
		s.T.Fatalf("the screen has not ended:\n%s", s.Screen())
		return nil
	}
}

// ExpectState wants the newest chat of a visitor in a state.
func (s *Session) ExpectState(name, state string) {
	s.T.Helper()
	if got := s.ChatOf(name).State; string(got) != state {
		s.T.Fatalf("the chat of %s is %s, want %s:\n%s", name, got, state, s.Screen())
	}
}

// ExpectMark wants a delivery mark in the head of the reply that holds a text,
// at most three rows above it.
func (s *Session) ExpectMark(reply, mark string) {
	s.T.Helper()
	chat := func(y int) string { // without the lists beside it
		_, line, beside := strings.Cut(s.Line(y), "│")
		if !beside {
			line = s.Line(y)
		}
		return line
	}
	for y := range s.Terminal.Lines() {
		if !strings.Contains(chat(y), reply) {
			continue
		}
		for up := y; up >= max(y-2, 0); up-- {
			if strings.Contains(chat(up), mark) {
				return
			}
		}
		break
	}
	s.T.Fatalf("no mark %q at %q:\n%s", mark, reply, s.Screen())
}

func HangBefore() botsim.Fault { return botsim.Fault{Kind: botsim.HangBefore, Method: "sendMessage"} }

// Hold opens a visitor's chat, picked up, with the composer focused.
func (s *Session) Hold(brand, name string) *Visitor {
	s.T.Helper()
	v := s.Visitor(brand, name)
	v.Write("Hello from " + name)
	_, err := s.Desk.PickUp(s.T.Context(), s.Mika.ID, s.ChatOf(name).ID)
	s.Must(err)
	s.Settle()
	before := ""
	opened := func() bool {
		plain, marked := "│ "+name+"  "+brand, "│ "+name+"  ◆ "+brand
		return strings.Contains(s.Screen(), plain) || strings.Contains(s.Screen(), marked)
	}
	for s.Press("alt+2 g"); !opened(); s.Press("j") {
		if s.Screen() == before {
			s.T.Fatalf("%s is not among the active chats:\n%s", name, before)
		}
		before = s.Screen()
	}
	s.Press("r")
	return v
}
