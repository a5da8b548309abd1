package chat

import (
	"fmt"
	"runtime"
	"testing"

	"tgdesk/core"
)

// What one more message costs up to the frame that shows it, what a key costs with
// all that it reads, and how much memory the chat takes, must not depend on how many
// messages there are, nor on how many of them were on the screen before.
func BenchmarkOpenChat(b *testing.B) {
	for _, n := range []int{100, 10_000, 100_000} {
		s := newSource(n)
		before := live()
		v := opened(b, s, 74, 30, 0)
		scrollThrough(b, s, v)
		held := live() - before
		b.Run(fmt.Sprintf("messages=%d/arrival", n), func(b *testing.B) {
			for b.Loop() {
				s.add(core.FromVisitor, "one more")
				v.Invalidate()
				s.fill(b, v)
				v.Render(74, 30, v.o)
			}
			b.ReportMetric(held, "KiB-held")
		})
		for name, keys := range map[string][]func(){
			"j,k":  {func() { v.Move(-1) }, func() { v.Move(1) }},
			"pgup": {func() { v.Page(-1) }}, "g,G": {v.Top, v.Bottom},
		} {
			b.Run(fmt.Sprintf("messages=%d/key=%s", n, name), func(b *testing.B) {
				v.Bottom()
				s.fill(b, v)
				for i := 0; b.Loop(); i++ {
					if v.start && v.top == (linePos{}) && name == "pgup" {
						v.Bottom()
					}
					keys[i%len(keys)]()
					v.Render(74, 30, v.o)
					s.fill(b, v)
					v.Render(74, 30, v.o)
				}
			})
		}
	}
}

// scrollThrough shows all messages, and ends at the last.
func scrollThrough(b *testing.B, s *source, v *Transcript) {
	for !v.start || v.top != (linePos{}) {
		v.Page(-1)
		v.Render(74, 30, v.o)
		s.fill(b, v)
	}
	v.Follow()
	s.fill(b, v)
}

// live is how much memory is in use, in KiB.
func live() float64 {
	var now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&now)
	return float64(now.HeapAlloc) / 1024
}
