package load

import (
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/cmd/tgdesk/root"
	"tgdesk/core"
	"tgdesk/store"
)

// heapWatch measures what lives on the heap after every so many bytes that pass.
type heapWatch struct {
	written, next int64
	every         int64
	peak          uint64
}

func (h *heapWatch) Write(p []byte) (int, error) {
	if h.written += int64(len(p)); h.written >= h.next {
		h.next = h.written + h.every
		h.peak = max(h.peak, heap())
	}
	return len(p), nil
}

func heap() uint64 {
	var now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&now)
	return now.HeapAlloc
}

// exportDesk is a desk with so many messages, so many of them a chat.
func exportDesk(t testing.TB, messages, each int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "desk")
	db, err := store.Open(dir, store.Options{Now: rig.Noon})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), func(tx core.Tx) error {
		_, err := tx.InsertBrand(t.Context(), core.Brand{Name: "acme", Accent: "#e06c75", Limits: core.DefaultLimits(), Options: core.DefaultBrandOptions()})
		return err
	})
	if err == nil {
		text := func(i int) string { return fmt.Sprintf("Where is my parcel number %d? I wait for it since Monday.", i) }
		err = rig.FillChats(t.Context(), db, rig.History{Chats: messages / each, Messages: each, Text: text})
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// export runs the verb and returns the most that lived on the heap at a time, beyond what
// did before.
func export(t testing.TB, dir string, every int64, args ...string) (peak uint64, bytes int64) {
	t.Helper()
	before, w := heap(), &heapWatch{every: every}
	s := rig.NewEnv(t, dir)
	s.Out, s.Err = w, io.Discard
	if status := root.Run(t.Context(), s, args); status != 0 {
		t.Fatalf("status %d", status)
	}
	return max(w.peak, before) - before, w.written
}

// TestMemoryOfExports does not grow with what is exported. Not parallel: nothing else of
// this program runs beside it.
func TestMemoryOfExports(t *testing.T) {
	few, many := exportDesk(t, 2_000, 10), exportDesk(t, 20_000, 10)
	for _, format := range []string{"--format jsonl --versions", "--format csv --rows messages", "--format csv", "--format text", "--format html"} {
		expectFlatMemory(t, few, many, "chat export --all "+format)
	}
	expectFlatMemory(t, exportDesk(t, 2_000, 2_000), exportDesk(t, 20_000, 20_000), "visitor export 1 -")
}

// expectFlatMemory runs a verb on a desk of 2,000 messages and on one of 20,000.
func expectFlatMemory(t *testing.T, few, many, verb string) {
	t.Helper()
	small, _ := export(t, few, 16<<10, strings.Fields(verb)...)
	large, bytes := export(t, many, 256<<10, strings.Fields(verb)...)
	t.Logf("%s: %d kB live of 2,000 messages, %d kB of 20,000 (%d kB written)", verb, small>>10, large>>10, bytes>>10)
	if most := small + 2<<20; large > most {
		t.Errorf("%s: %d bytes live, at most %d expected", verb, large, most)
	}
}

// BenchmarkExport prints messages a second, and the most bytes that lived on the heap.
func BenchmarkExport(b *testing.B) {
	for _, messages := range []int{10_000, 100_000} {
		dir := exportDesk(b, messages, 10)
		for _, format := range []string{"jsonl", "csv", "text", "html"} {
			b.Run(fmt.Sprintf("%s/%d", format, messages), func(b *testing.B) {
				var peak uint64
				for b.Loop() {
					most, _ := export(b, dir, 8<<20, "chat", "export", "--all", "--format", format)
					peak = max(peak, most)
				}
				b.ReportMetric(float64(messages)*float64(b.N)/b.Elapsed().Seconds(), "messages/s")
				b.ReportMetric(float64(peak), "peak-heap-B")
			})
		}
	}
}
