package main

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"tgdesk/core"
	"tgdesk/core/crash"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui"
)

// TestScreenFullDisk: a notice says what is wrong for as long as it is, what is
// typed stays where it was, and nobody has to do anything in the end.
func TestScreenFullDisk(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.visitor("acme", "Ana Diaz").say("me too")
		d.db.breakWrites(func() error { return core.NewError(core.CodeUnavailable, "store_full") })
		d.typeText("do not lose this")
		d.press("enter")
		d.expect("do not lose this", "! The disk is full: nothing can be saved.")
		d.press("esc 1")
		d.advance(time.Hour)
		d.expect("! The disk is full: nothing can be saved.")
		d.press("2")
		d.expect("do not lose this")
		d.expectReceived(hana)
		d.db.breakWrites(nil)
		d.advance(11 * time.Second)
		d.expectNot("The disk is full")
		d.restart() // the draft was stored meanwhile
		d.press("2 r")
		d.expect("do not lose this")
		d.press("enter")
		d.advance(time.Second)
		d.expectReceived(hana, "do not lose this")
	})
}

func TestScreenDatabaseTrouble(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		full := func() error {
			return core.NewError(core.CodeUnavailable, "disk_full").Because(errors.New("SQLITE_FULL"))
		}
		d.typeText("do not lose this")
		d.db.breakWrites(full)
		d.press("enter")
		d.expectBottom("The disk is full.")
		d.expect("do not lose this")
		d.expectReceived(hana)
		d.db.breakReads(full)
		d.press("alt+1")
		ana := d.visitor("acme", "Ana Diaz")
		ana.Say("in the dark")
		d.advance(20 * time.Second)
		d.db.breakWrites(nil)
		d.db.breakReads(nil)
		d.advance(2 * time.Minute) // polling tries again by itself
		d.expect("Ana Diaz", "in the dark")
		d.press("2 r enter")
		d.advance(time.Second)
		d.expectReceived(hana, "do not lose this")
	})
}

// TestScreenAwaitsItsReads: a screen that has ended reads nothing any more, so
// that the database can be closed; but it does not wait for ever.
func TestScreenAwaitsItsReads(t *testing.T) {
	for name, release := range map[string]bool{"that come back": true, "that hang": false} {
		t.Run(name, func(t *testing.T) {
			screenTest(t, func(d *drive) {
				held, reading := make(chan struct{}), make(chan struct{}, 9)
				d.db.breakReads(func() error {
					reading <- struct{}{}
					<-held
					return nil
				})
				d.visitor("acme", "Ana Diaz").say("news")
				<-reading
				d.hang()
				d.advance(time.Second)
				select {
				case <-d.ended:
					t.Error("the screen ended while it read")
				default:
				}
				if release {
					close(held)
					synctest.Wait()
				} else {
					d.advance(time.Minute)
					defer close(held)
				}
				select {
				case <-d.ended:
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
		arm   func(*drive, *atomic.Bool)
		press string
	}{
		"in an effect": {arm: func(d *drive, _ *atomic.Bool) {
			d.db.breakReads(func() error { panic(brokenToken) })
			d.visitor("acme", "Ana Diaz").say("news")
		}},
		"in the terminal's writer": {arm: func(d *drive, _ *atomic.Bool) {
			d.emu.strike = func() { panic(brokenToken) }
			d.visitor("acme", "Ana Diaz").say("news")
		}},
		"while drawing": {arm: func(d *drive, broken *atomic.Bool) { broken.Store(true) }, press: "?"},
		"on a key":      {arm: func(d *drive, broken *atomic.Bool) { broken.Store(true) }, press: "e"},
	} {
		t.Run(name, func(t *testing.T) {
			var broken atomic.Bool
			screenTest(t, func(d *drive) {
				c.arm(d, &broken)
				for key := range strings.FieldsSeq(c.press) {
					_, _ = d.keys.Write([]byte(key)) // the screen may end before it has read them
				}
				d.settle()
				err := d.expectEnd()
				p, ok := errors.AsType[*crash.Panic](err)
				if !ok || p.Cause != "a value of type string" {
					t.Fatalf("ended with %v", err)
				}
				if log := d.log.String(); !strings.Contains(log, "screen crashed") || !strings.Contains(log, "screen_trouble_test.go") {
					t.Error("the log does not say what happened")
				}
				if all := d.log.String() + p.Error() + p.Trace; strings.Contains(all, "AAbroken") {
					t.Error("what was panicked with is told")
				}
			}, with(func(o *tui.Options) {
				panel, why := o.Words.Panel, o.Words.Why
				o.Words.Panel = func(id string) string {
					if broken.Load() && id == "help" {
						panic(brokenToken)
					}
					return panel(id)
				}
				o.Words.Why = func(id string) string {
					if broken.Load() && id == "no_chat" {
						panic(brokenToken)
					}
					return why(id)
				}
			}))
		})
	}
}

// brokenToken is what a panic must not repeat.
const brokenToken = "123456:AAbrokenbrokenbrokenbrokenbrokenbro"

func TestScreenEngineStops(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("Hello")
		d.db.breakWrites(func() error { panic("a broken engine") })
		for range 60 { // whatever writes next ends the engine
			if d.advance(5 * time.Second); strings.Contains(d.bottom(), "The engine has stopped") {
				break
			}
		}
		d.expectBottom("The engine has stopped")
		d.expect("✗ stopped")
		d.db.breakWrites(nil)
		d.press("q")
		d.must(d.expectEnd())
	})
}

func TestScreenHostileText(t *testing.T) {
	screenTest(t, func(d *drive) {
		for i, s := range hostile() {
			d.acts[s] = &actor{d: d, Visitor: d.bots["acme"].Visitor(botsim.User{
				ID: int64(5000 + i), FirstName: s, LastName: s, Username: s, Language: s,
			})}
			v := d.acts[s]
			v.Start(s)
			v.say(s)
			v.Send(botsim.Document(s, s, 10).Caption(s))
			id := v.say("before")
			v.edit(id, s)
			d.press("ctrl+g tab k")
			d.press("enter")
			d.settle()
			d.press("esc i i esc 1")
		}
		d.burst("/5")
		d.press("esc")
		d.press("g enter")
		d.paste(strings.Join(hostile(), "\n"))
		d.press("enter")
		d.advance(10 * time.Second)
		d.press("esc e")
		d.expect("End the chat with")
		d.press("y tab k y")
		if strings.Contains(d.emu.title, "owned") {
			t.Errorf("the title is %q", d.emu.title)
		}
		// The emulator noted whatever came through; close reports it.
	})
}

func TestScreenBurstOfVisitors(t *testing.T) {
	screenTest(t, func(d *drive) {
		const visitors, each = 200, 10
		for range each {
			for i := range visitors {
				d.visitor("acme", fmt.Sprintf("Visitor %03d", i)).Say("hello")
			}
		}
		d.advance(30 * time.Second)
		d.expectCounts(visitors, 0, 0, 0)
		d.expect(fmt.Sprintf("%d waiting", visitors))
		if n := d.bots["acme"].Pending(); n != 0 {
			t.Errorf("%d updates wait at Telegram", n)
		}
		total := 0
		for i := range visitors {
			total += d.chatOf(fmt.Sprintf("Visitor %03d", i)).Unread
		}
		if total != visitors*each {
			t.Errorf("%d messages, want %d", total, visitors*each)
		}
		d.press("G")
		d.expect("▌Visitor 199")
		d.press("g enter")
		d.expectCounts(visitors-1, 1, 0, 0)
	})
}

func TestScreenBellRings(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.visitor("acme", "Hana Sato")
		hana.say("looking")
		if d.emu.bells != 0 {
			t.Error("rings while somebody looks")
		}
		d.burst("\x1b[O")
		hana.say("hello?")
		hana.say("hello??")
		if d.emu.bells != 1 {
			t.Errorf("rang %d times", d.emu.bells)
		}
		d.burst("\x1b[I")
		d.advance(10 * time.Second)
		hana.say("hello???")
		if d.emu.bells != 1 {
			t.Errorf("rang %d times", d.emu.bells)
		}
	})
}

func TestScreenHangUp(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.hold("acme", "Hana Sato")
		d.typeText("half a draft")
		d.hang()
		d.settle()
		d.must(d.expectEnd())
		d.restart()
		d.press("2")
		d.expect("half a draft")
	})
}
