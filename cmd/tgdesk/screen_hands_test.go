package main

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

// press presses keys, parted by spaces, each of them slowly.
func (d *drive) press(keys string) {
	d.t.Helper()
	for name := range strings.FieldsSeq(keys) {
		d.burst(keyBytes(name))
	}
}

// burst sends bytes as one read of the terminal, as far as it takes that much.
func (d *drive) burst(bytes string) {
	d.t.Helper()
	if _, err := d.keys.Write([]byte(bytes)); err != nil {
		d.t.Fatalf("the screen has ended: %v", d.err)
	}
	d.settle()
}

func (d *drive) typeText(s string) { d.t.Helper(); d.burst(s) }

func (d *drive) paste(s string) { d.t.Helper(); d.burst("\x1b[200~" + s + "\x1b[201~") }

// mouse sends one report: button 0 is left, 64 and 65 are the wheel.
func (d *drive) mouse(button, x, y int) {
	d.t.Helper()
	d.burst(fmt.Sprintf("\x1b[<%d;%d;%dM", button, x+1, y+1))
	if button == 0 {
		d.burst(fmt.Sprintf("\x1b[<%d;%d;%dm", button, x+1, y+1))
	}
}

func (d *drive) click(x, y int) { d.t.Helper(); d.mouse(0, x, y) }

// clickOn clicks on the first cell of a text.
func (d *drive) clickOn(s string) {
	d.t.Helper()
	x, y := d.at(s)
	d.click(x, y)
}

func (d *drive) wheel(notches, x, y int) {
	d.t.Helper()
	for range max(notches, -notches) {
		if notches < 0 {
			d.mouse(64, x, y)
		} else {
			d.mouse(65, x, y)
		}
	}
}

// resize gives the terminal another size, without waiting for a frame.
func (d *drive) resize(w, h int) {
	d.t.Helper()
	synctest.Wait()
	d.emu.resize(w, h)
	select {
	case d.sizes <- [2]int{w, h}:
	case <-d.ended:
		d.t.Fatalf("the screen has ended: %v", d.err)
	}
	synctest.Wait()
}

func (d *drive) screen() string { return strings.Join(d.emu.lines(), "\n") }

func (d *drive) line(y int) string { return d.emu.lines()[y] }

// bottom is the line of hints and toasts.
func (d *drive) bottom() string { d.t.Helper(); return d.line(len(d.emu.lines()) - 1) }

// at returns the first cell of a text.
func (d *drive) at(s string) (x, y int) {
	d.t.Helper()
	x, y, ok := d.emu.find(s)
	if !ok {
		d.t.Fatalf("no %q on the screen:\n%s", s, d.screen())
	}
	return x, y
}

// expect wants texts on the screen, at most a second from now.
func (d *drive) expect(parts ...string) {
	d.t.Helper()
	for _, p := range parts {
		for range 10 {
			if strings.Contains(d.screen(), p) {
				break
			}
			time.Sleep(100 * time.Millisecond)
			synctest.Wait()
		}
		d.at(p)
	}
}

func (d *drive) expectNot(parts ...string) {
	d.t.Helper()
	for _, p := range parts {
		if strings.Contains(d.screen(), p) {
			d.t.Fatalf("%q on the screen:\n%s", p, d.screen())
		}
	}
}

// expectBottom wants a text in the bottom line.
func (d *drive) expectBottom(part string) {
	d.t.Helper()
	if !strings.Contains(d.bottom(), part) {
		d.t.Fatalf("no %q in the bottom line:\n%s", part, d.screen())
	}
}

var paneBar = regexp.MustCompile(`[1-4] (?:PENDING|ACTIVE|UNANSWERED|COMPLETED) [━─]* ?(\d+)`)

// expectCounts wants the numbers in the bars of the panes.
func (d *drive) expectCounts(pending, active, unanswered, completed int) {
	d.t.Helper()
	var got []int
	for _, line := range d.emu.lines() {
		if m := paneBar.FindStringSubmatch(line); m != nil {
			n, _ := strconv.Atoi(m[1]) // the pattern lets only digits through
			got = append(got, n)
		}
	}
	if want := []int{pending, active, unanswered, completed}; !slices.Equal(got, want) {
		d.t.Fatalf("the panes count %v, want %v:\n%s", got, want, d.screen())
	}
}

// expectReceived wants a visitor to have got exactly these texts.
func (d *drive) expectReceived(a *actor, want ...string) {
	d.t.Helper()
	if got := a.received(); !slices.Equal(got, want) {
		d.t.Fatalf("%s received %q, want %q:\n%s", a.User.FirstName, got, want, d.screen())
	}
}

// expectEnd wants the screen to have ended by itself and returns its error.
func (d *drive) expectEnd() error {
	d.t.Helper()
	select {
	case <-d.ended:
		return d.err
	default:
		d.t.Fatalf("the screen has not ended:\n%s", d.screen())
		return nil
	}
}

// expectState wants the newest chat of a visitor in a state.
func (d *drive) expectState(name, state string) {
	d.t.Helper()
	if got := d.chatOf(name).State; string(got) != state {
		d.t.Fatalf("the chat of %s is %s, want %s:\n%s", name, got, state, d.screen())
	}
}

// expectMark wants a delivery mark in the head of the reply that holds a text,
// at most three rows above it.
func (d *drive) expectMark(reply, mark string) {
	d.t.Helper()
	_, y := d.at(reply)
	head := ""
	for up := range 3 {
		if y-up >= 0 {
			head += d.line(y-up) + "\n"
		}
	}
	if !strings.Contains(head, mark) {
		d.t.Fatalf("no mark %q at %q:\n%s", mark, reply, d.screen())
	}
}

func hangBefore() botsim.Fault { return botsim.Fault{Kind: botsim.HangBefore, Method: "sendMessage"} }
