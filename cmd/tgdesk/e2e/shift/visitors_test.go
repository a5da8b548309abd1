package shift_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"tgdesk/core/telegram/botsim"
)

// visitors are those who write to the bots of a desk, and what they have sent.
type visitors struct {
	*server
	all   []*visitor
	total int
}

type visitor struct {
	*botsim.Visitor
	brand string
	sent  []string // Telegram's id and the text of each message, in order
}

func newVisitors(s *server, n int) *visitors {
	vs := &visitors{server: s}
	for i := range n {
		brand := brands[i%len(brands)]
		vs.all = append(vs.all, &visitor{brand: brand, Visitor: s.bots[brand].Visitor(botsim.User{ID: int64(1000 + i), FirstName: "Vis", LastName: fmt.Sprintf("%04d", i)})})
	}
	return vs
}

// write lets visitors write so many messages a second until ctx ends. Each of them writes
// once before anybody writes twice.
func (vs *visitors) write(ctx context.Context, rng *rand.Rand, rate float64) {
	tick := time.NewTicker(time.Duration(float64(time.Second) / rate))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		v := vs.all[vs.total%len(vs.all)]
		if vs.total >= len(vs.all) {
			v = vs.all[rng.IntN(len(vs.all))]
		}
		text := fmt.Sprintf("v%06d where is my order?", vs.total)
		switch n := rng.IntN(100); {
		case n < 2:
			text = "/end"
		case n == 2:
			v.Block() // until they write again
		}
		v.sent = append(v.sent, strconv.FormatInt(v.Say(text), 10)+"|"+text)
		vs.total++
	}
}

// rested waits until all that was written is on the desk, and all that was replied has gone
// out.
func (vs *visitors) rested() {
	vs.t.Helper()
	db := vs.openDatabase()
	defer func() { _ = db.db.Close() }()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for began := time.Now(); ; <-tick.C {
		pending := 0
		for _, bot := range vs.bots {
			pending += bot.Pending()
		}
		unsent := db.number(`SELECT count(*) FROM messages WHERE delivery IN ('queued', 'sending')`)
		if pending == 0 && unsent == 0 {
			return
		}
		if time.Since(began) > patience {
			vs.t.Fatalf("%d updates and %d replies are under way after %s\n%s", pending, unsent, patience, vs.home.Log())
		}
	}
}

// talks holds the transcripts against what the visitors sent and received.
func (d *database) talks(vs *visitors) (received int) {
	d.t.Helper()
	wrote, replied := map[string][]string{}, map[string][]string{}
	for _, row := range d.list(`SELECT v.last_name, m.sender, m.delivery, coalesce(m.telegram_id, 0), m.text FROM messages m JOIN visitors v ON v.id = m.visitor_id
		WHERE m.sender IN ('visitor', 'operator') ORDER BY m.id`) {
		m := strings.SplitN(row, "|", 4)
		switch {
		case m[1] == "visitor":
			wrote[m[0]] = append(wrote[m[0]], m[3])
		case m[2] == "sent", m[2] == "unknown":
			replied[m[0]] = append(replied[m[0]], m[2]+"|"+m[3])
		}
	}
	for _, v := range vs.all {
		name := v.User.LastName
		if !slices.Equal(wrote[name], v.sent) {
			d.t.Errorf("visitor %s wrote %q, the desk has %q", name, v.sent, wrote[name])
		}
		received += len(v.Inbox())
		d.inbox(v, replied[name])
	}
	if n := d.number(`SELECT count(*) FROM quarantined_updates`); n > 0 {
		d.t.Errorf("%d updates found no place", n)
	}
	return received
}

// inbox wants a visitor to have received what the desk sent, in that order. Of what the
// desk does not know whether it arrived, it may have.
func (d *database) inbox(v *visitor, replied []string) {
	d.t.Helper()
	at := 0
	for _, m := range v.Inbox() {
		sent, unknown := fmt.Sprintf("sent|%d|%s", m.ID, m.Text), "unknown|0|"+m.Text
		for at < len(replied) && replied[at] != sent && replied[at] != unknown && strings.HasPrefix(replied[at], "unknown") {
			at++ // never arrived
		}
		if at == len(replied) || replied[at] != sent && replied[at] != unknown {
			d.t.Errorf("visitor %s received %q; the desk sent %q", v.User.LastName, m.Text, replied)
			return
		}
		at++
	}
	if rest := slices.DeleteFunc(replied[at:], func(m string) bool { return strings.HasPrefix(m, "unknown") }); len(rest) > 0 {
		d.t.Errorf("visitor %s never received %q", v.User.LastName, rest)
	}
}
