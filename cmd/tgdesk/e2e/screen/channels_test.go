package screen

import (
	"bytes"
	"context"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram"
	"tgdesk/core/telegram/botsim"
	"tgdesk/store/seal"
)

// toastTime is longer than any toast stays.
const toastTime = 11 * time.Second

// rival is another program with a brand's token. It takes in what comes until
// it is stopped, and polls again at once when it loses the bot, as many do.
func rival(d *rig.Session, brand string, stubborn bool) (stop func()) {
	client := d.Sim.Client()
	link := telegram.New(telegram.Options{APIURL: "http://botsim.test", Transport: client.Transport}).Connect(core.Token(d.Bots[brand].Token), "")
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
	d.Settle()
	return func() {
		cancel()
		<-ended
		client.CloseIdleConnections()
	}
}

// TestScreenAnotherPoller: the screen says so and offers to take over before the
// desk polls again by itself.
func TestScreenAnotherPoller(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("hello")
		stop := rival(d, "acme", false)
		defer stop()
		d.Expect("acme ! conflict")
		d.ExpectBottom("acme: something else receives the bot's messages. T takes over.")
		d.Advance(toastTime)
		d.ExpectBottom("T take over the bot")
		d.Press(toBrand + "down down down down down enter")
		d.Expect("Another program polls this bot with the same token.", "[ Take over ]")
		d.Press("esc esc esc T")
		d.ExpectBottom("acme: the desk receives the bot's messages now.")
		d.Expect("acme ●")
		d.ExpectNot("T take over")
		d.Visitor("acme", "Hana Sato").Write("still there?")
		d.Expect("still there?")
	})
}

// TestScreenStubbornPoller: against a program that polls again and again the desk
// polls less and less often, also after somebody took the bot over. What the other
// program does not receive any more comes in by itself, however long that took.
func TestScreenStubbornPoller(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		stop := rival(d, "acme", true)
		d.Expect("acme ! conflict")
		d.Press("T")
		d.Advance(2 * time.Minute)
		d.Expect("acme ! conflict")
		before := d.Sim.Count("getUpdates", d.Bots["acme"])
		d.Advance(time.Hour)
		if n := d.Sim.Count("getUpdates", d.Bots["acme"]) - before; n > 130 { // the rival's, one each 50 s, and for each of ours another
			t.Errorf("%d polls within an hour", n)
		}
		d.Expect("acme ! conflict")
		stop()
		d.Visitor("acme", "Hana Sato").Write("is anybody there?")
		d.Advance(5 * time.Minute)
		d.Expect("acme ●", "is anybody there?")
		if n := d.ChatOf("Hana Sato").Unread; n != 1 {
			t.Errorf("%d messages", n)
		}
	}, func(s *rig.Setup) { s.Sim = []botsim.Option{botsim.WithAntiHammer()} })
}

func TestScreenWebhook(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Bots["acme"].SetWebhook("https://hooks.example.com/secret-path")
		d.Visitor("acme", "Hana Sato").Write("into the webhook")
		d.Advance(time.Minute)
		d.Expect("acme ! conflict")
		d.Press("T")
		d.Expect("A webhook hands the messages of acme to hooks.example.com. Take over?")
		d.ExpectNot("secret-path")
		d.Press("esc")
		if d.Bots["acme"].Webhook() == "" {
			t.Error("taken over though nobody said yes")
		}
		d.Press(": t a k e enter")
		d.Expect("Take over?")
		d.Press("y")
		d.ExpectBottom("acme: the desk receives the bot's messages now.")
		d.Expect("acme ●", "into the webhook")
	})
}

// TestScreenTokenRefused: the channel stops, the screen offers to paste a new
// token, and with it the same queue goes on.
func TestScreenTokenRefused(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		token := d.Bots["acme"].Revoke()
		d.Advance(time.Second)
		d.ExpectBottom("acme: Telegram refuses the bot's token. P pastes a new one.")
		d.Type("one")
		d.Press("enter")
		d.Type("two")
		d.Press("enter")
		d.Press("esc")
		hana.Say("while you were away")
		before := d.Sim.Count("getUpdates") + d.Sim.Count("sendMessage")
		d.Advance(time.Hour)
		d.Expect("acme ✗ needs a token", "P paste a new token")
		d.ExpectReceived(hana)
		if n := d.Sim.Count("getUpdates", d.Bots["acme"]); n > before {
			t.Errorf("asked on with a dead token: %d requests, %d before", n, before)
		}
		d.Press("P")
		d.Expect("acme › Channel › Replace token", "Step 1 of 3")
		d.Paste(token)
		d.Press("enter")
		d.Expect("Step 3 of 3")
		d.Advance(time.Second)
		d.Press("enter esc esc esc esc")
		d.Advance(time.Second)
		d.Expect("acme ●", "while you were away")
		d.ExpectReceived(hana, "one", "two")
		d.ExpectNot("P paste")
	})
}

// TestScreenWaitShows: what Telegram asks to wait for counts down on the queued
// message, and costs one frame a second at most.
func TestScreenWaitShows(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		fault := d.Sim.Inject(botsim.Fault{Kind: botsim.TooManyRequests, Method: "sendMessage", RetryAfter: 37, Times: 1})
		d.Type("be patient")
		d.Press("enter")
		d.Expect("Telegram asks to wait 0:3")
		written := d.Terminal.WriteCount()
		d.Advance(10 * time.Second)
		d.Expect("Telegram asks to wait 0:2")
		if n := d.Terminal.WriteCount() - written; n > 12 {
			t.Errorf("%d writes within ten seconds", n)
		}
		ana := d.Visitor("acme", "Ana Diaz")
		ana.Write("and me?")
		d.Press("ctrl+g enter")
		d.Type("you are served")
		d.Press("enter")
		d.Advance(time.Second)
		d.ExpectReceived(ana, "you are served")
		d.ExpectReceived(hana)
		d.Advance(30 * time.Second)
		d.ExpectReceived(hana, "be patient")
		d.ExpectNot("Telegram asks")
		if fault.Hits() != 1 {
			t.Errorf("%d hits", fault.Hits())
		}
	})
}

// TestScreenDoubtShows: after replies whose fate is unknown the brand's others
// wait for a next try, which the message and the top line count down to.
func TestScreenDoubtShows(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Sim.Inject(botsim.Fault{Kind: botsim.CutAfter, Method: "sendMessage", Times: 4})
		for _, text := range []string{"one", "two", "three", "four", "five"} {
			d.Type(text)
			d.Press("enter")
		}
		d.Advance(16 * time.Second)
		d.Expect("it is unclear if the last reply arrived; next in 0:", "acme ! waits 0:")
		d.Advance(25 * time.Second)
		d.ExpectReceived(hana, "one", "two", "three", "four", "five")
		d.Expect("acme ●")
		d.ExpectNot("unclear")
	})
}

// TestScreenWholeBotWaits: told of more than one chat, the bot may be meant: its
// brand waits, longer each time, and shows that in the top line and in the settings,
// and the other brand goes on. Then the last visitor's reply finds out that it
// was not.
func TestScreenWholeBotWaits(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		told := d.Sim.Inject(botsim.Fault{Kind: botsim.TooManyRequests, Method: "sendMessage", Bot: d.Bots["acme"], RetryAfter: 300, Times: 4})
		var held []*rig.Visitor
		for _, name := range []string{"Hana Sato", "Ana Diaz", "Lea Roth", "Max Beck", "Ivan Petrov"} {
			held = append(held, d.Hold("acme", name))
			d.Type("one moment")
			d.Press("enter esc")
		}
		for told.Hits() < 4 { // two more are tried
			d.Advance(time.Second)
		}
		d.Expect("acme ! waits 0:0", "Telegram asks to wait 0:0") // Ivan's was not
		olga := d.Hold("globex", "Olga Novak")
		d.Type("right away")
		d.Press("enter esc")
		d.Advance(time.Second)
		d.ExpectReceived(olga, "right away")
		d.Expect("globex ●")
		d.Press(toBrand + "down down down down down enter")
		d.Expect("connected since", "Telegram asks to send nothing more before")
		d.Press("esc esc esc")
		d.Advance(10 * time.Second)
		d.Expect("acme ●")
		d.ExpectReceived(held[4], "one moment")
		d.ExpectReceived(held[0])
		d.Advance(5 * time.Minute)
		for _, a := range held {
			d.ExpectReceived(a, "one moment")
		}
	})
}

// TestScreenLongWaitShows: a wait of hours shows hours, for the channel as well,
// and wakes the screen once a minute.
func TestScreenLongWaitShows(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Sim.Inject(botsim.Fault{Kind: botsim.TooManyHeaderOnly, Method: "sendMessage", Bot: d.Bots["acme"], RetryAfter: 10072, Times: 1})
		d.Sim.Inject(botsim.Fault{Kind: botsim.TooManyRequests, Method: "getUpdates", Bot: d.Bots["globex"], RetryAfter: 10072, Times: 1})
		d.Type("be very patient")
		d.Press("enter")
		d.Expect("Telegram asks to wait 2h 47m")
		d.Press("esc")
		d.Advance(time.Minute)
		d.Expect("globex ! waits 2h 4")
		d.Press(", down enter down down down down down enter")
		d.Expect("trying again since", "Telegram asks to wait 2h47m52s before the next request.", "next try at")
		d.Press("esc esc esc")
		d.Resize(44, 14)
		d.Settle()
		d.Press("2 enter")
		d.Expect("waits 2h 4")
		d.Resize(120, 36)
		d.Advance(3 * time.Hour)
		d.ExpectReceived(hana, "be very patient")
		d.Expect("globex ●")
		d.ExpectNot("! waits", "Telegram asks")
	})
}

// TestScreenLostKey: without the key of its token a channel asks for it again,
// and everything else works; with the pasted token it goes on.
func TestScreenLostKey(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		hana := d.Hold("acme", "Hana Sato")
		d.Stop()
		d.Must(d.DB.Close())
		another, err := seal.NewKey(bytes.Repeat([]byte{9}, seal.KeySize))
		d.Must(err)
		d.Key = another
		d.OpenDesk()
		asked := len(d.Sim.Requests(""))
		d.Start()
		d.Expect("acme ✗ needs a token")
		d.ExpectBottom("acme: the bot's token cannot be read, because its key is missing. P pastes it again.")
		d.Press("2 r")
		d.Type("One moment")
		d.Press("enter")
		d.Advance(time.Minute)
		d.ExpectReceived(hana)
		if n := len(d.Sim.Requests("")) - asked; n > 0 {
			t.Errorf("%d requests were made with a token that cannot be read", n)
		}
		d.Press("esc P")
		d.Expect("Step 1 of 3 · Token")
		d.Press("esc")
		d.Expect("The token of this brand cannot be read: the key of the bot tokens is missing", "Paste the bot's token again here")
		d.Press("t")
		d.Paste(d.Bots["acme"].Token)
		d.Press("enter")
		d.Expect("Step 3 of 3", "@acme_bot")
		d.Advance(time.Second)
		d.Press("enter")
		d.Expect("● connected")
		d.Advance(time.Second)
		d.ExpectReceived(hana, "One moment")
		d.Press("esc esc esc")
		d.Expect("acme ●")
	}, rig.Brands("acme"))
}
