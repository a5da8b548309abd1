package core

import (
	"testing"
	"time"
)

// BenchmarkTakeIn is the desk's share of taking one update in: batches of 100
// from 50 visitors, on a store that costs next to nothing.
func BenchmarkTakeIn(b *testing.B) {
	s := newMemStore(time.Now)
	d := NewDesk(s, newFakeTelegram(), Options{})
	op, err := d.SignIn(b.Context(), "mika", RoleAdmin)
	must(b, err)
	brand, err := d.AddBrand(b.Context(), op.ID, NewBrand{Name: "acme", Accent: "#ffffff", Token: "acme", Bot: Bot{ID: 1}})
	must(b, err)
	in := newIntake(d, brand, nil, func() {}, func(string) {})
	var id int64
	updates := make([]Update, 100)
	for b.Loop() {
		for i := range updates {
			id++
			updates[i] = Update{
				ID: id, Kind: UpdateMessage, Visitor: Profile{TelegramID: id%50 + 1, FirstName: "Hana"},
				Message: Incoming{TelegramID: id, At: time.Now(), Kind: KindText, Text: "Where is my order?"},
			}
		}
		must(b, in.takeIn(b.Context(), Batch{Updates: updates, Next: id + 1}, false))
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(updates)), "ns/update")
}
