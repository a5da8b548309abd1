package engine

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
)

// A flood is kept whole, rings no bell, and neither moves a deadline nor
// touches another chat; the mark outlives a restart.
func TestFloodedChat(t *testing.T) {
	inBubble(t, func(r *rig) {
		r.after(time.Second)
		r.bot.say(8, "hello") // the first poll's messages are no alert
		synctest.Wait()
		mail := r.desk.Subscribe()
		for i := range 40 {
			r.bot.say(7, fmt.Sprint("text ", i))
		}
		synctest.Wait()
		c := r.chatOf(7)
		if c.Received != 40 || !c.Flood.ActiveAt(time.Now()) || !c.DeadlineAt.Equal(c.CreatedAt.Add(5*time.Minute)) {
			t.Errorf("chat: %+v", c)
		}
		mail.Take()
		r.bot.say(7, "and more")
		synctest.Wait()
		if events, _ := mail.Take(); alerts(events) != 0 {
			t.Error("a flood alerts")
		}
		r.bot.say(8, "hello?")
		synctest.Wait()
		if events, _ := mail.Take(); alerts(events) != 1 || r.chatOf(8).Flood.ActiveAt(time.Now()) {
			t.Error("another chat does not alert")
		}
		r.stop()
		r.boot()
		if c = r.chatOf(7); !c.Flood.ActiveAt(time.Now()) {
			t.Error("the mark is gone after a restart")
		}
		r.after(time.Minute)
		mail = r.desk.Subscribe()
		r.bot.say(7, "sorry")
		synctest.Wait()
		if events, _ := mail.Take(); alerts(events) != 1 || r.chatOf(7).Flood.ActiveAt(time.Now()) {
			t.Error("a calm visitor does not alert")
		}
	})
}

func alerts(events []core.Event) (n int) {
	for _, e := range events {
		if e.Alert {
			n++
		}
	}
	return n
}
