package load

import (
	"context"
	"log/slog"
	"slices"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/console"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
)

// BenchmarkDue is what a desk has to do that was off while the deadlines of
// very many chats passed, and how long an operator's writes, one every 5 ms,
// take meanwhile.
func BenchmarkDue(b *testing.B) {
	const chats = 100_000
	var used time.Duration // of the processor
	for b.Loop() {
		b.StopTimer()
		db, desk, eng, op := rig.BenchDesk(b, func(tx core.Tx) error { return overdue(b.Context(), tx, chats) })
		for more := true; more; { // as it was when the desk was stopped
			p, err := db.IndexSearch(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			more = p.More
		}
		ctx, stop := context.WithCancel(b.Context())
		waits := make(chan []time.Duration)
		go func() { waits <- writing(ctx, desk, op.ID) }()
		before := processorTime()
		b.StartTimer()
		e := console.StartEngine(b.Context(), eng, slog.New(slog.DiscardHandler), rig.SameError)
		for left := chats; left > 0; time.Sleep(20 * time.Millisecond) {
			o, err := desk.Overview(b.Context(), core.Set[core.BrandID]{})
			if err != nil {
				b.Fatal(err)
			}
			left = o.Chats[core.Pending]
		}
		b.StopTimer()
		used += processorTime() - before
		stop()
		took := <-waits
		slices.Sort(took)
		ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1e3 }
		b.ReportMetric(ms(took[len(took)/2]), "ms/write-median")
		b.ReportMetric(ms(took[len(took)*99/100]), "ms/write-p99")
		b.ReportMetric(ms(took[len(took)-1]), "ms/write-longest")
		if err := e.Stop(func() {}); err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/100000-chats")
	if used > 0 {
		b.ReportMetric(used.Seconds()/float64(b.N), "cpu-s/100000-chats")
	}
}

// overdue fills a desk with pending chats whose answer limit has passed.
func overdue(ctx context.Context, tx core.Tx, chats int) error {
	brand, err := tx.InsertBrand(ctx, core.Brand{Name: "acme", Accent: "#e06c75", Limits: core.DefaultLimits()})
	at := tx.Now().Add(-time.Hour)
	for i := 0; i < chats && err == nil; i++ {
		var v core.Visitor
		v, err = tx.InsertVisitor(ctx, core.Visitor{BrandID: brand.ID, FirstSeen: at, LastSeen: at, Profile: core.Profile{TelegramID: int64(i + 1), FirstName: "Visitor"}})
		if err == nil {
			_, err = tx.InsertChat(ctx, core.OpenedBy(v, "", at.Add(time.Duration(i)*time.Millisecond), core.Rules{Limits: core.DefaultLimits()}))
		}
	}
	return err
}

// writing writes drafts until ctx ends and returns how long each took.
func writing(ctx context.Context, desk *desk.Desk, op core.OperatorID) (took []time.Duration) {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	var written core.Draft
	for ctx.Err() == nil {
		<-tick.C
		began := time.Now()
		var err error
		if written, err = desk.ReplaceDraft(context.WithoutCancel(ctx), op, 1, core.DraftReply, written, core.Draft{Text: began.String()}); err != nil {
			return nil
		}
		took = append(took, time.Since(began))
	}
	return took
}
