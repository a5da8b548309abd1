package load

import (
	"runtime"
	"testing"
)

// What a flood may leave in memory, in bytes: 400 a message.
const maxKept = 4 << 20

// Not parallel: nothing else of this program runs beside it. What a desk and
// its screen keep in memory does not grow with the messages that come in.
func TestMemoryOfAFlood(t *testing.T) {
	const messages = 10_000
	f := newUpdateServer(t)
	x := newIntakeRig(t, f)
	k := newKeyboard(t, x)
	flood := func() (live uint64) {
		f.allow(messages)
		f.wait(t)
		var now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&now)
		return now.HeapAlloc
	}
	before := flood() // all visitors are known, and all that is kept at all is there
	after := flood()
	t.Logf("%d kB live, then %d kB", before>>10, after>>10)
	if after > before+maxKept {
		t.Errorf("%d bytes live, then %d", before, after)
	}
	k.end(t)
}
