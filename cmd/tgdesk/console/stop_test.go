package console

import (
	"testing"
	"testing/synctest"
	"time"
)

// A stop that has to wait for Telegram says so once; a quick one says nothing.
func TestSlowStopIsTold(t *testing.T) {
	t.Parallel()
	for takes, want := range map[time.Duration]int{quietStop - 1: 0, 5 * time.Second: 1} {
		synctest.Test(t, func(t *testing.T) {
			e := &RunningEngine{done: make(chan struct{})}
			e.cancel = func() { time.AfterFunc(takes, func() { close(e.done) }) }
			began, told := time.Now(), 0
			if err := e.Stop(func() { told++ }); err != nil || told != want || time.Since(began) != takes {
				t.Errorf("after %v: told %d times, %v", time.Since(began), told, err)
			}
		})
	}
}
