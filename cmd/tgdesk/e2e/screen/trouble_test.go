package screen

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/cmd/tgdesk/e2e/hostile"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/crash"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui"
)

// TestScreenFullDisk: a notice says what is wrong for as long as it is, what is
// typed stays where it was, and nobody has to do anything in the end.
func TestScreenFullDisk(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Visitor("acme", "Ana Diaz").Write("me too")
		d.DB.BreakWrites(func() error { return core.NewError(core.CodeUnavailable, "store_full") })
		d.Type("do not lose this")
		d.Press("enter")
		d.Expect("do not lose this", "! The disk is full: nothing can be saved.")
		d.Press("esc 1")
		d.Advance(time.Hour)
		d.Expect("! The disk is full: nothing can be saved.")
		d.Press("2")
		d.Expect("do not lose this")
		d.ExpectReceived(hana)
		d.DB.BreakWrites(nil)
		d.Advance(11 * time.Second)
		d.ExpectNot("The disk is full")
		d.Restart() // the draft was stored meanwhile
		d.Press("2 r")
		d.Expect("do not lose this")
		d.Press("enter")
		d.Advance(time.Second)
		d.ExpectReceived(hana, "do not lose this")
	})
}

func TestScreenDatabaseTrouble(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		full := func() error {
			return core.NewError(core.CodeUnavailable, "store_full").Because(errors.New("SQLITE_FULL"))
		}
		d.Type("do not lose this")
		d.DB.BreakWrites(full)
		d.Press("enter")
		d.ExpectBottom("The disk that holds the desk is full")
		d.Expect("do not lose this")
		d.ExpectReceived(hana)
		d.DB.BreakReads(full)
		d.Press("alt+1")
		ana := d.Visitor("acme", "Ana Diaz")
		ana.Say("in the dark")
		d.Advance(20 * time.Second)
		d.DB.BreakWrites(nil)
		d.DB.BreakReads(nil)
		d.Advance(2 * time.Minute) // polling tries again by itself
		d.Expect("Ana Diaz", "in the dark")
		d.Press("2 r enter")
		d.Advance(time.Second)
		d.ExpectReceived(hana, "do not lose this")
	})
}

// TestScreenAwaitsItsReads: a screen that has ended reads nothing any more, so
// that the database can be closed; but it does not wait for ever.
func TestScreenAwaitsItsReads(t *testing.T) {
	for name, release := range map[string]bool{"that come back": true, "that hang": false} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(d *rig.Session) {
				held, reading := make(chan struct{}), make(chan struct{}, 9)
				d.DB.BreakReads(func() error {
					reading <- struct{}{}
					<-held
					return nil
				})
				d.Visitor("acme", "Ana Diaz").Write("news")
				<-reading
				d.Cancel()
				d.Advance(time.Second)
				select {
				case <-d.Ended:
					t.Error("the screen ended while it read")
				default:
				}
				if release {
					close(held)
					synctest.Wait()
				} else {
					d.Advance(time.Minute)
					defer close(held)
				}
				select {
				case <-d.Ended:
				default:
					t.Error("the screen has not ended")
				}
			})
		})
	}
}

// TestScreenPanics: whatever breaks, the terminal is given back and an error
// says so, without what was panicked with.
func TestScreenPanics(t *testing.T) {
	for name, c := range map[string]struct {
		arm   func(*rig.Session, *atomic.Bool)
		press string
	}{
		"in an effect": {arm: func(d *rig.Session, _ *atomic.Bool) {
			d.DB.BreakReads(func() error { panic(rig.BrokenToken) })
			d.Visitor("acme", "Ana Diaz").Write("news")
		}},
		"in the terminal's writer": {arm: func(d *rig.Session, _ *atomic.Bool) {
			d.Terminal.BeforeWrite = func() { panic(rig.BrokenToken) }
			d.Visitor("acme", "Ana Diaz").Write("news")
		}},
		"while drawing": {arm: func(d *rig.Session, broken *atomic.Bool) { broken.Store(true) }, press: "?"},
		"on a key":      {arm: func(d *rig.Session, broken *atomic.Bool) { broken.Store(true) }, press: "e"},
	} {
		t.Run(name, func(t *testing.T) {
			var broken atomic.Bool
			rig.Test(t, func(d *rig.Session) {
				c.arm(d, &broken)
				for key := range strings.FieldsSeq(c.press) {
					_, _ = d.Keys.Write([]byte(key)) // the screen may end before it has read them
				}
				d.Settle()
				err := d.ExpectEnd()
				p, ok := errors.AsType[*crash.Panic](err)
				if !ok || p.Cause != "a value of type string" {
					t.Fatalf("ended with %v", err)
				}
				if log := d.Log.String(); !strings.Contains(log, "screen crashed") || !strings.Contains(log, "trouble_test.go") {
					t.Error("the log does not say what happened")
				}
				if all := d.Log.String() + p.Error() + p.Trace; strings.Contains(all, "AAbroken") {
					t.Error("what was panicked with is told")
				}
			}, rig.ScreenOptions(func(o *tui.Options) {
				o.Locale.OnLookup = func(id string, _ bool) {
					if broken.Load() && (id == "panel.help" || id == "why.no_chat") {
						panic(rig.BrokenToken)
					}
				}
			}))
		})
	}
}

func TestScreenEngineStops(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("Hello")
		d.DB.BreakWrites(func() error { panic("a broken engine") })
		for range 60 { // whatever writes next ends the engine
			if d.Advance(5 * time.Second); strings.Contains(d.Bottom(), "The engine has stopped") {
				break
			}
		}
		d.ExpectBottom("The engine has stopped")
		d.Expect("✗ stopped")
		d.DB.BreakWrites(nil)
		d.Press("q")
		d.Must(d.ExpectEnd())
	})
}

func TestScreenHostileText(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		for i, s := range hostile.Texts() {
			v := d.VisitorOf("acme", botsim.User{ID: int64(5000 + i), FirstName: s, LastName: s, Username: s, Language: s})
			v.Start(s)
			v.Write(s)
			v.Send(botsim.Document(s, s, 10).Caption(s))
			id := v.Write("before")
			v.ChangeText(id, s)
			d.Press("ctrl+g tab k")
			d.Press("enter")
			d.Settle()
			d.Press("esc i i esc 1")
		}
		d.Burst("/5")
		d.Press("esc")
		d.Press("g enter")
		d.Paste(strings.Join(hostile.Texts(), "\n"))
		d.Press("enter")
		d.Advance(10 * time.Second)
		d.Press("esc e")
		d.Expect("End the chat with")
		d.Press("y tab k y")
		if strings.Contains(d.Terminal.Title, "owned") {
			t.Errorf("the title is %q", d.Terminal.Title)
		}
		// The emulator noted whatever came through; close reports it.
	})
}

func TestScreenBurstOfVisitors(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		const visitors, each = 200, 10
		for range each {
			for i := range visitors {
				d.Visitor("acme", fmt.Sprintf("Visitor %03d", i)).Say("hello")
			}
		}
		d.Advance(30 * time.Second)
		d.ExpectCounts(visitors, 0, 0, 0)
		d.Expect(fmt.Sprintf("%d waiting", visitors))
		if n := d.Bots["acme"].Pending(); n != 0 {
			t.Errorf("%d updates wait at Telegram", n)
		}
		total := 0
		for i := range visitors {
			total += d.ChatOf(fmt.Sprintf("Visitor %03d", i)).Unread
		}
		if total != visitors*each {
			t.Errorf("%d messages, want %d", total, visitors*each)
		}
		d.Press("G")
		d.Expect("▌Visitor 199")
		d.Press("g enter")
		d.ExpectCounts(visitors-1, 1, 0, 0)
	})
}

func TestScreenBellRings(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Visitor("acme", "Hana Sato")
		hana.Write("looking")
		if d.Terminal.Bells != 0 {
			t.Error("rings while somebody looks")
		}
		d.Burst("\x1b[O")
		hana.Write("hello?")
		hana.Write("hello??")
		if d.Terminal.Bells != 1 {
			t.Errorf("rang %d times", d.Terminal.Bells)
		}
		d.Burst("\x1b[I")
		d.Advance(10 * time.Second)
		hana.Write("hello???")
		if d.Terminal.Bells != 1 {
			t.Errorf("rang %d times", d.Terminal.Bells)
		}
	})
}

func TestScreenHangUp(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Hold("acme", "Hana Sato")
		d.Type("half a draft")
		d.Cancel()
		d.Settle()
		d.Must(d.ExpectEnd())
		d.Restart()
		d.Press("2")
		d.Expect("half a draft")
	})
}
