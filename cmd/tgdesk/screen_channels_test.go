package main

import (
	"bytes"
	"context"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram"
	"tgdesk/core/telegram/botsim"
	"tgdesk/store/seal"
)

// toastTime is longer than any toast stays.
const toastTime = 11 * time.Second

// rival is another program with a brand's token. It takes in what comes until
// it is stopped, and polls again at once when it loses the bot, as many do.
func (d *drive) rival(brand string, stubborn bool) (stop func()) {
	client := d.sim.Client()
	link := telegram.New(telegram.Options{APIURL: "http://botsim.test", Transport: client.Transport}).Connect(core.Token(d.bots[brand].Token), "")
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		offset := int64(0)
		for ctx.Err() == nil {
			batch, err := link.Poll(ctx, offset)
			if err == nil {
				offset = batch.Next
				continue
			}
			if !stubborn {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	}()
	d.settle()
	return func() {
		cancel()
		<-ended
		client.CloseIdleConnections()
	}
}

// TestScreenAnotherPoller: the screen says so and offers to take over; until
// somebody does, the desk gives way.
func TestScreenAnotherPoller(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("hello")
		stop := d.rival("acme", false)
		defer stop()
		d.expect("acme ! conflict")
		d.expectBottom("acme: something else receives the bot's messages. T takes over.")
		d.advance(toastTime)
		d.expectBottom("T take over the bot")
		polls := d.sim.Count("getUpdates", d.bots["acme"])
		d.advance(time.Minute)
		if n := d.sim.Count("getUpdates", d.bots["acme"]) - polls; n > 1 { // the rival's own
			t.Errorf("%d polls within a minute", n)
		}
		d.press(toBrand + "down down down down down enter")
		d.expect("Another program polls this bot with the same token.", "[ Take over ]")
		d.press("esc esc esc T")
		d.expectBottom("acme: the desk receives the bot's messages now.")
		d.expect("acme ●")
		d.expectNot("T take over")
		d.visitor("acme", "Hana Sato").say("still there?")
		d.expect("still there?")
	})
}

// TestScreenStubbornPoller: against a program that polls again and again the
// desk holds on for a minute, and then gives way as always. It never fights on.
func TestScreenStubbornPoller(t *testing.T) {
	screenTest(t, func(d *drive) {
		stop := d.rival("acme", true)
		defer stop()
		d.expect("acme ! conflict")
		d.press("T")
		d.advance(2 * time.Minute)
		d.expect("acme ! conflict")
		before := d.sim.Count("getUpdates", d.bots["acme"])
		d.advance(time.Hour)
		if n := d.sim.Count("getUpdates", d.bots["acme"]) - before; n > 100 { // the rival's, one each 50 s, and a few of ours
			t.Errorf("%d polls within an hour", n)
		}
	}, func(s *setup) { s.sim = []botsim.Option{botsim.WithAntiHammer()} })
}

// TestScreenPollerGone: what the other program does not fetch any more comes in
// by itself, however long it was there.
func TestScreenPollerGone(t *testing.T) {
	screenTest(t, func(d *drive) {
		stop := d.rival("acme", false)
		d.expect("acme ! conflict")
		d.advance(5 * time.Hour)
		d.rival("acme", false)() // whoever polled last is gone, too
		d.expect("acme ! conflict")
		stop()
		d.visitor("acme", "Hana Sato").say("is anybody there?")
		d.advance(3 * time.Minute)
		d.expect("acme ●", "is anybody there?")
		if n := d.chatOf("Hana Sato").Unread; n != 1 {
			t.Errorf("%d messages", n)
		}
	})
}

func TestScreenWebhook(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.bots["acme"].SetWebhook("https://hooks.example.com/secret-path")
		d.visitor("acme", "Hana Sato").say("into the webhook")
		d.advance(time.Minute)
		d.expect("acme ! conflict")
		d.press("T")
		d.expect("A webhook hands the messages of acme to hooks.example.com. Take over?")
		d.expectNot("secret-path")
		d.press("esc")
		if d.bots["acme"].Webhook() == "" {
			t.Error("taken over though nobody said yes")
		}
		d.press(": t a k e enter")
		d.expect("Take over?")
		d.press("y")
		d.expectBottom("acme: the desk receives the bot's messages now.")
		d.expect("acme ●", "into the webhook")
	})
}

// TestScreenTokenRefused: the channel stops, the screen offers to paste a new
// token, and with it the same queue goes on.
func TestScreenTokenRefused(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		token := d.bots["acme"].Revoke()
		d.advance(time.Second)
		d.expectBottom("acme: Telegram refuses the bot's token. P pastes a new one.")
		d.typeText("one")
		d.press("enter")
		d.typeText("two")
		d.press("enter")
		d.press("esc")
		hana.Say("while you were away")
		before := d.sim.Count("getUpdates") + d.sim.Count("sendMessage")
		d.advance(time.Hour)
		d.expect("acme ✗ needs a token", "P paste a new token")
		d.expectReceived(hana)
		if n := d.sim.Count("getUpdates", d.bots["acme"]); n > before {
			t.Errorf("asked on with a dead token: %d requests, %d before", n, before)
		}
		d.press("P")
		d.expect("acme › Channel › Replace token", "Step 1 of 3")
		d.paste(token)
		d.press("enter")
		d.expect("Step 3 of 3")
		d.advance(time.Second)
		d.press("enter esc esc esc esc")
		d.advance(time.Second)
		d.expect("acme ●", "while you were away")
		d.expectReceived(hana, "one", "two")
		d.expectNot("P paste")
	})
}

// TestScreenWaitShows: what Telegram asks to wait for counts down on the queued
// message, and costs one frame a second at most.
func TestScreenWaitShows(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		fault := d.sim.Inject(botsim.Fault{Kind: botsim.TooManyRequests, Method: "sendMessage", RetryAfter: 37, Times: 1})
		d.typeText("be patient")
		d.press("enter")
		d.expect("Telegram asks to wait 0:3")
		written := d.emu.written()
		d.advance(10 * time.Second)
		d.expect("Telegram asks to wait 0:2")
		if n := d.emu.written() - written; n > 12 {
			t.Errorf("%d writes within ten seconds", n)
		}
		ana := d.visitor("acme", "Ana Diaz")
		ana.say("and me?")
		d.press("ctrl+g enter")
		d.typeText("you are served")
		d.press("enter")
		d.advance(time.Second)
		d.expectReceived(ana, "you are served")
		d.expectReceived(hana)
		d.advance(30 * time.Second)
		d.expectReceived(hana, "be patient")
		d.expectNot("Telegram asks")
		if fault.Hits() != 1 {
			t.Errorf("%d hits", fault.Hits())
		}
	})
}

// TestScreenDoubtShows: after replies whose fate is unknown the brand's others
// wait for a next try, which the message and the top line count down to.
func TestScreenDoubtShows(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.sim.Inject(botsim.Fault{Kind: botsim.CutAfter, Method: "sendMessage", Times: 4})
		for _, text := range []string{"one", "two", "three", "four", "five"} {
			d.typeText(text)
			d.press("enter")
		}
		d.advance(16 * time.Second)
		d.expect("it is unclear if the last reply arrived; next in 0:", "acme ! waits 0:")
		d.advance(25 * time.Second)
		d.expectReceived(hana, "one", "two", "three", "four", "five")
		d.expect("acme ●")
		d.expectNot("unclear")
	})
}

// TestScreenWholeBotWaits: told of more than one chat, the bot may be meant: its
// brand waits, longer each time, and shows that in the top line and in the settings,
// and the other brand goes on. Then the last visitor's reply finds out that it
// was not.
func TestScreenWholeBotWaits(t *testing.T) {
	screenTest(t, func(d *drive) {
		told := d.sim.Inject(botsim.Fault{Kind: botsim.TooManyRequests, Method: "sendMessage", Bot: d.bots["acme"], RetryAfter: 300, Times: 4})
		var held []*actor
		for _, name := range []string{"Hana Sato", "Ana Diaz", "Lea Roth", "Max Beck", "Ivan Petrov"} {
			held = append(held, d.hold("acme", name))
			d.typeText("one moment")
			d.press("enter esc")
		}
		for told.Hits() < 4 { // two more are tried
			d.advance(time.Second)
		}
		d.expect("acme ! waits 0:0", "Telegram asks to wait 0:0") // Ivan's was not
		olga := d.hold("globex", "Olga Novak")
		d.typeText("right away")
		d.press("enter esc")
		d.advance(time.Second)
		d.expectReceived(olga, "right away")
		d.expect("globex ●")
		d.press(toBrand + "down down down down down enter")
		d.expect("connected since", "Telegram asks to send nothing more before")
		d.press("esc esc esc")
		d.advance(10 * time.Second)
		d.expect("acme ●")
		d.expectReceived(held[4], "one moment")
		d.expectReceived(held[0])
		d.advance(5 * time.Minute)
		for _, a := range held {
			d.expectReceived(a, "one moment")
		}
	})
}

// TestScreenLongWaitShows: a wait of hours shows hours, for the channel as well,
// and wakes the screen once a minute.
func TestScreenLongWaitShows(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.sim.Inject(botsim.Fault{Kind: botsim.TooManyHeaderOnly, Method: "sendMessage", Bot: d.bots["acme"], RetryAfter: 10072, Times: 1})
		d.sim.Inject(botsim.Fault{Kind: botsim.TooManyRequests, Method: "getUpdates", Bot: d.bots["globex"], RetryAfter: 10072, Times: 1})
		d.typeText("be very patient")
		d.press("enter")
		d.expect("Telegram asks to wait 2h 47m")
		d.press("esc")
		d.advance(time.Minute)
		d.expect("globex ! waits 2h 4")
		d.press(", down enter down down down down down enter")
		d.expect("trying again since", "Telegram asks to wait 2h47m52s before the next request.", "next try at")
		d.press("esc esc esc")
		d.resize(44, 14)
		d.settle()
		d.press("2 enter")
		d.expect("waits 2h 4")
		d.resize(120, 36)
		d.advance(3 * time.Hour)
		d.expectReceived(hana, "be very patient")
		d.expect("globex ●")
		d.expectNot("! waits", "Telegram asks")
	})
}

// TestScreenLostKey: without the key of its token a channel asks for it again,
// and everything else works; with the pasted token it goes on.
func TestScreenLostKey(t *testing.T) {
	screenTest(t, func(d *drive) {
		hana := d.hold("acme", "Hana Sato")
		d.stop()
		d.must(d.db.close())
		another, err := seal.NewKey(bytes.Repeat([]byte{9}, seal.KeySize))
		d.must(err)
		d.key = another
		d.openDesk()
		asked := len(d.sim.Requests(""))
		d.run()
		d.expect("acme ✗ needs a token")
		d.expectBottom("acme: the bot's token cannot be read, because its key is missing. P pastes it again.")
		d.press("2 r")
		d.typeText("One moment")
		d.press("enter")
		d.advance(time.Minute)
		d.expectReceived(hana)
		if n := len(d.sim.Requests("")) - asked; n > 0 {
			t.Errorf("%d requests were made with a token that cannot be read", n)
		}
		d.press("esc P")
		d.expect("Step 1 of 3 · Token")
		d.press("esc")
		d.expect("The token of this brand cannot be read: the key of the bot tokens is missing", "Paste the bot's token again here")
		d.press("t")
		d.paste(d.bots["acme"].Token)
		d.press("enter")
		d.expect("Step 3 of 3", "@acme_bot")
		d.advance(time.Second)
		d.press("enter")
		d.expect("● connected")
		d.advance(time.Second)
		d.expectReceived(hana, "One moment")
		d.press("esc esc esc")
		d.expect("acme ●")
	}, brands("acme"))
}
