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

// startRival is another program with a brand's token. It takes in what comes until
// it is stopped, and polls again at once when it loses the bot, as many do.
func startRival(s *rig.Session, brand string, stubborn bool) (stop func()) {
	client := s.Sim.Client()
	link := telegram.New(telegram.Options{APIURL: "http://botsim.test", Transport: client.Transport}).Connect(core.Token(s.Bots[brand].Token), core.Server{})
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
	s.Settle()
	return func() {
		cancel()
		<-ended
		client.CloseIdleConnections()
	}
}

// TestScreenAnotherPoller: the screen says so and offers to take over before the
// desk polls again by itself.
func TestScreenAnotherPoller(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("hello")
		stop := startRival(s, "acme", false)
		defer stop()
		s.Expect("acme ! conflict")
		s.ExpectBottom("acme: another program receives the bot's messages. T takes over.")
		s.Advance(toastTime)
		s.ExpectBottom("T take over bot")
		s.Press(toBrand + "down down down down down enter")
		s.Expect("Another program polls this bot with the same token.", "[ Take over ]")
		s.Press("esc esc esc T")
		s.ExpectBottom("acme: the desk receives the bot's messages now.")
		s.Expect("acme ●")
		s.ExpectNot("T take over")
		s.Visitor("acme", "Hana Sato").Write("still there?")
		s.Expect("still there?")
	})
}

// TestScreenStubbornPoller: against a program that polls again and again the desk
// polls less and less often, also after somebody took the bot over. What the other
// program does not receive any more comes in by itself, however long that took.
func TestScreenStubbornPoller(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		stop := startRival(s, "acme", true)
		s.Expect("acme ! conflict")
		s.Press("T")
		s.Advance(2 * time.Minute)
		s.Expect("acme ! conflict")
		before := s.Sim.Count("getUpdates", s.Bots["acme"])
		s.Advance(time.Hour)
		if n := s.Sim.Count("getUpdates", s.Bots["acme"]) - before; n > 130 { // the rival's, one each 50 s, and for each of ours another
			t.Errorf("%d polls within an hour", n)
		}
		s.Expect("acme ! conflict")
		stop()
		s.Visitor("acme", "Hana Sato").Write("is anybody there?")
		s.Advance(5 * time.Minute)
		s.Expect("acme ●", "is anybody there?")
		if n := s.ChatOf("Hana Sato").Received; n != 1 {
			t.Errorf("%d messages", n)
		}
	}, func(o *rig.Setup) { o.Sim = []botsim.Option{botsim.WithAntiHammer()} })
}

func TestScreenWebhook(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Bots["acme"].SetWebhook("https://hooks.example.com/secret-path")
		s.Visitor("acme", "Hana Sato").Write("into the webhook")
		s.Advance(time.Minute)
		s.Expect("acme ! conflict")
		s.Press("T")
		s.Expect("A webhook sends the messages of acme to hooks.example.com. Take over?")
		s.ExpectNot("secret-path")
		s.Press("esc")
		if s.Bots["acme"].Webhook() == "" {
			t.Error("taken over though nobody said yes")
		}
		s.Press(": t a k e enter")
		s.Expect("Take over?")
		s.Press("y")
		s.ExpectBottom("acme: the desk receives the bot's messages now.")
		s.Expect("acme ●", "into the webhook")
	})
}

// TestScreenTokenRefused: the channel stops, the screen offers to paste a new
// token, and with it the same queue goes on.
func TestScreenTokenRefused(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		token := s.Bots["acme"].Revoke()
		s.Advance(time.Second)
		s.ExpectBottom("acme: Telegram refuses the bot's token. P pastes a new one.")
		s.Type("one")
		s.Press("enter")
		s.Type("two")
		s.Press("enter")
		s.Press("esc")
		hana.Say("while you were away")
		before := s.Sim.Count("getUpdates") + s.Sim.Count("sendMessage")
		s.Advance(time.Hour)
		s.Expect("acme ✗ needs a token", "P paste new token")
		s.ExpectReceived(hana)
		if n := s.Sim.Count("getUpdates", s.Bots["acme"]); n > before {
			t.Errorf("asked on with a dead token: %d requests, %d before", n, before)
		}
		s.Press("P")
		s.Expect("acme › Channel › Replace token", "Step 1 of 2")
		s.Paste(token)
		s.Press("enter")
		s.Expect("Step 2 of 2")
		s.Advance(time.Second)
		s.Press("enter esc esc esc esc")
		s.Advance(time.Second)
		s.Expect("acme ●", "while you were away")
		s.ExpectReceived(hana, "one", "two")
		s.ExpectNot("P paste")
	})
}

// TestScreenWaitShows: what Telegram asks to wait for counts down on the queued
// message, and costs one frame a second at most.
func TestScreenWaitShows(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		fault := s.Sim.Inject(botsim.Fault{Kind: botsim.TooManyRequests, Method: "sendMessage", RetryAfter: 37, Times: 1})
		s.Type("be patient")
		s.Press("enter")
		s.Expect("Telegram asks to wait 0:3")
		written := s.Terminal.WriteCount()
		s.Advance(10 * time.Second)
		s.Expect("Telegram asks to wait 0:2")
		if n := s.Terminal.WriteCount() - written; n > 12 {
			t.Errorf("%d writes within ten seconds", n)
		}
		ana := s.Visitor("acme", "Ana Diaz")
		ana.Write("and me?")
		s.Press("ctrl+g enter")
		s.Type("you are served")
		s.Press("enter")
		s.Advance(time.Second)
		s.ExpectReceived(ana, "you are served")
		s.ExpectReceived(hana)
		s.Advance(30 * time.Second)
		s.ExpectReceived(hana, "be patient")
		s.ExpectNot("Telegram asks")
		if fault.Hits() != 1 {
			t.Errorf("%d hits", fault.Hits())
		}
	})
}

// TestScreenDoubtShows: after replies whose fate is unknown the brand's others
// wait for a next try, which the message and the top line count down to.
func TestScreenDoubtShows(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Sim.Inject(botsim.Fault{Kind: botsim.CutAfter, Method: "sendMessage", Times: 4})
		for _, text := range []string{"one", "two", "three", "four", "five"} {
			s.Type(text)
			s.Press("enter")
		}
		s.Advance(16 * time.Second)
		s.Expect("the last reply may not have arrived; next in 0:", "acme ! waits 0:")
		s.Advance(25 * time.Second)
		s.ExpectReceived(hana, "one", "two", "three", "four", "five")
		s.Expect("acme ●")
		s.ExpectNot("unclear")
	})
}

// TestScreenWholeBotWaits: told of more than one chat, the bot may be meant: its
// brand waits, longer each time, and shows that in the top line and in the settings,
// and the other brand goes on. Then the last visitor's reply finds out that it
// was not.
func TestScreenWholeBotWaits(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		told := s.Sim.Inject(botsim.Fault{Kind: botsim.TooManyRequests, Method: "sendMessage", Bot: s.Bots["acme"], RetryAfter: 300, Times: 4})
		var held []*rig.Visitor
		for _, name := range []string{"Hana Sato", "Ana Diaz", "Lea Roth", "Max Beck", "Ivan Petrov"} {
			held = append(held, s.Hold("acme", name))
			s.Type("one moment")
			s.Press("enter esc")
		}
		for told.Hits() < 4 { // two more are tried
			s.Advance(time.Second)
		}
		s.Expect("acme ! waits 0:0", "Telegram asks to wait 0:0") // Ivan's was not
		olga := s.Hold("globex", "Olga Novak")
		s.Type("right away")
		s.Press("enter esc")
		s.Advance(time.Second)
		s.ExpectReceived(olga, "right away")
		s.Expect("globex ●")
		s.Press(toBrand + "down down down down down enter")
		s.Expect("connected since", "Telegram asks to send nothing before")
		s.Press("esc esc esc")
		s.Advance(10 * time.Second)
		s.Expect("acme ●")
		s.ExpectReceived(held[4], "one moment")
		s.ExpectReceived(held[0])
		s.Advance(5 * time.Minute)
		for _, v := range held {
			s.ExpectReceived(v, "one moment")
		}
	})
}

// TestScreenLongWaitShows: a wait of hours shows hours, for the channel as well,
// and wakes the screen once a minute.
func TestScreenLongWaitShows(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Sim.Inject(botsim.Fault{Kind: botsim.TooManyHeaderOnly, Method: "sendMessage", Bot: s.Bots["acme"], RetryAfter: 10072, Times: 1})
		s.Sim.Inject(botsim.Fault{Kind: botsim.TooManyRequests, Method: "getUpdates", Bot: s.Bots["globex"], RetryAfter: 10072, Times: 1})
		s.Type("be very patient")
		s.Press("enter")
		s.Expect("Telegram asks to wait 2h 47m")
		s.Press("esc")
		s.Advance(time.Minute)
		s.Expect("globex ! waits 2h 4")
		s.Press(", down enter down down down down down enter")
		s.Expect("trying again since", "Telegram asks to wait 2h47m52s before the next request.", "next try at")
		s.Press("esc esc esc")
		s.Resize(44, 14)
		s.Settle()
		s.Press("2 enter")
		s.Expect("waits 2h 4")
		s.Resize(120, 36)
		s.Advance(3 * time.Hour)
		s.ExpectReceived(hana, "be very patient")
		s.Expect("globex ●")
		s.ExpectNot("! waits", "Telegram asks")
	})
}

// TestScreenLostKey: without the key of its token a channel asks for it again,
// and everything else works; with the pasted token it goes on.
func TestScreenLostKey(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		hana := s.Hold("acme", "Hana Sato")
		s.Stop()
		s.Must(s.DB.Close())
		another, err := seal.NewKey(bytes.Repeat([]byte{9}, seal.KeySize))
		s.Must(err)
		s.Key = another
		s.OpenDesk()
		asked := len(s.Sim.Requests(""))
		s.Start()
		s.Expect("acme ✗ needs a token")
		s.ExpectBottom("acme: the bot's token cannot be read, because its key is missing. P pastes it again.")
		s.Press("2 r")
		s.Type("One moment")
		s.Press("enter")
		s.Advance(time.Minute)
		s.ExpectReceived(hana)
		if n := len(s.Sim.Requests("")) - asked; n > 0 {
			t.Errorf("%d requests were made with a token that cannot be read", n)
		}
		s.Press("esc P")
		s.Expect("Step 1 of 2 · Token")
		s.Press("esc")
		s.Expect("The token of this brand cannot be read: the key of the bot tokens is missing", "Paste the bot's token again here")
		s.Press("t")
		s.Paste(s.Bots["acme"].Token)
		s.Press("enter")
		s.Expect("Step 2 of 2", "@acme_bot")
		s.Advance(time.Second)
		s.Press("enter")
		s.Expect("● connected")
		s.Advance(time.Second)
		s.ExpectReceived(hana, "One moment")
		s.Press("esc esc esc")
		s.Expect("acme ●")
	}, rig.Brands("acme"))
}
