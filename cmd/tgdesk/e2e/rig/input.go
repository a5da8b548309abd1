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

// The hands and eyes of a test: keys, mouse and size go in as a terminal
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
func (d *Session) Press(keys string) {
	d.T.Helper()
	for name := range strings.FieldsSeq(keys) {
		d.Burst(keyBytes(name))
	}
}

// Burst sends bytes as one read of the terminal, as far as it takes that much.
func (d *Session) Burst(bytes string) {
	d.T.Helper()
	if _, err := d.Keys.Write([]byte(bytes)); err != nil {
		d.T.Fatalf("the screen has ended: %v", d.err)
	}
	d.Settle()
}

func (d *Session) Type(s string) { d.T.Helper(); d.Burst(s) }

func (d *Session) Paste(s string) { d.T.Helper(); d.Burst("\x1b[200~" + s + "\x1b[201~") }

// mouse sends one report: button 0 is left, 64 and 65 are the wheel.
func (d *Session) mouse(button, x, y int) {
	d.T.Helper()
	d.Burst(fmt.Sprintf("\x1b[<%d;%d;%dM", button, x+1, y+1))
	if button == 0 {
		d.Burst(fmt.Sprintf("\x1b[<%d;%d;%dm", button, x+1, y+1))
	}
}

func (d *Session) Click(x, y int) { d.T.Helper(); d.mouse(0, x, y) }

// ClickOn clicks on the first cell of a text.
func (d *Session) ClickOn(s string) {
	d.T.Helper()
	x, y := d.At(s)
	d.Click(x, y)
}

func (d *Session) Wheel(notches, x, y int) {
	d.T.Helper()
	for range max(notches, -notches) {
		if notches < 0 {
			d.mouse(64, x, y)
		} else {
			d.mouse(65, x, y)
		}
	}
}

// Resize gives the terminal another size, without waiting for a frame.
func (d *Session) Resize(w, h int) {
	d.T.Helper()
	synctest.Wait()
	d.Terminal.resize(w, h)
	select {
	case d.sizes <- [2]int{w, h}:
	case <-d.Ended:
		d.T.Fatalf("the screen has ended: %v", d.err)
	}
	synctest.Wait()
}

func (d *Session) Screen() string { return strings.Join(d.Terminal.Lines(), "\n") }

func (d *Session) Line(y int) string { return d.Terminal.Lines()[y] }

// Bottom is the line of hints and toasts.
func (d *Session) Bottom() string { d.T.Helper(); return d.Line(len(d.Terminal.Lines()) - 1) }

// At returns the first cell of a text.
func (d *Session) At(s string) (x, y int) {
	d.T.Helper()
	x, y, ok := d.Terminal.find(s)
	if !ok {
		d.T.Fatalf("no %q on the screen:\n%s", s, d.Screen())
	}
	return x, y
}

// Expect wants texts on the screen, at most a second from now.
func (d *Session) Expect(parts ...string) {
	d.T.Helper()
	for _, p := range parts {
		for range 10 {
			if strings.Contains(d.Screen(), p) {
				break
			}
			time.Sleep(100 * time.Millisecond)
			synctest.Wait()
		}
		d.At(p)
	}
}

func (d *Session) ExpectNot(parts ...string) {
	d.T.Helper()
	for _, p := range parts {
		if strings.Contains(d.Screen(), p) {
			d.T.Fatalf("%q on the screen:\n%s", p, d.Screen())
		}
	}
}

// ExpectBottom wants a text in the bottom line.
func (d *Session) ExpectBottom(part string) {
	d.T.Helper()
	if !strings.Contains(d.Bottom(), part) {
		d.T.Fatalf("no %q in the bottom line:\n%s", part, d.Screen())
	}
}

var PaneBar = regexp.MustCompile(`[1-4] (?:PENDING|ACTIVE|UNANSWERED|COMPLETED) [━─]* ?(\d+)`)

// ExpectCounts wants the numbers in the bars of the panes.
func (d *Session) ExpectCounts(pending, active, unanswered, completed int) {
	d.T.Helper()
	var got []int
	for _, line := range d.Terminal.Lines() {
		if m := PaneBar.FindStringSubmatch(line); m != nil {
			n, _ := strconv.Atoi(m[1]) // the pattern lets only digits through
			got = append(got, n)
		}
	}
	if want := []int{pending, active, unanswered, completed}; !slices.Equal(got, want) {
		d.T.Fatalf("the panes count %v, want %v:\n%s", got, want, d.Screen())
	}
}

// ExpectReceived wants a visitor to have got exactly these texts.
func (d *Session) ExpectReceived(a *Visitor, want ...string) {
	d.T.Helper()
	if got := a.Received(); !slices.Equal(got, want) {
		d.T.Fatalf("%s received %q, want %q:\n%s", a.User.FirstName, got, want, d.Screen())
	}
}

// ExpectEnd wants the screen to have ended by itself and returns its error.
func (d *Session) ExpectEnd() error {
	d.T.Helper()
	select {
	case <-d.Ended:
		return d.err
	default:
		d.T.Fatalf("the screen has not ended:\n%s", d.Screen())
		return nil
	}
}

// ExpectState wants the newest chat of a visitor in a state.
func (d *Session) ExpectState(name, state string) {
	d.T.Helper()
	if got := d.ChatOf(name).State; string(got) != state {
		d.T.Fatalf("the chat of %s is %s, want %s:\n%s", name, got, state, d.Screen())
	}
}

// ExpectMark wants a delivery mark in the head of the reply that holds a text,
// at most three rows above it.
func (d *Session) ExpectMark(reply, mark string) {
	d.T.Helper()
	_, y := d.At(reply)
	head := ""
	for up := range 3 {
		if y-up >= 0 {
			head += d.Line(y-up) + "\n"
		}
	}
	if !strings.Contains(head, mark) {
		d.T.Fatalf("no mark %q at %q:\n%s", mark, reply, d.Screen())
	}
}

func HangBefore() botsim.Fault { return botsim.Fault{Kind: botsim.HangBefore, Method: "sendMessage"} }

// Hold opens a visitor's chat, picked up, with the composer focused.
func (d *Session) Hold(brand, name string) *Visitor {
	d.T.Helper()
	a := d.Visitor(brand, name)
	a.Write("Hello from " + name)
	_, err := d.Desk.PickUp(d.T.Context(), d.Mika.ID, d.ChatOf(name).ID)
	d.Must(err)
	d.Settle()
	d.Press("alt+2 G")
	d.Expect(name + "  @")
	d.Press("r")
	return a
}
