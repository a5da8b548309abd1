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

// hands are an operator's at the keys of one console: they know of the desk
// only what the screen shows, and wait for it as a person does.
type hands struct {
	rng    *rand.Rand
	at     *console
	home   *rig.Home
	ledger *ledger
	crowd  *callers
	files  []string // that may be attached
	deeds  *tally
}

// errNothing says that there was nothing to do it to, or that it came to
// nothing because the chat ended meanwhile.
var errNothing = errors.New("nothing to do it to")

// work does deed after deed while more says so and the program runs. Any
// error is a finding.
func (h *hands) work(more func() bool) error {
	if _, err := h.at.until("the panes", func(p page) bool { _, _, ok := p.pane(1); return ok }); err != nil {
		return over(err)
	}
	for more() {
		err := h.deed()()
		h.deeds.add()
		if err != nil && !errors.Is(err, errNothing) {
			return over(err)
		}
	}
	return nil
}

// over turns the end of the program into the end of the work.
func over(err error) error {
	if errors.Is(err, errGone) {
		return nil
	}
	return err
}

// deed chooses what to do next.
func (h *hands) deed() func() error {
	switch n := h.rng.IntN(100); {
	case n < 24:
		return h.pickUp
	case n < 60:
		return h.replies
	case n < 69:
		return h.answer
	case n < 74:
		return h.noteDown
	case n < 79:
		return h.putBack
	case n < 86:
		return h.end
	case n < 90:
		return h.changeLimit
	case n < 96:
		return h.attach
	default:
		return h.draft
	}
}

// quit ends the program in order.
func (h *hands) quit() error {
	if _, err := h.focus(1); err != nil {
		return err
	}
	if err := h.at.send("q"); err != nil {
		return err
	}
	_, err := h.at.until("the question", func(p page) bool { return p.has("Quit? ") })
	if err == nil {
		err = h.at.send("y")
	}
	if err != nil {
		return over(err)
	}
	return over(h.at.fact("the end", func() bool { return false }))
}

// focus goes to a pane from wherever the hands are, with no toast shown.
func (h *hands) focus(pane int) (count int, err error) {
	if err := h.at.send(fmt.Sprintf("\x1b%d", pane)); err != nil {
		return 0, err
	}
	for {
		p, err := h.at.until("the focus on a pane", func(p page) bool { on, _, _ := p.pane(pane); return on && !p.covered() })
		if err != nil {
			return 0, err
		}
		if p.quiet() {
			_, count, _ = p.pane(pane)
			return count, nil
		}
		if err := h.at.send("\x1b"); err != nil {
			return 0, err
		}
		if _, err := h.at.until("no toast", page.quiet); err != nil {
			return 0, err
		}
	}
}

// active puts the cursor on one of the active chats.
func (h *hands) active() error {
	count, err := h.focus(2)
	if err != nil {
		return err
	}
	if count == 0 {
		return errNothing
	}
	return h.at.send("g" + strings.Repeat("j", h.rng.IntN(min(count, 10))))
}

// pickUp takes who waits longest, or somebody behind them.
func (h *hands) pickUp() error {
	waiting, err := h.focus(1)
	if err != nil {
		return err
	}
	if waiting == 0 {
		if waiting, err = h.focus(3); err != nil {
			return err
		}
	}
	if waiting == 0 {
		return errNothing
	}
	if err := h.at.send("g" + strings.Repeat("j", h.rng.IntN(min(waiting, 4))) + "\r"); err != nil {
		return err
	}
	p, err := h.at.until("the chat picked up", func(p page) bool {
		return p.picked() || !p.quiet()
	})
	if err != nil {
		return err
	}
	who, err := h.who(p)
	if err != nil || !p.picked() {
		return errors.Join(err, errNothing)
	}
	h.ledger.did(who, core.KindPickedUp)
	return nil
}

// picked reports whether the chat that is open was picked up from a list. Who
// has blocked the bot can be picked up, but not written to.
func (p page) picked() bool {
	_, standing := p.header()
	return strings.HasPrefix(standing, "active · mika") && (p.writing() || p.composerOff())
}

// who is the caller whose chat is open.
func (h *hands) who(p page) (*caller, error) {
	username, _ := p.header()
	if who := h.crowd.byName(username); who != nil {
		return who, nil
	}
	return nil, fmt.Errorf("nobody is called %q\n%s", username, p)
}

// compose puts the hands into the composer of one of the active chats.
func (h *hands) compose(keys string) (page, *caller, error) {
	if err := h.active(); err != nil {
		return page{}, nil, err
	}
	if err := h.at.send(keys); err != nil {
		return page{}, nil, err
	}
	p, err := h.at.until("the composer", func(p page) bool { return p.writing() || p.shut() || !p.quiet() })
	if err != nil {
		return p, nil, err
	}
	if !p.writing() {
		return p, nil, errNothing
	}
	who, err := h.who(p)
	return p, who, err
}

// replies writes one answer or several in one go.
func (h *hands) replies() error {
	_, who, err := h.compose("r")
	if err != nil {
		return err
	}
	var sent []*reply
	var keys strings.Builder
	for range 1 + h.rng.IntN(4)*h.rng.IntN(2) {
		r := h.ledger.reply(who, "", false)
		sent = append(sent, r)
		keys.WriteString(r.token + h.words() + "\r")
	}
	if err := h.at.send(keys.String()); err != nil {
		return err
	}
	return h.written(sent[len(sent)-1])
}

// words follow a token.
func (h *hands) words() string {
	tail := []string{" I am looking into it", " すぐに確認します", " посмотрю", " yes: quit / einr ?u,", " 👍"}
	return tail[h.rng.IntN(len(tail))]
}

// written waits until a reply stands in the transcript with its mark: sending
// leads to the end, wherever the transcript was.
func (h *hands) written(r *reply) error {
	there := func() bool { return h.ledger.seenReply(r.token) != "" }
	_, err := h.at.until("the reply "+r.token+" in the transcript", func(p page) bool { return there() || p.composerOff() })
	if err == nil && !there() {
		return errNothing
	}
	return err
}

// chosen finds what the line above the composer says is answered.
var chosen = regexp.MustCompile(`↩ (r\d{6}|[AG]\d\d\.\d{4,})?`)

// answer replies to a message that was chosen in the transcript.
func (h *hands) answer() error {
	if err := h.active(); err != nil {
		return err
	}
	if err := h.at.send("\t" + strings.Repeat("k", 1+h.rng.IntN(6)) + "r"); err != nil {
		return err
	}
	p, err := h.at.until("the composer", func(p page) bool { return p.writing() || p.shut() || !p.quiet() })
	if err != nil {
		return err
	}
	if !p.writing() {
		return errNothing
	}
	who, err := h.who(p)
	if err != nil {
		return err
	}
	quotes := ""
	if m := chosen.FindStringSubmatch(p.right[p.rule()]); m != nil {
		quotes = cmp.Or(m[1], unreadable)
	}
	r := h.ledger.reply(who, quotes, false)
	if err := h.at.send(r.token + h.words() + "\r"); err != nil {
		return err
	}
	return h.written(r)
}

func (h *hands) noteDown() error {
	_, who, err := h.compose("n")
	if err != nil {
		return err
	}
	token := h.ledger.note(who)
	if err := h.at.send(token + " be quick\r"); err != nil {
		return err
	}
	p, err := h.at.until("the note "+token, func(p page) bool { return h.ledger.seenNote(token) || p.composerOff() })
	if err == nil && p.composerOff() {
		return errNothing
	}
	return err
}

// draft begins an answer or a note and leaves it. Nothing on the screen tells
// that it is saved: the database does.
func (h *hands) draft() error {
	key, d := "r", draft{kind: core.DraftReply}
	if h.rng.IntN(2) == 0 {
		key, d.kind = "n", core.DraftNote
	}
	var err error
	if _, d.of, err = h.compose(key); err != nil {
		return err
	}
	token := h.ledger.newToken("d")
	if err := h.at.send(token + " half a thought\x1b"); err != nil {
		return err
	}
	held := false
	err = h.at.fact("the draft "+token, func() bool {
		held = h.holdsDraft(d, token)
		now, _ := h.at.glass.now()
		return held || now.composerOff()
	})
	switch {
	case err != nil:
		return err
	case !held:
		return errNothing
	}
	h.ledger.saved(token, d)
	return nil
}

// holdsDraft reports whether a draft with the token is on the disk. It reads
// as any verb of the program would.
func (h *hands) holdsDraft(d draft, token string) bool {
	db, err := store.OpenReader(h.home.DeskDir(), store.Options{})
	if err != nil {
		return false
	}
	defer func() { _ = db.Close() }()
	all, err := draftsOf(db, d.of)
	return err == nil && strings.Contains(draftOf(all, d.kind), token)
}

func (h *hands) putBack() error {
	if err := h.active(); err != nil {
		return err
	}
	if err := h.at.send("u"); err != nil {
		return err
	}
	return h.told("waits again.", core.KindPutBack)
}

func (h *hands) end() error {
	if err := h.active(); err != nil {
		return err
	}
	if err := h.at.send("e"); err != nil {
		return err
	}
	p, err := h.at.until("the question", func(p page) bool { return p.has("End the chat with") || !p.quiet() && !p.covered() })
	if err != nil || !p.has("End the chat with") {
		return errors.Join(err, errNothing)
	}
	if err := h.at.send("y"); err != nil {
		return err
	}
	return h.told("Ended the chat with", core.KindEnded)
}

// toastName is whom a toast speaks of.
var toastName = regexp.MustCompile(`Vera ([AG]\d\d)`)

// told waits for the toast that confirms a deed.
func (h *hands) told(sentence string, kind core.Kind) error {
	p, err := h.at.until("the toast "+sentence, func(p page) bool {
		return !p.covered() && p.says(sentence, "This chat is completed", "That chat has just", "Nobody has picked")
	})
	if err != nil || !p.says(sentence) {
		return errors.Join(err, errNothing)
	}
	m := toastName.FindStringSubmatch(p.bottom())
	if m == nil {
		return fmt.Errorf("nobody is named in %q", p.bottom())
	}
	h.ledger.did(h.crowd.byName("vera_"+m[1]), kind)
	return nil
}
