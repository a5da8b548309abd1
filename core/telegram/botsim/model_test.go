package botsim_test

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"tgdesk/core/telegram/botsim"
)

// model is a bot's queue as a list of unconfirmed texts.
type model struct {
	token   string
	pending []update
	tail    int64 // the highest id seen, plus one; 0 before the first
}

// confirm applies an offset.
func (m *model) confirm(offset int64) {
	switch {
	case offset < 0:
		m.pending = m.pending[max(0, int64(len(m.pending))+offset):]
	case m.tail > 0 && offset <= m.tail+10:
		m.pending = slices.DeleteFunc(m.pending, func(u update) bool { return u.ID < offset })
	}
}

// For any messages and polls: an answer is the head of the unconfirmed messages,
// in order; nothing confirmed comes again and nothing else is lost.
func TestOffsetsMatchModel(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		sim := botsim.New()
		defer sim.Close()
		c, bot := caller{"http://botsim.test", sim.Client()}, sim.AddBot(botsim.Bot{})
		people := []*botsim.Visitor{bot.Visitor(hana), bot.Visitor(botsim.User{ID: 5, FirstName: "Max"})}
		m, said := &model{token: bot.Token}, 0
		rt.Repeat(map[string]func(*rapid.T){
			"say": func(rt *rapid.T) {
				for range min(rapid.IntRange(1, 4).Draw(rt, "messages"), 100-len(m.pending)) { // all fit one answer
					text := strconv.Itoa(said)
					said++
					rapid.SampledFrom(people).Draw(rt, "who").Say(text)
					head := c.poll(rt, m.token, 0, 100) // confirms nothing
					m.pending = append(m.pending, head[len(head)-1])
					m.tail = head[len(head)-1].ID + 1
					if got := head[len(head)-1].Message.Text; got != text {
						rt.Fatalf("the newest is %q; want %q", got, text)
					}
				}
			},
			"poll": func(rt *rapid.T) {
				offset := m.tail + rapid.Int64Range(-8, 14).Draw(rt, "offset from the tail")
				if m.tail == 0 {
					offset = 0
				}
				m.check(rt, c, offset)
			},
			"drop":   func(rt *rapid.T) { m.check(rt, c, rapid.Int64Range(-6, -1).Draw(rt, "offset")) },
			"revoke": func(*rapid.T) { m.token = bot.Revoke() },
			"jump": func(rt *rapid.T) {
				next := rapid.Int64Range(1, 2_000_000_000).Draw(rt, "next")
				if bot.SetNextUpdateID(next) == nil {
					m.tail = next
				}
			},
			"": func(rt *rapid.T) {
				if got := bot.Pending(); got != len(m.pending) {
					rt.Fatalf("%d pending; want %d", got, len(m.pending))
				}
			},
		})
	})
}

func (m *model) check(rt *rapid.T, c caller, offset int64) {
	limit := rapid.IntRange(1, 10).Draw(rt, "limit")
	m.confirm(offset)
	want := m.pending[:min(limit, len(m.pending))]
	if got := c.poll(rt, m.token, offset, limit); !slices.Equal(ids(got), ids(want)) {
		rt.Fatalf("offset %d, limit %d: got %v; want %v", offset, limit, ids(got), ids(want))
	}
}

func (c caller) poll(rt *rapid.T, token string, offset int64, limit int) []update {
	rt.Helper()
	got, err := c.try(rt.Context(), token, "getUpdates",
		"offset", strconv.FormatInt(offset, 10), "limit", strconv.Itoa(limit))
	if err != nil || !got.OK {
		rt.Fatalf("poll: %s, %v", got.Body, err)
	}
	list, err := readUpdates(got)
	if err != nil {
		rt.Fatal(err)
	}
	return list
}
