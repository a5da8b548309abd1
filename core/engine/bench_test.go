package engine

import (
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/desk"
)

// BenchmarkTakeIn is the desk's share of taking one update in: batches of 100
// from 50 visitors, on a store that costs next to nothing.
func BenchmarkTakeIn(b *testing.B) {
	s := newMemStore(time.Now)
	hub := core.NewHub()
	e := New(s, newFakeTelegram(), hub, Options{})
	d := desk.New(s, newFakeTelegram(), hub, desk.Options{Engine: e})
	op, err := d.SignIn(b.Context(), "mika", core.RoleAdmin)
	must(b, err)
	brand, err := d.AddBrand(b.Context(), op.ID, desk.NewBrand{Name: "acme", Accent: "#ffffff", Bot: core.Bot{ID: 1}}, "acme")
	must(b, err)
	in := e.newPoller(core.Channel{Brand: brand.ID, Token: "acme"}, nil, func(core.Problem) {}, func() {})
	var id int64
	updates := make([]core.Update, 100)
	for b.Loop() {
		for i := range updates {
			id++
			updates[i] = core.Update{
				ID: id, Kind: core.UpdateMessage, Visitor: core.Profile{TelegramID: id%50 + 1, FirstName: "Hana"},
				Message: core.Incoming{TelegramID: id, At: time.Now(), Kind: core.KindText, Text: "Where is my order?"},
			}
		}
		must(b, in.store(b.Context(), core.Batch{Updates: updates, Next: id + 1}, false))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(updates)), "ns/update")
}
