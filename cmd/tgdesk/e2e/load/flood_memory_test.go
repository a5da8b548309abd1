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
	t.Run("many chats", func(t *testing.T) { checkMemory(t, false) })
	t.Run("open chat", func(t *testing.T) { checkMemory(t, true) })
}

// checkMemory lets two floods of equal length in: into many chats in turn, or all
// into the chat that is open and shown.
func checkMemory(t *testing.T, open bool) {
	const messages = 10_000
	f := newUpdateServer(t)
	x := newIntakeRig(t, f.url, token)
	if open {
		f.visitors = 1
		x.hold(t, firstVisitor, 1)
	}
	k := newKeyboard(t, x)
	k.key("2")
	k.key("g")
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
