package replication

import (
	"flag"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"tgdesk/core/telegram/botsim"
)

var (
	litestreamPath = flag.String("litestream", "litestream", "the program Litestream that BenchmarkTakeover runs")
	messageRate    = flag.Int("rate", 50, "how many messages visitors write a second in BenchmarkTakeover")
	loadTime       = flag.Duration("load", 8*time.Second, "how long they write before a kill, up to half as long more or less")
	history        = flag.Int("history", 0, "how many messages the desk has already, ten a chat")
)

// BenchmarkTakeover kills the processes of a desk's machine and goes on with the desk on
// another one, once for every iteration:
//
//	go test ./cmd/tgdesk/e2e/replication -run '^$' -bench Takeover -benchtime 12x -litestream "$(command -v litestream)"
//
// Both machines are folders. Visitors write and an operator answers meanwhile; Telegram
// takes the last replies, but does not answer any more. It fails if
// a message is there twice, a reply goes out twice, or more is lost than Litestream had
// not copied; what was lost, and the times, are metrics. With sync, litestream sync -wait
// runs in a loop.
func BenchmarkTakeover(b *testing.B) {
	program := findLitestream(b)
	for _, sync := range []bool{false, true} {
		name := "alone"
		if sync {
			name = "sync"
		}
		b.Run(name, func(b *testing.B) {
			var all []result
			for b.Loop() {
				all = append(all, drill(b, program, ends[len(all)%len(ends)], sync))
			}
			report(b, all)
		})
	}
}

// end is how the first machine ends, and when nothing of it wrote any more.
type end struct {
	name string
	kill func(*machine) time.Time
	// lossless is whether Litestream had the time to copy all.
	lossless bool
}

var ends = []end{
	{name: "machine", kill: func(m *machine) time.Time {
		return m.killBoth()
	}},
	{name: "desk", lossless: true, kill: func(m *machine) time.Time {
		killed := m.killDesk()
		m.syncNow() // Litestream outlives the desk
		m.killLitestream()
		return killed
	}},
	{name: "litestream first", kill: func(m *machine) time.Time { // and it is started again, as a supervisor does
		m.killLitestream()
		m.pause(time.Second)
		m.startLitestream()
		m.pause(4 * time.Second)
		return m.killBoth()
	}},
}

// result is what a takeover cost.
type result struct {
	end                           string
	written, lost                 int // messages of visitors
	lostFor                       time.Duration
	answered, forgotten, unknown  int // replies: that the desk took, that it does not know of after, that it calls unknown
	restore, takeIn, untilPolling time.Duration
	database, replica, longestLog int64 // bytes
}

// drill is one takeover.
func drill(b *testing.B, program string, how end, sync bool) result {
	seed := rand.Uint64()
	rng := rand.New(rand.NewPCG(seed, 0))
	t := newTelegram(b)
	first := newMachine(b, t, program)
	first.addBrand()
	first.fillHistory()
	first.startLitestream()
	first.startDesk()
	stop := t.write(*messageRate)
	first.pickUpAll()
	stopReplies := first.reply()
	stopSync := func() {}
	if sync {
		stopSync = first.keepSyncing()
	}
	first.pause(*loadTime/2 + time.Duration(rng.Int64N(int64(*loadTime))))
	first.expectWorkBeside()
	hanging := t.sim.Inject(botsim.Fault{Kind: botsim.HangAfter, Method: "sendMessage"})
	first.pause(time.Second)
	stopReplies() // without a desk that runs, they would be written into its folder
	killed := how.kill(first)
	hanging.Release()
	stop()
	stopSync()

	r := result{end: how.name, longestLog: first.longestLog(), replica: first.replicaSize()}
	second := newMachine(b, t, program)
	second.copySecrets(first)
	r.restore = second.restoreFrom(first)
	r.takeIn = second.takeIn()
	r.database = second.databaseSize()
	second.startDesk()
	r.untilPolling = time.Since(killed)
	t.writeSome(20)
	second.awaitQuiet()
	second.killDesk()
	second.count(&r, killed)
	b.Logf("seed %d, %s: %d of %d messages lost (%s), %d of %d replies forgotten, %d unknown; restore %s + %s, %s from the kill to polling",
		seed, how.name, r.lost, r.written, r.lostFor.Round(time.Millisecond), r.forgotten, r.answered, r.unknown,
		r.restore.Round(time.Millisecond), r.takeIn.Round(time.Millisecond), r.untilPolling.Round(time.Millisecond))
	if how.lossless && r.lost+r.forgotten > 0 {
		b.Errorf("%d messages and %d replies were lost, although Litestream had copied all", r.lost, r.forgotten)
	}
	return r
}

// report prints medians, and the worst of what was lost.
func report(b *testing.B, all []result) {
	lost, forgotten, unknown := 0, 0, 0
	var lostFor, restores, polling []time.Duration
	for _, r := range all {
		lost, forgotten, unknown = lost+r.lost, forgotten+r.forgotten, unknown+r.unknown
		lostFor, restores, polling = append(lostFor, r.lostFor), append(restores, r.restore+r.takeIn), append(polling, r.untilPolling)
	}
	for _, d := range []*[]time.Duration{&lostFor, &restores, &polling} {
		slices.Sort(*d)
	}
	n := len(all)
	b.ReportMetric(float64(n), "kills")
	b.ReportMetric(float64(lost)/float64(n), "messages-lost/kill")
	b.ReportMetric(float64(forgotten)/float64(n), "replies-forgotten/kill")
	b.ReportMetric(float64(unknown)/float64(n), "replies-unknown/kill")
	b.ReportMetric(lostFor[n/2].Seconds(), "s-lost-median")
	b.ReportMetric(lostFor[n-1].Seconds(), "s-lost-worst")
	b.ReportMetric(restores[n/2].Seconds(), "s-restore-median")
	b.ReportMetric(polling[n/2].Seconds(), "s-until-polling-median")
	b.Logf("of the last: largest log %d kB, replica %d kB, database %d kB", all[n-1].longestLog>>10, all[n-1].replica>>10, all[n-1].database>>10)
}
