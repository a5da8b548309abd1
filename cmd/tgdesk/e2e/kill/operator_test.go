package kill

import (
	"cmp"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/store"
)

// operator works at the keys of one program: it knows of the desk
// only what the screen shows, and waits for it as a person does.
type operator struct {
	rng      *rand.Rand
	program  *program
	home     *rig.Home
	expected *expected
	visitors *visitors
	files    []string // that may be attached
	actions  *counter
}

// errNoTarget says that there was nothing to do it to, or that it came to
// nothing because the chat ended meanwhile.
var errNoTarget = errors.New("nothing to do it to")

// work does one action after another while more says so and the program runs. Any
// error fails the test.
func (op *operator) work(more func() bool) error {
	if _, err := op.program.awaitFrame("the panes", func(f frame) bool { _, _, ok := f.pane(1); return ok }); err != nil {
		return ignoreExit(err)
	}
	for more() {
		err := op.nextAction()()
		op.actions.add()
		if err != nil && !errors.Is(err, errNoTarget) {
			return ignoreExit(err)
		}
	}
	return nil
}

// ignoreExit turns the end of the program into the end of the work.
func ignoreExit(err error) error {
	if errors.Is(err, errExited) {
		return nil
	}
	return err
}

// nextAction chooses what to do next.
func (op *operator) nextAction() func() error {
	switch n := op.rng.IntN(100); {
	case n < 24:
		return op.pickUp
	case n < 60:
		return op.sendReplies
	case n < 69:
		return op.answerMessage
	case n < 74:
		return op.writeNote
	case n < 79:
		return op.putBack
	case n < 86:
		return op.end
	case n < 90:
		return op.changeLimit
	case n < 96:
		return op.attach
	default:
		return op.leaveDraft
	}
}

// quit ends the program in order.
func (op *operator) quit() error {
	if _, err := op.focus(1); err != nil {
		return err
	}
	if err := op.program.send("q"); err != nil {
		return err
	}
	_, err := op.program.awaitFrame("the question", func(f frame) bool { return f.has("Quit? ") })
	if err == nil {
		err = op.program.send("y")
	}
	if err != nil {
		return ignoreExit(err)
	}
	return ignoreExit(op.program.awaitTrue("the end", func() bool { return false }))
}

// focus goes to a pane from anywhere, with no toast shown.
func (op *operator) focus(pane int) (count int, err error) {
	if err := op.program.send(fmt.Sprintf("\x1b%d", pane)); err != nil {
		return 0, err
	}
	for {
		f, err := op.program.awaitFrame("the focus on a pane", func(f frame) bool { on, _, _ := f.pane(pane); return on && !f.hasDialog() })
		if err != nil {
			return 0, err
		}
		if f.noToast() {
			_, count, _ = f.pane(pane)
			return count, nil
		}
		if err := op.program.send("\x1b"); err != nil {
			return 0, err
		}
		if _, err := op.program.awaitFrame("no toast", frame.noToast); err != nil {
			return 0, err
		}
	}
}

// selectActive puts the cursor on one of the active chats.
func (op *operator) selectActive() error {
	count, err := op.focus(2)
	if err != nil {
		return err
	}
	if count == 0 {
		return errNoTarget
	}
	return op.program.send("g" + strings.Repeat("j", op.rng.IntN(min(count, 10))))
}

// pickUp takes who waits longest, or somebody behind them.
func (op *operator) pickUp() error {
	waiting, err := op.focus(1)
	if err != nil {
		return err
	}
	if waiting == 0 {
		if waiting, err = op.focus(3); err != nil {
			return err
		}
	}
	if waiting == 0 {
		return errNoTarget
	}
	if err := op.program.send("g" + strings.Repeat("j", op.rng.IntN(min(waiting, 4))) + "\r"); err != nil {
		return err
	}
	f, err := op.program.awaitFrame("the chat picked up", func(f frame) bool {
		return f.pickedUp() || !f.noToast()
	})
	if err != nil {
		return err
	}
	who, err := op.partner(f)
	if err != nil || !f.pickedUp() {
		return errors.Join(err, errNoTarget)
	}
	op.expected.confirmed(who, core.KindPickedUp)
	return nil
}

// pickedUp reports whether the chat that is open was picked up from a list. Who
// has blocked the bot can be picked up, but not written to.
func (f frame) pickedUp() bool {
	_, standing := f.header()
	return strings.HasPrefix(standing, "active · mika") && (f.composerFocused() || f.composerDisabled())
}

// partner is the visitor whose chat is open.
func (op *operator) partner(f frame) (*visitor, error) {
	username, _ := f.header()
	if who := op.visitors.byName(username); who != nil {
		return who, nil
	}
	return nil, fmt.Errorf("nobody is called %q\n%s", username, f)
}

// compose focuses the composer of one of the active chats.
func (op *operator) compose(keys string) (frame, *visitor, error) {
	if err := op.selectActive(); err != nil {
		return frame{}, nil, err
	}
	if err := op.program.send(keys); err != nil {
		return frame{}, nil, err
	}
	f, err := op.program.awaitFrame("the composer", func(f frame) bool { return f.composerFocused() || f.composerReadOnly() || !f.noToast() })
	if err != nil {
		return f, nil, err
	}
	if !f.composerFocused() {
		return f, nil, errNoTarget
	}
	who, err := op.partner(f)
	return f, who, err
}

// sendReplies writes one answer or several, one after the other: several in one
// go are a paste.
func (op *operator) sendReplies() error {
	_, who, err := op.compose("r")
	if err != nil {
		return err
	}
	for range 1 + op.rng.IntN(4)*op.rng.IntN(2) {
		r := op.expected.newReply(who, "", false)
		if err := op.program.send(r.token + op.randomText() + "\r"); err != nil {
			return err
		}
		if err := op.awaitReply(r); err != nil {
			return err
		}
	}
	return nil
}

// randomText follow a token.
func (op *operator) randomText() string {
	tail := []string{" I am looking into it", " すぐに確認します", " посмотрю", " yes: quit / einr ?u,", " 👍"}
	return tail[op.rng.IntN(len(tail))]
}

// awaitReply waits until a reply is shown in the transcript with its mark: sending
// leads to the end, wherever the transcript was.
func (op *operator) awaitReply(r *reply) error {
	there := func() bool { return op.expected.seenReply(r.token) != "" }
	_, err := op.program.awaitFrame("the reply "+r.token+" in the transcript", func(f frame) bool { return there() || f.composerDisabled() })
	if err == nil && !there() {
		return errNoTarget
	}
	return err
}

// chosen finds what the line above the composer says is answered.
var chosen = regexp.MustCompile(`↩ (r\d{6}|[AG]\d\d\.\d{4,})?`)

// answerMessage replies to a message that was chosen in the transcript.
func (op *operator) answerMessage() error {
	if err := op.selectActive(); err != nil {
		return err
	}
	if err := op.program.send("\t" + strings.Repeat("k", 1+op.rng.IntN(6)) + "r"); err != nil {
		return err
	}
	f, err := op.program.awaitFrame("the composer", func(f frame) bool { return f.composerFocused() || f.composerReadOnly() || !f.noToast() })
	if err != nil {
		return err
	}
	if !f.composerFocused() {
		return errNoTarget
	}
	who, err := op.partner(f)
	if err != nil {
		return err
	}
	quotes := ""
	if m := chosen.FindStringSubmatch(f.right[f.composerRule()]); m != nil {
		quotes = cmp.Or(m[1], unreadable)
	}
	r := op.expected.newReply(who, quotes, false)
	if err := op.program.send(r.token + op.randomText() + "\r"); err != nil {
		return err
	}
	return op.awaitReply(r)
}

func (op *operator) writeNote() error {
	_, who, err := op.compose("n")
	if err != nil {
		return err
	}
	token := op.expected.newNote(who)
	if err := op.program.send(token + " be quick\r"); err != nil {
		return err
	}
	f, err := op.program.awaitFrame("the note "+token, func(f frame) bool { return op.expected.seenNote(token) || f.composerDisabled() })
	if err == nil && f.composerDisabled() {
		return errNoTarget
	}
	return err
}

// leaveDraft begins an answer or a note and leaves it. Nothing on the screen says
// that it is saved: the database does.
func (op *operator) leaveDraft() error {
	key, d := "r", draft{kind: core.DraftReply}
	if op.rng.IntN(2) == 0 {
		key, d.kind = "n", core.DraftNote
	}
	var err error
	if _, d.of, err = op.compose(key); err != nil {
		return err
	}
	token := op.expected.newToken("d")
	if err := op.program.send(token + " half a thought\x1b"); err != nil {
		return err
	}
	held := false
	err = op.program.awaitTrue("the draft "+token, func() bool {
		held = op.draftStored(d, token)
		now, _ := op.program.terminal.current()
		return held || now.composerDisabled()
	})
	switch {
	case err != nil:
		return err
	case !held:
		return errNoTarget
	}
	op.expected.draftSaved(token, d)
	return nil
}

// draftStored reports whether a draft with the token is on the disk. It reads
// as any verb of the program would.
func (op *operator) draftStored(d draft, token string) bool {
	db, err := store.OpenReader(op.home.DeskDir(), store.Options{})
	if err != nil {
		return false
	}
	defer func() { _ = db.Close() }()
	all, err := draftsOf(db, d.of)
	return err == nil && strings.Contains(draftOf(all, d.kind), token)
}

func (op *operator) putBack() error {
	if err := op.selectActive(); err != nil {
		return err
	}
	if err := op.program.send("u"); err != nil {
		return err
	}
	return op.confirm("waits again.", core.KindPutBack)
}

func (op *operator) end() error {
	if err := op.selectActive(); err != nil {
		return err
	}
	if err := op.program.send("e"); err != nil {
		return err
	}
	f, err := op.program.awaitFrame("the question", func(f frame) bool { return f.has("End the chat with") || !f.noToast() && !f.hasDialog() })
	if err != nil || !f.has("End the chat with") {
		return errors.Join(err, errNoTarget)
	}
	if err := op.program.send("y"); err != nil {
		return err
	}
	return op.confirm("Ended the chat with", core.KindEnded)
}

// toastName is whom a toast speaks of.
var toastName = regexp.MustCompile(`Vera ([AG]\d\d)`)

// confirm waits for the toast that confirms an action.
func (op *operator) confirm(sentence string, kind core.Kind) error {
	f, err := op.program.awaitFrame("the toast "+sentence, func(f frame) bool {
		return !f.hasDialog() && f.toastHas(sentence, "This chat is completed", "Completed. The next message", "That chat has just", "Nobody has picked")
	})
	if err != nil || !f.toastHas(sentence) {
		return errors.Join(err, errNoTarget)
	}
	m := toastName.FindStringSubmatch(f.bottom())
	if m == nil {
		return fmt.Errorf("nobody is named in %q", f.bottom())
	}
	op.expected.confirmed(op.visitors.byName("vera_"+m[1]), kind)
	return nil
}
