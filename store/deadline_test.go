package store

import (
	"cmp"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tgdesk/core"
)

func TestDeadlinesMoveAsCoreWouldMoveThem(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	var globex core.Brand
	d.write(func(tx core.Tx) (err error) {
		globex, err = tx.InsertBrand(t.Context(), testBrand("globex"))
		return err
	})
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		if err := d.raw(`DELETE FROM chats`); err != nil {
			t.Fatal(err)
		}
		limit := time.Duration(rapid.IntRange(30, 86400).Draw(t, "limit")) * time.Second
		kinds := core.LimitKinds()
		kind := rapid.SampledFrom(kinds[:]).Draw(t, "moved limit")
		now := noon().Add(time.Duration(rapid.IntRange(0, 1000).Draw(t, "now")) * time.Second)
		var want []core.Chat
		d.write(func(tx core.Tx) error {
			for range rapid.IntRange(0, 20).Draw(t, "chats") {
				n++
				brand := rapid.SampledFrom([]core.BrandID{d.brand.ID, globex.ID}).Draw(t, "brand")
				v, err := tx.InsertVisitor(d.t.Context(), core.Visitor{BrandID: brand, Profile: core.Profile{TelegramID: int64(n)}})
				if err != nil {
					return err
				}
				at := noon().Add(time.Duration(rapid.IntRange(0, 1000).Draw(t, "at")) * time.Second)
				c := chatIn(v, rapid.SampledFrom(states()).Draw(t, "state"), at, d.mika.ID)
				if c.State == core.Active && rapid.Bool().Draw(t, "chatbot") {
					c = core.OpenedBy(v, "", at, core.Rules{Limits: core.DefaultLimits(), Chatbot: true})
					if rapid.Bool().Draw(t, "ends") {
						c = c.EndedByChatbot(at, time.Duration(rapid.IntRange(30, 7200).Draw(t, "after"))*time.Second, core.Rules{Limits: core.DefaultLimits()})
					}
				}
				if c, err = tx.InsertChat(d.t.Context(), c); err != nil {
					return err
				}
				if brand == d.brand.ID && c.LimitKind() == kind {
					for _, t := range []*time.Time{&c.CountsFrom, &c.WaitingSince} {
						if t.After(now) {
							*t = now
						}
					}
					c.DeadlineAt = c.Deadline(core.Rules{Limits: core.Limits{}.With(kind, limit)})
				}
				want = append(want, c)
			}
			return tx.MoveDeadlines(d.t.Context(), d.brand.ID, kind, limit, now)
		})
		for _, c := range want {
			got, err := d.Chat(d.t.Context(), c.ID)
			if diff := gocmp.Diff(c, got); err != nil || diff != "" {
				t.Fatal(err, diff)
			}
		}
		checkDue(t, d, want)
	})
}

func checkDue(t *rapid.T, d *desk, all []core.Chat) {
	open := slices.DeleteFunc(slices.Clone(all), func(c core.Chat) bool { return !c.Open() })
	slices.SortFunc(open, func(a, b core.Chat) int {
		return cmp.Or(a.DeadlineAt.Compare(b.DeadlineAt), cmp.Compare(a.ID, b.ID))
	})
	var next time.Time
	if len(open) > 0 {
		next = open[0].DeadlineAt
	}
	if got, err := d.NextDeadline(d.t.Context()); err != nil || !got.Equal(next) {
		t.Fatalf("next deadline %v (%v), want %v", got, err, next)
	}
	now := noon().Add(time.Duration(rapid.IntRange(0, 90000).Draw(t, "now")) * time.Second)
	if len(open) > 0 && rapid.Bool().Draw(t, "at a deadline itself") {
		now = rapid.SampledFrom(open).Draw(t, "due chat").DeadlineAt
	}
	limit := rapid.IntRange(0, 10).Draw(t, "due limit")
	want := slices.DeleteFunc(open, func(c core.Chat) bool { return c.DeadlineAt.After(now) })
	want = want[:min(limit, len(want))]
	var got []core.Chat
	err := d.Write(d.t.Context(), func(tx core.Tx) (err error) {
		got, err = tx.ExpiredChats(d.t.Context(), now, limit)
		return err
	})
	if diff := gocmp.Diff(append([]core.Chat{}, want...), append([]core.Chat{}, got...)); err != nil || diff != "" {
		t.Fatal(err, diff)
	}
}
