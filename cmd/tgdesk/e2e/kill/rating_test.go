package kill

import (
	"fmt"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// wantRatings has the brands ask for ratings, each on a scale of its own.
func (k *killTest) wantRatings() {
	for brand, scale := range map[string]core.RatingScale{"acme": core.RatingStars, "globex": core.RatingThumbs} {
		status, printed, err := k.home.Run("brand", "set", brand, "--rating", string(scale))
		k.must(err)
		if status != 0 {
			k.t.Fatalf("brand set %s: status %d\n%s", brand, status, printed)
		}
	}
}

// rate has a visitor press one of the buttons that a request for a rating had, the newest
// or an old one, and whether they are there still or not.
func (vs *visitors) rate(v *visitor) {
	var requests []botsim.Received
	for _, m := range v.Inbox() {
		if _, ok := ratedChat(m); ok {
			requests = append(requests, m)
		}
	}
	if len(requests) == 0 {
		return
	}
	m := requests[vs.rng.IntN(len(requests))]
	chat, _ := ratedChat(m)
	p := core.RatingPress{Chat: chat, Score: vs.rng.IntN(2)}
	if v.brand == "acme" {
		p.Score = 1 + vs.rng.IntN(5)
	}
	if _, err := v.PressData(m.ID, p.Data()); err == nil {
		v.rated[chat] = p.Score
		vs.presses++
	}
}

// ratedChat is the chat for whose rating a message asks.
func ratedChat(m botsim.Received) (core.ChatID, bool) {
	if len(m.Buttons) == 0 {
		return 0, false
	}
	p, ok := core.ParseRatingPress(m.Buttons[0][0].Data)
	return p.Chat, ok
}

// verifyRatings wants each chat to have the score that its visitor pressed last, and no
// other; and whoever was to be asked for one to be asked once.
func (k *killTest) verifyRatings(a *actual) string {
	rated, asked := 0, 0
	for v, r := range a.data {
		for _, c := range r.chats {
			score, pressed := v.rated[c.ID]
			got := r.ratings[c.ID]
			if pressed != got.Given() || pressed && got.Score != score {
				k.t.Errorf("%s: chat %d is rated %+v, pressed: %d (%v)", v.tag, c.ID, got, score, pressed)
			}
			if pressed {
				rated++
			}
			if n := r.countLinesOf(c.ID, core.KindRated); pressed && n != 1 || !pressed && n > 0 {
				k.t.Errorf("%s: %d lines tell the rating of chat %d", v.tag, n, c.ID)
			}
		}
		asked += k.verifyRequests(v, r)
	}
	return fmt.Sprintf("%d requests for a rating, %d presses: %d chats rated, as pressed last", asked, k.visitors.presses, rated)
}

// verifyRequests wants the visitor of each chat that is to be rated to be asked once, by a
// message that is stored, and the visitor of no other.
func (k *killTest) verifyRequests(v *visitor, r *visitorData) (asked int) {
	arrived := map[core.ChatID]int{}
	for _, m := range v.Inbox() {
		if chat, ok := ratedChat(m); ok {
			arrived[chat]++
		}
	}
	stored := map[core.ChatID][]core.Message{}
	for _, m := range r.messages {
		if m.Automatic == core.TextRating {
			stored[m.ChatID] = append(stored[m.ChatID], m)
		}
	}
	for _, c := range r.chats {
		n := len(stored[c.ID])
		if n > 1 || n == 1 && c.Owner.Kind != core.OwnedByOperator || n == 1 && c.Open() {
			k.t.Errorf("%s: %d requests in chat %d: %+v", v.tag, n, c.ID, c)
		}
		if n == 0 {
			if arrived[c.ID] > 0 {
				k.t.Errorf("%s: was asked of chat %d, which does not know it", v.tag, c.ID)
			}
			continue
		}
		asked++
		most, least := 1, 0
		if stored[c.ID][0].Delivery == core.DeliverySent {
			least = 1
		}
		if n := arrived[c.ID]; n < least || n > most {
			k.t.Errorf("%s: %d requests of chat %d arrived, stored: %+v", v.tag, n, c.ID, stored[c.ID])
		}
	}
	return asked
}

func (r *visitorData) countLinesOf(chat core.ChatID, kind core.Kind) (n int) {
	for _, m := range r.messages {
		if m.ChatID == chat && m.From == core.FromDesk && m.Kind == kind {
			n++
		}
	}
	return n
}
