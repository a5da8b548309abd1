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
	"tgdesk/tui/session"
)

// TestScreenFullDisk: a notice says what is wrong for as long as it is, what is
// typed stays where it was, and nobody has to do anything in the end.
func TestScreenFullDisk(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Visitor("acme", "Ana Diaz").Write("me too")
		s.DB.BreakWrites(func() error { return core.NewError(core.CodeUnavailable, "store_full") })
		s.Type("do not lose this")
		s.Press("enter")
		s.Expect("do not lose this", "! The disk is full: nothing can be saved.")
		s.Press("esc 1")
		s.Advance(time.Hour)
		s.Expect("! The disk is full: nothing can be saved.")
		s.Press("2")
		s.Expect("do not lose this")
		s.ExpectReceived(hana)
		s.DB.BreakWrites(nil)
		s.Advance(11 * time.Second)
		s.ExpectNot("The disk is full")
		s.Restart() // the draft was stored meanwhile
		s.Press("2 r")
		s.Expect("do not lose this")
		s.Press("enter")
		s.Advance(time.Second)
		s.ExpectReceived(hana, "do not lose this")
	})
}

func TestScreenDatabaseTrouble(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		full := func() error {
			return core.NewError(core.CodeUnavailable, "store_full").Because(errors.New("SQLITE_FULL"))
		}
		s.Type("do not lose this")
		s.DB.BreakWrites(full)
		s.Press("enter")
		s.ExpectBottom("The disk that holds the desk is full")
		s.Expect("do not lose this")
		s.ExpectReceived(hana)
		s.DB.BreakReads(full)
		s.Press("alt+1")
		ana := s.Visitor("acme", "Ana Diaz")
		ana.Say("in the dark")
		s.Advance(20 * time.Second)
		s.DB.BreakWrites(nil)
		s.DB.BreakReads(nil)
		s.Advance(2 * time.Minute) // polling tries again by itself
		s.Expect("Ana Diaz", "in the dark")
		s.Press("2 r enter")
		s.Advance(time.Second)
		s.ExpectReceived(hana, "do not lose this")
	})
}

// TestScreenAwaitsItsReads: a screen that has ended reads nothing any more, so
// that the database can be closed; but it does not wait for ever.
func TestScreenAwaitsItsReads(t *testing.T) {
	for name, release := range map[string]bool{"that come back": true, "that hang": false} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				held, reading := make(chan struct{}), make(chan struct{}, 9)
				s.DB.BreakReads(func() error {
					reading <- struct{}{}
					<-held
					return nil
				})
				s.Visitor("acme", "Ana Diaz").Write("news")
				<-reading
				s.Cancel()
				s.Advance(time.Second)
				select {
				case <-s.Ended:
					t.Error("the screen ended while it read")
				default:
				}
				if release {
					close(held)
					synctest.Wait()
				} else {
					s.Advance(time.Minute)
					defer close(held)
				}
				select {
				case <-s.Ended:
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
		"in an effect": {arm: func(s *rig.Session, _ *atomic.Bool) {
			s.DB.BreakReads(func() error { panic(rig.BrokenToken) })
			s.Visitor("acme", "Ana Diaz").Write("news")
		}},
		"in the terminal's writer": {arm: func(s *rig.Session, _ *atomic.Bool) {
			s.Terminal.BeforeWrite = func() { panic(rig.BrokenToken) }
			s.Visitor("acme", "Ana Diaz").Write("news")
		}},
		"while drawing": {arm: func(s *rig.Session, broken *atomic.Bool) { broken.Store(true) }, press: "?"},
		"on a key":      {arm: func(s *rig.Session, broken *atomic.Bool) { broken.Store(true) }, press: "e"},
	} {
		t.Run(name, func(t *testing.T) {
			var broken atomic.Bool
			rig.Test(t, func(s *rig.Session) {
				c.arm(s, &broken)
				for key := range strings.FieldsSeq(c.press) {
					_, _ = s.Keys.Write([]byte(key)) // the screen may end before it has read them
				}
				s.Settle()
				err := s.ExpectEnd()
				p, ok := errors.AsType[*crash.Panic](err)
				if !ok || p.Cause != "a value of type string" {
					t.Fatalf("ended with %v", err)
				}
				if log := s.Log.String(); !strings.Contains(log, "screen crashed") || !strings.Contains(log, "trouble_test.go") {
					t.Error("the log does not say what happened")
				}
				if all := s.Log.String() + p.Error() + p.Trace; strings.Contains(all, "AAbroken") {
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
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("Hello")
		s.DB.BreakWrites(func() error { panic("a broken engine") })
		for range 60 { // whatever writes next ends the engine
			if s.Advance(5 * time.Second); strings.Contains(s.Bottom(), "The engine has stopped") {
				break
			}
		}
		s.ExpectBottom("The engine has stopped")
		s.Expect("✗ stopped")
		s.DB.BreakWrites(nil)
		s.Press("q")
		s.Must(s.ExpectEnd())
	})
}

func TestScreenHostileText(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		for i, text := range hostile.Texts() {
			v := s.VisitorOf("acme", botsim.User{ID: int64(5000 + i), FirstName: text, LastName: text, Username: text, Language: text})
			v.Start(text)
			v.Write(text)
			v.Send(botsim.Document(text, text, 10).Caption(text))
			id := v.Write("before")
			v.ChangeText(id, text)
			s.Press("ctrl+g tab k")
			s.Press("enter")
			s.Settle()
			s.Press("esc i i esc 1")
		}
		s.Burst("/5")
		s.Press("esc")
		s.Press("g enter")
		s.Paste(strings.Join(hostile.Texts(), "\n"))
		s.Press("enter")
		s.Advance(10 * time.Second)
		s.Press("esc e")
		s.Expect("End the chat with")
		s.Press("y tab k y")
		if strings.Contains(s.Terminal.Title(), "owned") {
			t.Errorf("the title is %q", s.Terminal.Title())
		}
		// The emulator noted whatever came through; close reports it.
	})
}

func TestScreenBurstOfVisitors(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		const visitors, each = 200, 10
		for range each {
			for i := range visitors {
				s.Visitor("acme", fmt.Sprintf("Visitor %03d", i)).Say("hello")
			}
		}
		s.Advance(30 * time.Second)
		s.ExpectCounts(visitors, 0, 0, 0)
		s.Expect(fmt.Sprintf("%d waiting", visitors))
		if n := s.Bots["acme"].Pending(); n != 0 {
			t.Errorf("%d updates wait at Telegram", n)
		}
		total := 0
		for i := range visitors {
			total += s.ChatOf(fmt.Sprintf("Visitor %03d", i)).Received
		}
		if total != visitors*each {
			t.Errorf("%d messages, want %d", total, visitors*each)
		}
		s.Press("G")
		s.Expect("▌Visitor 199")
		s.Press("g enter")
		s.ExpectCounts(visitors-1, 1, 0, 0)
	})
}

func TestScreenBellRings(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Visitor("acme", "Hana Sato")
		hana.Write("looking")
		if s.Terminal.Bells != 0 {
			t.Error("rings while somebody looks")
		}
		s.Burst("\x1b[O")
		hana.Write("hello?")
		hana.Write("hello??")
		if s.Terminal.Bells != 1 {
			t.Errorf("rang %d times", s.Terminal.Bells)
		}
		s.Burst("\x1b[I")
		s.Advance(10 * time.Second)
		hana.Write("hello???")
		if s.Terminal.Bells != 1 {
			t.Errorf("rang %d times", s.Terminal.Bells)
		}
	})
}

// TestScreenBellAlways: one bell for a burst, and none for the chat that is being
// read; while the settings are open none is.
func TestScreenBellAlways(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana, ana := s.Hold("acme", "Hana Sato"), s.Visitor("acme", "Ana Diaz")
		rang := s.Terminal.Bells
		expect := func(what string, n int) {
			t.Helper()
			if rang += n; s.Terminal.Bells != rang {
				t.Errorf("%s: rang %d times more than expected", what, s.Terminal.Bells-rang)
			}
			s.Advance(10 * time.Second)
		}
		s.Advance(10 * time.Second)
		hana.Write("are you there?")
		expect("the chat that is read", 0)
		ana.Write("hello")
		ana.Write("hello?")
		hana.Write("?")
		expect("a burst", 1)
		s.Press("esc ,")
		hana.Write("and now?")
		expect("in the settings", 1)
		s.Press("esc")
		s.Burst("\x1b[O")
		hana.Write("gone?")
		expect("away", 1)
	}, func(o *rig.Setup) { o.Screen = func(o *tui.Options) { o.Bell = session.BellAlways } })
}

func TestScreenHangUp(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("acme", "Hana Sato")
		s.Type("half a draft")
		s.Cancel()
		s.Settle()
		s.Must(s.ExpectEnd())
		s.Restart()
		s.Press("2")
		s.Expect("half a draft")
	})
}
