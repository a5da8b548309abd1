package shift_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// worker is an operator at a screen over SSH who does whatever an operator can do, at
// random. They know of the desk what the screen shows.
type worker struct {
	*server
	operator
	*ledger
	rng    *rand.Rand
	screen *screen
	think  time.Duration // between two actions, on average
	soon   time.Duration // how long an answer of the screen is waited for that need not come
}

// actions are what a worker does, and how often.
var actions = []struct {
	weight int
	do     func(*worker) error
}{
	{22, (*worker).pickUp}, {30, (*worker).reply}, {4, (*worker).canned}, {8, (*worker).note}, {2, (*worker).leaveDraft},
	{5, (*worker).transfer}, {6, (*worker).accept}, {2, (*worker).refuse}, {3, (*worker).invite}, {2, (*worker).join}, {2, (*worker).assign},
	{2, (*worker).putBack}, {4, (*worker).end}, {2, (*worker).snooze}, {3, (*worker).tag}, {1, (*worker).block}, {1, (*worker).decideBlock},
	{1, (*worker).away}, {2, (*worker).comeBack}, {2, (*worker).reconnect}, {3, (*worker).verb}, {1, (*worker).resize}, {1, (*worker).mentions},
}

// work acts until ctx ends, or so often; 0 is without an end. Whenever the screen ends, they
// open another one.
func (w *worker) work(ctx context.Context, often int) error {
	for done := 0; ctx.Err() == nil && (often == 0 || done < often); {
		if w.screen == nil {
			if err := w.connect(); err != nil {
				w.count("connections refused")
				w.pause(ctx, 200*time.Millisecond)
			}
			continue
		}
		err := w.next()(w)
		if errors.Is(err, errEnded) {
			w.screen.drop()
			w.screen = nil
			continue
		}
		if err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
		done++
		w.pause(ctx, time.Duration(w.rng.ExpFloat64()*float64(w.think)))
	}
	if w.screen == nil {
		return nil
	}
	if err := w.screen.quit(); !errors.Is(err, errEnded) {
		return err
	}
	return nil
}

func (w *worker) pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

func (w *worker) next() func(*worker) error {
	total := 0
	for _, a := range actions {
		total += a.weight
	}
	n := w.rng.IntN(total)
	for _, a := range actions {
		if n -= a.weight; n < 0 {
			return a.do
		}
	}
	return (*worker).pickUp
}

func (w *worker) connect() error {
	client, err := w.dial(w.key)
	if err != nil {
		return err
	}
	c, err := openScreen(client)
	if err == nil {
		_, err = c.must("the panes", func(f frame) bool { on, _ := f.pane(1); return on })
	}
	if err != nil {
		_ = client.Close()
		return err
	}
	w.screen = c
	w.count("connections")
	return nil
}

// choose puts the cursor on one of the first chats of a pane; ok is false if it has none.
// Of the active ones, those of the operator stand first.
func (w *worker) choose(pane int) (ok bool, err error) {
	if err := w.screen.focus(pane); err != nil {
		return false, err
	}
	_, n := w.screen.now().pane(pane)
	if n == 0 {
		return false, nil
	}
	among := 2
	if w.rng.IntN(4) == 0 {
		among = 10
	}
	return true, w.screen.press("g" + strings.Repeat("j", w.rng.IntN(min(n, among))))
}

// chooseAny is choose of a pane at random.
func (w *worker) chooseAny() (bool, error) { return w.choose(1 + w.rng.IntN(4)) }

func (w *worker) pickUp() error {
	ok, err := w.choose(1)
	if !ok && err == nil {
		ok, err = w.choose(3)
	}
	if !ok || err != nil {
		return err
	}
	if err := w.screen.press("\r"); err != nil {
		return err
	}
	f, found, err := w.screen.await(w.soon, func(f frame) bool {
		_, standing := f.header()
		return strings.HasPrefix(standing, "active · "+w.name+" ") || !f.noToast()
	})
	switch {
	case err != nil:
	case !found:
		w.count("pick-ups without an answer")
	case f.noToast():
		w.count("picked up")
	case f.has("has already picked up this chat", "holds it now"):
		w.count("pick-ups lost to others")
	default:
		w.count("pick-ups refused")
	}
	return err
}

// compose opens the composer of one of the active chats by a key.
func (w *worker) compose(key string) (visitor string, ok bool, err error) {
	if ok, err = w.choose(2); !ok || err != nil {
		return "", false, err
	}
	if err := w.screen.press(key); err != nil {
		return "", false, err
	}
	other := func(f frame) bool { return f.composing() && (key == "n") != f.rightHas("━ ✎ note ━") }
	f, found, err := w.screen.await(w.soon, func(f frame) bool { return f.composing() || !f.noToast() })
	if err == nil && found && other(f) { // of an earlier key, which the screen was slow to answer
		f, err = w.screen.must(fmt.Sprintf("the composer of %q instead of the other one", key), func(f frame) bool { return !other(f) })
	}
	if visitor, _ = f.header(); err != nil || !found || !f.composing() || visitor == "" {
		if err == nil {
			w.count("composers closed")
		}
		return "", false, err
	}
	return visitor, true, nil
}

// write types a text with a token and waits until it is shown.
func (w *worker) write(visitor, before, after string, note bool) (token string, ok bool, err error) {
	token = w.begin(w.name, visitor, note)
	text := before + token + after
	if w.rng.IntN(4) == 0 {
		text = "\x1b[200~" + text + "\x1b[201~"
	}
	if err := w.screen.press(text); err != nil {
		return token, false, err
	}
	f, found, err := w.screen.await(w.soon, func(f frame) bool {
		shown, _ := f.composer()
		return strings.Contains(shown, token)
	})
	if err != nil || !found {
		return token, false, err
	}
	who, _ := f.header()
	w.shown(token, who)
	return token, true, nil
}

// send presses a key that sends what is in the composer.
func (w *worker) send(token, key, what string) error {
	if err := w.screen.press(key); err != nil {
		return err
	}
	_, found, err := w.screen.await(w.soon, func(f frame) bool {
		left, _ := f.composer()
		return !strings.Contains(left, token)
	})
	if err == nil && found {
		w.count(what)
	}
	return err
}

func (w *worker) reply() error {
	visitor, ok, err := w.compose("r")
	for n := 1 + w.rng.IntN(2); ok && err == nil && n > 0; n-- {
		var token string
		if token, ok, err = w.write(visitor, "", " it is on its way", false); ok && err == nil {
			key := []string{"\r", "\r", "\r", "\r", "\r", "\r", "\x13", "\x18"}[w.rng.IntN(8)]
			err = w.send(token, key, "replies sent")
			ok = key == "\r"
		}
	}
	return err
}

// canned inserts a canned reply before what is typed.
func (w *worker) canned() error {
	_, ok, err := w.compose("r")
	if !ok || err != nil {
		return err
	}
	if err := w.screen.press(";hi"); err != nil {
		return err
	}
	if _, found, err := w.screen.await(w.soon, func(f frame) bool { return f.has("▌ ;hi", "▌ hi") }); !found || err != nil {
		return err
	}
	if err := w.screen.press("\r"); err != nil {
		return err
	}
	f, found, err := w.screen.await(w.soon, func(f frame) bool { text, _ := f.composer(); return strings.Contains(text, "Hello Vis") })
	visitor, _ := f.header()
	if !found || err != nil || visitor == "" {
		return err
	}
	token, ok, err := w.write(visitor, "", " ", false)
	if !ok || err != nil {
		return err
	}
	return w.send(token, "\r", "canned replies sent")
}

func (w *worker) note() error {
	visitor, ok, err := w.compose("n")
	if !ok || err != nil {
		return err
	}
	token, ok, err := w.write(visitor, "@"+w.colleague()+" ", " have a look", true)
	if !ok || err != nil {
		return err
	}
	return w.send(token, "\r", "notes")
}

// leaveDraft begins a reply or a note and leaves it.
func (w *worker) leaveDraft() error {
	key, note := "r", false
	if w.rng.IntN(2) == 0 {
		key, note = "n", true
	}
	visitor, ok, err := w.compose(key)
	if !ok || err != nil {
		return err
	}
	if _, ok, err = w.write(visitor, "", " half a thought ", note); ok {
		w.count("drafts left")
	}
	return err
}

func (w *worker) colleague() string { return w.operators[w.rng.IntN(len(w.operators))].name }
