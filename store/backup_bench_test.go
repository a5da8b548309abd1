package store

import (
	"path/filepath"
	"testing"

	"tgdesk/core"
)

// BenchmarkBackup copies a desk with 100 000 chats, each with one message, and
// reads the copy back; then the same while somebody writes all the time.
func BenchmarkBackup(b *testing.B) {
	d := crowd(b, 100_000)
	file := filepath.Join(b.TempDir(), "backup.db")
	copies := func(b *testing.B) {
		for b.Loop() {
			must[Contents](b)(Backup(b.Context(), d.dir, file, true))
		}
	}
	b.Run("idle", copies)
	b.Run("under load", func(b *testing.B) {
		stop, ended := make(chan struct{}), make(chan int)
		go func() {
			n := 0
			for ; ; n++ {
				select {
				case <-stop:
					ended <- n
					return
				default:
					d.write(func(tx core.Tx) error { return d.crowdOne(tx, 1_000_000+n) })
				}
			}
		}()
		copies(b)
		close(stop)
		b.ReportMetric(float64(<-ended)/b.Elapsed().Seconds(), "writes/s")
	})
}
