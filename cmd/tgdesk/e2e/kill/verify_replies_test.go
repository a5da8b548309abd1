package kill

import (
	"fmt"
	"slices"
	"strings"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// judgeConfirmed wants what the screen had confirmed to be on the disk. It
// holds at any time, also right after a kill.
func (o *ordeal) judgeConfirmed(b *books) {
	l := o.ledger
	l.mu.Lock()
	defer l.mu.Unlock()
	found := written(b)
	for _, r := range l.replies {
		o.judgeReply(r, found[r.token], b.of[r.to])
	}
	for token, n := range l.notes {
		is := found[token]
		if n.seen && len(is) != 1 || len(is) > 1 || len(is) == 1 && (is[0].From != core.FromNote || is[0].VisitorID != b.of[n.about].visitor.ID) {
			o.t.Errorf("the note %s (shown: %v) is there %d times", token, n.seen, len(is))
		}
		if drafts := b.of[n.about].drafts; len(is) == 1 && strings.Contains(drafts.Note.Text, token) || strings.Contains(drafts.Reply.Text, token) {
			o.t.Errorf("the note %s (written down: %v) is in the drafts %+v", token, len(is) == 1, drafts)
		}
	}
	for token, d := range l.drafts {
		o.judgeDraft(token, d, found[token], b.of[d.of].drafts)
	}
	for deed, n := range l.lines {
		if got := b.of[deed.of].lines(deed.kind); got < n {
			o.t.Errorf("%s: %d times %s, the screen had said so %d times", deed.of.tag, got, deed.kind, n)
		}
	}
	for at, s := range l.limits {
		if got := b.brands[at.brand].Limits.Of(at.kind); got != s.now && !slices.Contains(s.asked, got) {
			o.t.Errorf("the %s of %s is %s, set was %s (and asked for %v)", at.kind, at.brand, got, s.now, s.asked)
		}
	}
}

// judgeDraft wants a draft to be where it was, or in a message of its kind and a
// draft no more.
func (o *ordeal) judgeDraft(token string, d draft, is []core.Message, now core.Drafts) {
	becomes, other := core.FromOperator, core.DraftNote
	if d.kind == core.DraftNote {
		becomes, other = core.FromNote, core.DraftReply
	}
	if there := strings.Contains(draftOf(now, d.kind), token); there == (len(is) > 0) {
		o.t.Errorf("the draft %s of a %s for %s is there: %t, and in %d messages (drafts now: %+v)", token, d.kind, d.of.tag, there, len(is), now)
	}
	turned := slices.ContainsFunc(is, func(m core.Message) bool { return m.From != becomes })
	if turned || strings.Contains(draftOf(now, other), token) {
		o.t.Errorf("the draft %s of a %s for %s has become another text (messages: %d, drafts now: %+v)", token, d.kind, d.of.tag, len(is), now)
	}
}

// written finds every message of the operator by the tokens in it.
func written(b *books) map[string][]core.Message {
	found := map[string][]core.Message{}
	for _, r := range b.of {
		for _, m := range r.messages {
			if m.From != core.FromOperator && m.From != core.FromNote {
				continue
			}
			for _, token := range anyToken.FindAllString(m.Text, -1) {
				found[token] = append(found[token], m)
			}
		}
	}
	return found
}

func (r *record) lines(kind core.Kind) (n int) {
	for _, m := range r.messages {
		if m.From == core.FromDesk && m.Kind == kind {
			n++
		}
	}
	return n
}

// judgeReply holds what is on the disk of one reply against what was shown.
func (o *ordeal) judgeReply(r *reply, is []core.Message, of *record) {
	switch {
	case len(is) > 1:
		o.t.Errorf("%s stands in %d messages", r.token, len(is))
		return
	case len(is) == 0 && r.seen != "":
		o.t.Errorf("%s was shown as %s and is gone", r.token, r.seen)
		return
	case len(is) == 0:
		return
	}
	m := is[0]
	if m.VisitorID != of.visitor.ID {
		o.t.Errorf("%s was for %s and stands in the chat of visitor %d", r.token, r.to.tag, m.VisitorID)
	}
	if strings.Contains(of.drafts.Reply.Text+of.drafts.Note.Text, r.token) {
		o.t.Errorf("%s is a reply and still a draft", r.token)
	}
	lasting := map[string]core.Delivery{"✓": core.DeliverySent, "✗": core.DeliveryFailed, "?": core.DeliveryUnknown}
	if want, ok := lasting[r.seen]; ok && m.Delivery != want {
		o.t.Errorf("%s was shown as %s and is %s", r.token, want, m.Delivery)
	}
}

// judgeReplies holds the transcripts against what reached the visitors.
func (o *ordeal) judgeReplies(b *books) string {
	for p, r := range b.of {
		o.judgeInbox(p, r)
	}
	o.judgeQuotes(b)
	states := map[core.Delivery]int{}
	arrived := 0
	for p, r := range b.of {
		got := texts(p.Inbox())
		for _, m := range r.from(core.FromOperator) {
			states[m.Delivery]++
			if m.Delivery == core.DeliveryUnknown && slices.Contains(got, m.Text) {
				arrived++
			}
		}
	}
	return fmt.Sprintf("%d replies typed, %d written down: %d sent, each at its visitor once and in order; %d unknown, of which %d had arrived; %d refused (blocked)",
		len(o.ledger.replies), states[core.DeliverySent]+states[core.DeliveryUnknown]+states[core.DeliveryFailed],
		states[core.DeliverySent], states[core.DeliveryUnknown], arrived, states[core.DeliveryFailed])
}

func texts(inbox []botsim.Received) (list []string) {
	for _, m := range inbox {
		list = append(list, m.Text)
	}
	return list
}

// tokensIn counts how often each token arrived.
func tokensIn(inbox []botsim.Received) map[string]int {
	n := map[string]int{}
	for _, m := range inbox {
		for _, token := range anyToken.FindAllString(m.Text, -1) {
			n[token]++
		}
	}
	return n
}

// judgeInbox wants what a visitor got to be what the desk sent them: each
// reply once, in the order in which it was written.
func (o *ordeal) judgeInbox(p *caller, r *record) {
	replies := r.from(core.FromOperator)
	inbox := p.Inbox()
	for token, n := range tokensIn(inbox) {
		if n > 1 {
			o.t.Errorf("%s got %s %d times", p.tag, token, n)
		}
	}
	var order []core.MessageID
	for _, got := range inbox {
		i := slices.IndexFunc(replies, func(m core.Message) bool {
			return m.TelegramID == got.ID || m.TelegramID == 0 && m.Delivery == core.DeliveryUnknown && m.Text == got.Text
		})
		if i < 0 || replies[i].Text != got.Text {
			o.t.Errorf("%s got %q, which the desk did not send them", p.tag, got.Text)
			continue
		}
		order = append(order, replies[i].ID)
	}
	if !slices.IsSorted(order) || len(slices.Compact(slices.Clone(order))) != len(order) {
		o.t.Errorf("%s got replies twice or out of order: %v", p.tag, texts(inbox))
	}
	for _, m := range replies {
		there := slices.Contains(order, m.ID)
		if want := m.Delivery == core.DeliverySent; there != want && m.Delivery != core.DeliveryUnknown {
			o.t.Errorf("%s: %q is %s, arrived: %v", p.tag, m.Text, m.Delivery, there)
		}
	}
	o.judgeTyping(p, replies)
}

// judgeTyping wants replies in the order in which they were typed. One that was
// refused came back to the composer as a draft, and went before the next one
// that was typed there: in the same message.
func (o *ordeal) judgeTyping(p *caller, replies []core.Message) {
	var last []string
	for _, m := range replies {
		tokens := replyToken.FindAllString(m.Text, -1)
		if !slices.IsSorted(tokens) {
			o.t.Errorf("%s: replies in one message are not in the order in which they were typed: %v", p.tag, tokens)
		}
		if len(tokens) > 0 {
			last = append(last, tokens[len(tokens)-1])
		}
	}
	if !slices.IsSorted(last) {
		o.t.Errorf("%s: replies are not in the order in which they were typed: %v", p.tag, last)
	}
}

// judgeQuotes wants answers to answer what was chosen: last, where several are
// in one message.
func (o *ordeal) judgeQuotes(b *books) {
	targets := map[string]int64{}
	for p, r := range b.of {
		for _, s := range p.said {
			targets[prefix(s.texts[0])] = s.id
		}
		for _, m := range r.from(core.FromOperator) {
			for _, token := range replyToken.FindAllString(m.Text, 1) {
				targets[token] = m.TelegramID
			}
		}
	}
	for p := range b.of {
		for _, got := range p.Inbox() {
			quotes := o.ledger.quotesIn(got.Text)
			if quotes != "" && quotes != unreadable && got.ReplyTo != targets[quotes] {
				o.t.Errorf("%q answers message %d, chosen was %s (%d)", got.Text, got.ReplyTo, quotes, targets[quotes])
			}
		}
	}
}

// quotesIn is what the last answer in a text was to answer, "" if none is one.
func (l *ledger) quotesIn(text string) (quotes string) {
	for _, token := range replyToken.FindAllString(text, -1) {
		if r := l.replies[token]; r != nil && r.quotes != "" {
			quotes = r.quotes
		}
	}
	return quotes
}

// figures of what the operator did, as far as the screen confirmed it.
func (l *ledger) figures() string {
	kinds := map[core.Kind]int{}
	for deed, n := range l.lines {
		kinds[deed.kind] += n
	}
	notes := 0
	for _, n := range l.notes {
		if n.seen {
			notes++
		}
	}
	return fmt.Sprintf("confirmed by the screen and kept: %d pick-ups, %d put back, %d ended, %d notes, %d drafts, %d limits set",
		kinds[core.KindPickedUp], kinds[core.KindPutBack], kinds[core.KindEnded], notes, len(l.drafts), l.sets)
}
