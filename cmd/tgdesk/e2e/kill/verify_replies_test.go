package kill

import (
	"fmt"
	"slices"
	"strings"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// verifyConfirmed wants what the screen had confirmed to be on the disk. It
// holds at any time, also right after a kill.
func (k *killTest) verifyConfirmed(a *actual) {
	e := k.expected
	e.mu.Lock()
	defer e.mu.Unlock()
	found := operatorMessages(a)
	for _, r := range e.replies {
		k.verifyReply(r, found[r.token], a.data[r.to])
	}
	for token, n := range e.notes {
		is := found[token]
		if n.seen && len(is) != 1 || len(is) > 1 || len(is) == 1 && (is[0].From != core.FromNote || is[0].VisitorID != a.data[n.about].visitor.ID) {
			k.t.Errorf("the note %s (shown: %v) is there %d times", token, n.seen, len(is))
		}
		if drafts := a.data[n.about].drafts; len(is) == 1 && strings.Contains(drafts.Note.Text, token) || strings.Contains(drafts.Reply.Text, token) {
			k.t.Errorf("the note %s (written down: %v) is in the drafts %+v", token, len(is) == 1, drafts)
		}
	}
	for token, d := range e.drafts {
		k.verifyDraft(token, d, found[token], a.data[d.of].drafts)
	}
	for deed, n := range e.systemLines {
		if got := a.data[deed.of].countLines(deed.kind); got < n {
			k.t.Errorf("%s: %d times %s, the screen had said so %d times", deed.of.tag, got, deed.kind, n)
		}
	}
	for at, s := range e.limits {
		if got := a.brands[at.brand].Limits.Of(at.kind); got != s.now && !slices.Contains(s.asked, got) {
			k.t.Errorf("the %s of %s is %s, set was %s (and asked for %v)", at.kind, at.brand, got, s.now, s.asked)
		}
	}
}

// verifyDraft wants a draft to be where it was, or in a message of its kind and a
// draft no more.
func (k *killTest) verifyDraft(token string, d draft, is []core.Message, now core.Drafts) {
	becomes, other := core.FromOperator, core.DraftNote
	if d.kind == core.DraftNote {
		becomes, other = core.FromNote, core.DraftReply
	}
	if there := strings.Contains(draftOf(now, d.kind), token); there == (len(is) > 0) {
		k.t.Errorf("the draft %s of a %s for %s is there: %t, and in %d messages (drafts now: %+v)", token, d.kind, d.of.tag, there, len(is), now)
	}
	turned := slices.ContainsFunc(is, func(m core.Message) bool { return m.From != becomes })
	if turned || strings.Contains(draftOf(now, other), token) {
		k.t.Errorf("the draft %s of a %s for %s has become another text (messages: %d, drafts now: %+v)", token, d.kind, d.of.tag, len(is), now)
	}
}

// operatorMessages finds every message of the operator by the tokens in it.
func operatorMessages(a *actual) map[string][]core.Message {
	found := map[string][]core.Message{}
	for _, r := range a.data {
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

func (r *visitorData) countLines(kind core.Kind) (n int) {
	for _, m := range r.messages {
		if m.From == core.FromDesk && m.Kind == kind {
			n++
		}
	}
	return n
}

// verifyReply holds what is on the disk of one reply against what was shown.
func (k *killTest) verifyReply(r *reply, is []core.Message, of *visitorData) {
	switch {
	case len(is) > 1:
		k.t.Errorf("%s stands in %d messages", r.token, len(is))
		return
	case len(is) == 0 && r.seen != "":
		k.t.Errorf("%s was shown as %s and is gone", r.token, r.seen)
		return
	case len(is) == 0:
		return
	}
	m := is[0]
	if m.VisitorID != of.visitor.ID {
		k.t.Errorf("%s was for %s and stands in the chat of visitor %d", r.token, r.to.tag, m.VisitorID)
	}
	if strings.Contains(of.drafts.Reply.Text+of.drafts.Note.Text, r.token) {
		k.t.Errorf("%s is a reply and still a draft", r.token)
	}
	lasting := map[string]core.Delivery{"✓": core.DeliverySent, "✗": core.DeliveryFailed, "?": core.DeliveryUnknown}
	if want, ok := lasting[r.seen]; ok && m.Delivery != want {
		k.t.Errorf("%s was shown as %s and is %s", r.token, want, m.Delivery)
	}
}

// verifyReplies holds the transcripts against what reached the visitors.
func (k *killTest) verifyReplies(a *actual) string {
	for v, r := range a.data {
		k.verifyInbox(v, r)
	}
	k.verifyQuotes(a)
	states := map[core.Delivery]int{}
	arrived := 0
	for v, r := range a.data {
		got := texts(v.Inbox())
		for _, m := range r.from(core.FromOperator) {
			states[m.Delivery]++
			if m.Delivery == core.DeliveryUnknown && slices.Contains(got, m.Text) {
				arrived++
			}
		}
	}
	return fmt.Sprintf("%d replies typed, %d written down: %d sent, each at its visitor once and in order; %d unknown, of which %d had arrived; %d refused (blocked)",
		len(k.expected.replies), states[core.DeliverySent]+states[core.DeliveryUnknown]+states[core.DeliveryFailed],
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

// verifyInbox wants what a visitor got to be what the desk sent them: each
// reply and each automatic text once, in the order in which it was written.
func (k *killTest) verifyInbox(v *visitor, r *visitorData) {
	var replies []core.Message
	for _, m := range r.messages {
		if m.From == core.FromOperator || m.From == core.FromBot {
			replies = append(replies, m)
		}
	}
	inbox := v.Inbox()
	for token, n := range tokensIn(inbox) {
		if n > 1 {
			k.t.Errorf("%s got %s %d times", v.tag, token, n)
		}
	}
	var order []core.MessageID
	for _, got := range inbox {
		about, asks := ratedChat(got)
		i := slices.IndexFunc(replies, func(m core.Message) bool {
			return m.TelegramID == got.ID || m.TelegramID == 0 && m.Delivery == core.DeliveryUnknown && m.Text == got.Text && (!asks || m.ChatID == about)
		})
		if i < 0 || replies[i].Text != got.Text {
			k.t.Errorf("%s got %q, which the desk did not send them", v.tag, got.Text)
			continue
		}
		order = append(order, replies[i].ID)
	}
	if !slices.IsSorted(order) || len(slices.Compact(slices.Clone(order))) != len(order) {
		k.t.Errorf("%s got replies twice or out of order: %v", v.tag, texts(inbox))
	}
	for _, m := range replies {
		there := slices.Contains(order, m.ID)
		if want := m.Delivery == core.DeliverySent; there != want && m.Delivery != core.DeliveryUnknown {
			k.t.Errorf("%s: %q is %s, arrived: %v", v.tag, m.Text, m.Delivery, there)
		}
	}
	k.verifyTypingOrder(v, r.from(core.FromOperator))
}

// verifyTypingOrder wants replies in the order in which they were typed. One that was
// refused came back to the composer as a draft, and went before the next one
// that was typed there: in the same message.
func (k *killTest) verifyTypingOrder(v *visitor, replies []core.Message) {
	var last []string
	for _, m := range replies {
		tokens := replyToken.FindAllString(m.Text, -1)
		if !slices.IsSorted(tokens) {
			k.t.Errorf("%s: replies in one message are not in the order in which they were typed: %v", v.tag, tokens)
		}
		if len(tokens) > 0 {
			last = append(last, tokens[len(tokens)-1])
		}
	}
	if !slices.IsSorted(last) {
		k.t.Errorf("%s: replies are not in the order in which they were typed: %v", v.tag, last)
	}
}

// verifyQuotes wants answers to answer what was chosen: last, where several are
// in one message.
func (k *killTest) verifyQuotes(a *actual) {
	targets := map[string]int64{}
	for v, r := range a.data {
		for _, s := range v.sent {
			targets[prefix(s.texts[0])] = s.id
		}
		for _, m := range r.from(core.FromOperator) {
			for _, token := range replyToken.FindAllString(m.Text, 1) {
				targets[token] = m.TelegramID
			}
		}
	}
	for v := range a.data {
		for _, got := range v.Inbox() {
			quotes := k.expected.quotesIn(got.Text)
			if quotes != "" && quotes != unreadable && got.ReplyTo != targets[quotes] {
				k.t.Errorf("%q answers message %d, chosen was %s (%d)", got.Text, got.ReplyTo, quotes, targets[quotes])
			}
		}
	}
}

// quotesIn is what the last answer in a text was to answer, "" if none is one.
func (e *expected) quotesIn(text string) (quotes string) {
	for _, token := range replyToken.FindAllString(text, -1) {
		if r := e.replies[token]; r != nil && r.quotes != "" {
			quotes = r.quotes
		}
	}
	return quotes
}

// summary of what the operator did, as far as the screen confirmed it.
func (e *expected) summary() string {
	kinds := map[core.Kind]int{}
	for deed, n := range e.systemLines {
		kinds[deed.kind] += n
	}
	notes := 0
	for _, n := range e.notes {
		if n.seen {
			notes++
		}
	}
	return fmt.Sprintf("confirmed by the screen and kept: %d pick-ups, %d put back, %d ended, %d notes, %d drafts, %d limits set",
		kinds[core.KindPickedUp], kinds[core.KindPutBack], kinds[core.KindEnded], notes, len(e.drafts), e.limitsSet)
}
