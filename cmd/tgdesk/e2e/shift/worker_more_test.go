package shift_test

import (
	"fmt"
	"strings"
)

// act presses keys one after the other. Each but the first is pressed when the screen shows
// what stands before it; where that does not come, the rest is not pressed.
func (w *worker) act(what string, keys ...string) error {
	for i, k := range keys {
		if i%2 == 1 {
			_, found, err := w.screen.await(w.soon, func(f frame) bool { return f.has(k) })
			if !found || err != nil {
				return err
			}
			continue
		}
		if err := w.screen.press(k); err != nil {
			return err
		}
	}
	w.count(what)
	return nil
}

// onActive acts on one of the active chats.
func (w *worker) onActive(what string, keys ...string) error {
	if ok, err := w.choose(2); !ok || err != nil {
		return err
	}
	return w.act(what, keys...)
}

func (w *worker) transfer() error {
	to := w.colleague()
	if w.rng.IntN(4) == 0 {
		to = "anybody"
	}
	return w.onActive("transfers asked for", "t", "TRANSFER · to whom?", to+"\r", "TRANSFER · a note", "please\r")
}

// accept takes over the first chat of which the list says that somebody asks for that.
func (w *worker) accept() error {
	if err := w.toAsked(); err != nil {
		return err
	}
	return w.act("transfers answered", "+")
}

func (w *worker) refuse() error {
	if err := w.toAsked(); err != nil {
		return err
	}
	return w.act("transfers answered", "-")
}

// toAsked puts the cursor on a chat that is asked of this operator, if one is in sight.
func (w *worker) toAsked() error {
	if ok, err := w.choose(2); !ok || err != nil {
		return err
	}
	rows, asked := 0, -1
	in := false
	for _, line := range w.screen.now().left {
		switch {
		case strings.HasPrefix(line, " 2 ACTIVE"):
			in = true
		case strings.HasPrefix(line, " 3 UNANSWERED"):
			in = false
		case in && strings.Contains(line, "→ you"), in && strings.Contains(line, "→ anybody"):
			asked = rows / 2
		}
		if in && !strings.HasPrefix(line, " 2 ACTIVE") {
			rows++
		}
	}
	if asked < 0 {
		return nil
	}
	return w.screen.press("g" + strings.Repeat("j", asked))
}

func (w *worker) invite() error {
	return w.onActive("invitations", "I", "INVITE", w.colleague()+"\r")
}

func (w *worker) join() error { return w.onActive("joined or left", "c") }

func (w *worker) assign() error {
	if ok, err := w.choose(1 + w.rng.IntN(3)); !ok || err != nil {
		return err
	}
	return w.act("assignments", "O", "ASSIGN", w.colleague()+"\r")
}

func (w *worker) putBack() error { return w.onActive("put back", "u") }

func (w *worker) end() error { return w.onActive("ended", "e", "End the chat with", "y") }

func (w *worker) snooze() error {
	return w.onActive("set aside or got back", "z", "SET THIS CHAT ASIDE", "2m\r")
}

func (w *worker) tag() error {
	if ok, err := w.chooseAny(); !ok || err != nil {
		return err
	}
	return w.act("tagged", "#", "TAGS OF THIS CHAT", fmt.Sprintf("t%d\r", w.rng.IntN(9)), "✓", "\x1b")
}

func (w *worker) block() error {
	if ok, err := w.choose(1 + w.rng.IntN(2)); !ok || err != nil {
		return err
	}
	return w.act("blocks", "b", "BLOCK THIS VISITOR", "spam\r")
}

// decideBlock approves, rejects or lifts a block, whatever comes first.
func (w *worker) decideBlock() error {
	if err := w.screen.focus(2); err != nil {
		return err
	}
	return w.act("blocks decided", "B", "BLOCK LIST", "\r", "ON THE BLOCK LIST", []string{"approve", "unblock", "reject"}[w.rng.IntN(3)]+"\r")
}

func (w *worker) away() error {
	if err := w.screen.focus(2); err != nil || !w.screen.now().has("● available") {
		return err
	}
	return w.act("went away", "A")
}

func (w *worker) comeBack() error {
	if err := w.screen.focus(2); err != nil || w.screen.now().has("● available") {
		return err
	}
	return w.act("came back", "A")
}

func (w *worker) mentions() error {
	if err := w.screen.focus(2); err != nil {
		return err
	}
	return w.act("mentions looked at", "@", "MENTIONS", "\r")
}

// reconnect ends the screen in order, or as a broken line does.
func (w *worker) reconnect() (err error) {
	if w.rng.IntN(2) == 0 {
		w.count("screens quit")
		err = w.screen.quit()
	} else {
		w.count("lines broken")
		w.screen.drop()
	}
	if err == nil {
		w.screen = nil
	}
	return err
}

func (w *worker) resize() error {
	w.count("resized")
	for _, rows := range []int{20 + w.rng.IntN(height-20), height} {
		if err := w.screen.session.WindowChange(rows, width); err != nil {
			return errEnded
		}
	}
	return nil
}

// verb does something beside the screen.
func (w *worker) verb() error {
	chat := fmt.Sprint(1 + w.rng.IntN(len(w.operators)*4))
	args := [][]string{{"chat", "list", "--json"}, {"chat", "pickup", chat}, {"chat", "show", chat}, {"chat", "putback", chat}, {"chat", "accept", chat}, {"operator", "list"}}[w.rng.IntN(6)]
	status, _, errs, err := run(w.screen.client, args...)
	switch {
	case err != nil:
		return errEnded
	case status == 0:
		w.count("verbs")
	case status == 1 && (strings.HasSuffix(strings.TrimSpace(errs), ".") || strings.Contains(errs, ". Pick it up first: tgdesk chat pickup ")):
		w.count("verbs refused")
	default:
		return fmt.Errorf("%v: status %d, %q", args, status, errs)
	}
	return nil
}
