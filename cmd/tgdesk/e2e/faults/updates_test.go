package faults

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui/locale"
)

// rewritingTransport is a server that answers getUpdates with something else than what
// it has.
type rewritingTransport struct {
	fine    http.RoundTripper
	rewrite func(updates []json.RawMessage) []json.RawMessage
}

// RoundTrip implements http.RoundTripper.
func (x rewritingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := x.fine.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	if err != nil {
		return nil, err
	}
	var told struct {
		Result []json.RawMessage `json:"result"`
	}
	if json.Unmarshal(body, &told) == nil {
		result, err := json.Marshal(x.rewrite(told.Result))
		if err != nil {
			return nil, err
		}
		body = fmt.Appendf(nil, `{"ok":true,"result":%s}`, result)
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	resp.Header.Set("Content-Length", fmt.Sprint(len(body)))
	return resp, nil
}

// withUpdateID gives an update another id.
func withUpdateID(update json.RawMessage, id string) json.RawMessage {
	_, rest, _ := bytes.Cut(update, []byte(","))
	return fmt.Appendf(nil, `{"update_id":%s,%s`, id, rest)
}

// oddIDs writes other ids into the updates, the last one again and again.
func oddIDs(ids ...string) func([]json.RawMessage) []json.RawMessage {
	n := 0
	return func(updates []json.RawMessage) []json.RawMessage {
		var out []json.RawMessage
		for _, u := range updates {
			out = append(out, withUpdateID(u, ids[min(n, len(ids)-1)]))
			n++
		}
		return out
	}
}

// TestOddUpdates: whatever a server does with ids and repetitions, each message
// is there once, in the order in which they came, nothing polls without a pause,
// and neither a restart nor the server's recovery changes that.
func TestOddUpdates(t *testing.T) {
	t.Parallel()
	var last []json.RawMessage
	for name, c := range map[string]struct {
		rewrite func([]json.RawMessage) []json.RawMessage
		most    int  // polls within ten minutes
		left    bool // what has no readable id is left at Telegram, and the screen says so
	}{
		"each twice in a batch": {func(u []json.RawMessage) []json.RawMessage {
			var out []json.RawMessage
			for _, one := range u {
				out = append(out, one, one)
			}
			return out
		}, 60, false},
		"backwards": {func(u []json.RawMessage) []json.RawMessage { slices.Reverse(u); return u }, 60, false},
		"the last batch for ever": {func(u []json.RawMessage) []json.RawMessage {
			if len(u) > 0 {
				last = u
			}
			return last
		}, 60, false},
		"ids of 0":      {oddIDs("0"), 60, true},
		"ids below 0":   {oddIDs("-7"), 60, true},
		"huge ids":      {oddIDs("9223372036854775807"), 60, true},
		"ids in quotes": {oddIDs(`"5"`), 700, false},
		"no ids":        {oddIDs("null"), 60, true},
		"ids that fall": {oddIDs("900", "800", "700", "600", "500", "400", "300", "200", "100"), 700, false},
		"far ahead":     {oddIDs("4000000000000"), 700, false},
		"ids all alike": {oddIDs("4711"), 700, false},
	} {
		t.Run(name, func(t *testing.T) {
			withEngine(t, func(r *engineRig) {
				v := r.newVisitor()
				r.advance(time.Second)
				r.network.fail("getUpdates", rewritingTransport{r.network.next, c.rewrite})
				want := []string{"hello"}
				for i := range 5 {
					want = append(want, fmt.Sprint(i))
					v.Say(want[i+1])
					r.advance(3 * time.Second)
				}
				r.advance(10*time.Minute - 15*time.Second)
				r.expectRate("getUpdates", r.network.hits(), 5, c.most)
				said := visitors(r.texts(v.Visitor))
				slices.Sort(said[1:]) // a batch that comes backwards is taken in backwards
				if c.left {
					expectTexts(t, "transcript", said, want[:2]...) // the first answered a poll from before
					expectPart(t, "health", locale.English().Problem(r.health().Detail), "did not answer like a Bot API server")
				} else {
					expectTexts(t, "transcript", said, want...)
				}
				r.restart()
				r.network.fail("", nil)
				r.advance(time.Minute)
				v.Say("afterwards")
				r.advance(time.Minute)
				if said := visitors(r.texts(v.Visitor)); len(said) != len(want)+1 || said[len(want)] != "afterwards" {
					t.Errorf("in the end: %q", said)
				}
				if n := r.bot.Pending(); n != 0 {
					t.Errorf("%d updates are not confirmed", n)
				}
			})
		})
	}
}

// TestEmptyAnswersAtOnce: a server that answers at once and with nothing is
// asked once a second, and what it has after all is taken in.
func TestEmptyAnswersAtOnce(t *testing.T) {
	withEngine(t, func(r *engineRig) {
		v := r.newVisitor()
		r.advance(time.Second)
		r.network.fail("getUpdates", immediateTransport(`{"ok":true,"result":[]}`))
		v.Say("during")
		r.advance(time.Hour)
		r.expectRate("getUpdates", r.network.hits(), 3000, 3601)
		r.network.fail("", nil)
		r.advance(2 * time.Second)
		expectTexts(t, "transcript", visitors(r.texts(v.Visitor)), "hello", "during")
	})
}

type immediateTransport string

// RoundTrip implements http.RoundTripper.
func (a immediateTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, ContentLength: int64(len(a)),
		Body: io.NopCloser(strings.NewReader(string(a))), Request: r,
	}, nil
}

// TestIDsBeginAnew: after a quiet week update ids begin anew, lower or higher.
func TestIDsBeginAnew(t *testing.T) {
	withEngine(t, func(r *engineRig) {
		v := r.newVisitor()
		want := []string{"hello"}
		for i, next := range []int64{5, 2_000_000_000, 77, 100_000_000, 3} {
			r.advance(time.Minute)
			r.must(r.bot.SetNextUpdateID(next))
			for range 3 {
				want = append(want, fmt.Sprint(len(want)))
				v.Say(want[len(want)-1])
			}
			if i%2 == 1 {
				r.restart()
			}
			r.advance(2 * time.Second)
			expectTexts(t, fmt.Sprint("after ids from ", next), visitors(r.texts(v.Visitor)), want...)
		}
	})
}

// TestOlderMessages: what was written earlier may come later. It is kept as it
// came.
func TestOlderMessages(t *testing.T) {
	withEngine(t, func(r *engineRig) {
		v := r.newVisitor()
		for i, date := range []int64{time.Now().Unix(), time.Now().Add(-20 * time.Hour).Unix(), 1, 0, time.Now().Add(1000 * time.Hour).Unix()} {
			_, err := r.bot.PushRaw(fmt.Sprintf(`{"message":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private","first_name":"V"},"from":{"id":%d,"is_bot":false,"first_name":"V"},"text":"%d"}}`,
				500-i, date, v.User.ID, v.User.ID, i))
			r.must(err)
		}
		r.advance(time.Second)
		expectTexts(t, "transcript", visitors(r.texts(v.Visitor)), "hello", "0", "1", "2", "3", "4")
		if c := r.chatOf(v.Visitor); c.State != core.Active || c.ID != v.chat.ID {
			t.Errorf("the chat is %s", c.State)
		}
		r.advance(23 * time.Hour)
		if c := r.chatOf(v.Visitor); c.State != core.Active {
			t.Errorf("a message from the past or the future moved the deadline: %s", c.State)
		}
	})
}

// TestTwoBotsOneVisitor: the same person at two brands is two visitors, also
// with the same message ids, and each answer goes out by the bot that was asked.
func TestTwoBotsOneVisitor(t *testing.T) {
	withEngine(t, func(r *engineRig) {
		second := r.sim.AddBot(botsim.Bot{Username: "globex_bot"})
		who, err := r.desk.Authenticate(r.t.Context(), r.op, "", second.Token)
		r.must(err)
		_, err = r.desk.AddBrand(r.t.Context(), r.op, desk.NewBrand{Name: "globex", Accent: "#98c379", Bot: who.Bot}, second.Token)
		r.must(err)
		v := r.newVisitor()
		other := second.Visitor(v.User)
		if a, b := v.first, other.Say("hello, other"); a != b {
			t.Fatalf("message ids %d and %d: the test wants them alike", a, b)
		}
		r.advance(time.Second)
		rows, err := r.desk.FindRows(r.t.Context(), v.User.FirstName, core.Set[core.BrandID]{}, 10)
		r.must(err)
		if len(rows) != 2 || rows[0].Visitor.ID == rows[1].Visitor.ID {
			t.Fatalf("%d chats", len(rows))
		}
		for _, row := range rows {
			if row.Chat.State == core.Pending {
				_, err := r.desk.PickUp(r.t.Context(), r.op, row.Chat.ID)
				r.must(err)
			}
			_, err := r.desk.SendDraft(r.t.Context(), r.op, row.Chat.ID, core.Draft{Text: "from " + row.Brand, ReplyTo: row.Chat.LastMessageID}, nil)
			r.must(err)
		}
		r.advance(time.Second)
		expectTexts(t, "from acme", inboxOf(v), "from acme")
		expectTexts(t, "from globex", inboxOf(visitor{Visitor: other}), "from globex")
		other.Block()
		r.advance(time.Second)
		if r.visitorOf(v.Visitor).HasBlockedBot() {
			t.Error("blocked at both bots")
		}
	})
}

// TestLargeBatches: Telegram cuts an answer at 4 MiB and an update at 512 KiB.
func TestLargeBatches(t *testing.T) {
	withEngine(t, func(r *engineRig) {
		v := r.newVisitor()
		_, err := r.desk.DisableBrand(r.t.Context(), r.op, r.brand)
		r.must(err)
		want := []string{"hello"}
		for i := range 12 {
			want = append(want, fmt.Sprint(i))
			head := fmt.Sprintf(`{"message":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private"},"text":"%d","padding":"`,
				5000+i, time.Now().Unix(), v.User.ID, i)
			const most = 512<<10 - len(`{"update_id":123456789,`) - len(`"}}`) + 1
			id, err := r.bot.PushRaw(head + strings.Repeat("x", most-len(head)) + `"}}`)
			if err != nil || id == 0 {
				t.Fatalf("an update of 512 KiB is not taken: %v", err)
			}
		}
		_, err = r.desk.EnableBrand(r.t.Context(), r.op, r.brand, false)
		r.must(err)
		r.advance(time.Second)
		expectTexts(t, "transcript", visitors(r.texts(v.Visitor)), want...)
		if n := r.sim.Count("getUpdates"); n < 4 {
			t.Errorf("taken in by %d polls: the answers were not cut", n)
		}
	})
}

// TestBackWithinSeconds: after an outage of hours, what was said and what was
// answered meanwhile is where it belongs within seconds, once each.
func TestBackWithinSeconds(t *testing.T) {
	for name, outage := range map[string]func(r *engineRig) (over func()){
		"the server was down": func(r *engineRig) func() {
			r.sim.Down()
			return func() { r.must(r.sim.Up()) }
		},
		"the network was down": func(r *engineRig) func() {
			r.network.fail("", unknownHost())
			r.bot.Visitor(botsim.User{ID: 1001}).Say("ends the poll")
			return func() { r.network.fail("", nil) }
		},
	} {
		t.Run(name, func(t *testing.T) {
			withEngine(t, func(r *engineRig) {
				var guests []visitor
				for range 8 {
					guests = append(guests, r.newVisitor())
				}
				r.advance(time.Minute)
				over := outage(r)
				r.advance(2 * time.Hour)
				for _, v := range guests {
					r.reply(v, "answered meanwhile")
					v.Say("said meanwhile")
				}
				r.advance(2 * time.Hour)
				over()
				r.advance(soon)
				for _, v := range guests {
					expectTexts(t, "received", inboxOf(v), "answered meanwhile")
					if said := r.texts(v.Visitor); said[len(said)-1] != "said meanwhile" {
						t.Errorf("transcript %q", said)
					}
				}
				if h := r.health(); h.State != core.HealthPolling {
					t.Errorf("the channel is %s", h.State)
				}
				r.advance(time.Hour)
				for _, v := range guests {
					expectTexts(t, "received in the end", inboxOf(v), "answered meanwhile")
				}
			})
		})
	}
}
