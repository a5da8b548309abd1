package shift_test

import (
	"flag"
	"testing"
	"time"
)

var (
	shiftLength   = flag.Duration("shift", 10*time.Minute, "how long BenchmarkShift is")
	shiftTeam     = flag.Int("operators", 50, "how many operators work in BenchmarkShift")
	shiftVisitors = flag.Int("visitors", 2000, "how many visitors write in BenchmarkShift")
	shiftRate     = flag.Float64("rate", 20, "how many messages visitors write a second in BenchmarkShift")
	shiftRestarts = flag.Int("restarts", 0, "how often the server is stopped or killed in the middle of BenchmarkShift")
)

// BenchmarkShift is a whole shift, held against what was done as [TestShift] is. Run it with
//
//	go test ./cmd/tgdesk/e2e/shift -run '^$' -bench Shift -benchtime 1x -timeout 30m
func BenchmarkShift(b *testing.B) {
	for range b.N {
		s := newServer(b, *shiftTeam)
		h := runShift(s, plan{
			operators: *shiftTeam, visitors: *shiftVisitors, rate: *shiftRate, think: 2 * time.Second, length: *shiftLength, restarts: *shiftRestarts, soon: 3 * time.Second,
		})
		b.ReportMetric(float64(h.visitors.total), "messages")
		b.ReportMetric(float64(h.received), "replies")
		b.ReportMetric(float64(h.counts["picked up"]), "picks")
		b.ReportMetric(float64(h.counts["pick-ups lost to others"]), "conflicts")
		b.ReportMetric(float64(h.peak)/(1<<10), "RSS-MB-at-most")
		b.ReportMetric(100*h.cpu.Seconds()/h.took.Seconds(), "CPU-%")
	}
}
