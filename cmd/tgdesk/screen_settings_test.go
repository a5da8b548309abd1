package main

import (
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

func TestScreenFirstRunWizard(t *testing.T) {
	screenTest(t, func(d *drive) {
		bot := d.sim.AddBot(botsim.Bot{Username: "initech_bot", Name: "Initech care"})
		d.bots["initech"] = bot
		d.expect("Welcome to tgdesk.", "Step 1 of 4")
		d.typeText("initech")
		d.press("enter")
		d.expect("Step 2 of 4", "@BotFather")
		d.paste(" " + bot.Token + "\n")
		d.expectNot(bot.Token, bot.Token[12:])
		d.press("enter")
		d.expect("Step 4 of 4", "Initech care", "@initech_bot")
		d.advance(time.Second)
		d.press("enter")
		d.expectBottom("initech is connected as @initech_bot.")
		d.press("esc esc esc")
		d.expect("1 PENDING", "initech ●")
		d.visitor("initech", "Hana Sato").say("first!")
		d.expect("Hana Sato", "first!")
	}, brands())
}

func TestScreenFirstRunEscape(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.expect("Welcome to tgdesk.")
		d.press("esc esc")
		d.expect("1 PENDING")
		d.press(",")
		d.expect("Settings")
	}, brands())
}

func TestScreenWizardRefusesAWrongToken(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.typeText("initech")
		d.press("enter")
		d.paste("123456:wrong-wrong-wrong-wrong-wrong-wrong")
		d.press("enter")
		d.expect("✗ Telegram does not accept")
	}, brands())
}

// toBrand opens the settings of the first brand, acme.
const toBrand = ", enter "

func TestScreenSettingsLimit(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("Hello")
		d.press(toBrand + "down down enter")
		d.typeText("30s")
		d.press("enter")
		d.expectBottom("Answer limit of acme: 30 seconds.")
		d.press("esc esc esc")
		d.expect("1 PENDING")
		d.advance(30 * time.Second)
		d.expectState("Hana Sato", "unanswered")
		d.expectCounts(0, 0, 1, 0)
	})
}

func TestScreenSettingsDisableAndEnable(t *testing.T) {
	for name, c := range map[string]struct {
		keys, toast string
		taken       bool
	}{
		"take in": {"enter", "acme is enabled and takes in 2 updates.", true},
		"drop":    {"tab enter", "acme is enabled; 2 updates were dropped.", false},
	} {
		t.Run(name, func(t *testing.T) {
			screenTest(t, func(d *drive) {
				hana := d.visitor("acme", "Hana Sato")
				d.press(toBrand + "down down down down down enter")
				d.expect("[ Disable ]", "connected")
				d.clickOn("[ Disable ]")
				d.expectBottom("acme is disabled.")
				d.expect("acme ○")
				hana.say("one", "two")
				d.expectNot("1 waiting")
				d.press("e")
				d.expect("2 updates wait at Telegram for acme. Take them in?")
				d.advance(time.Second)
				d.press(c.keys)
				d.expectBottom(c.toast)
				d.settle()
				d.press("esc esc esc")
				d.expect("acme ●")
				if c.taken {
					d.expect("Hana Sato", "two")
				}
				hana.say("three")
				d.expect("three")
				want := 1
				if c.taken {
					want = 3
				}
				if got := d.chatOf("Hana Sato").Unread; got != want {
					t.Errorf("%d messages came in, want %d", got, want)
				}
			})
		})
	}
}

func TestScreenSettingsRemove(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.visitor("acme", "Hana Sato").say("Hello")
		d.press(toBrand + "G enter")
		d.expect("acme still has 1 open chat.")
		d.press("esc esc esc")
		d.expect("1 PENDING")
		d.press("1 enter esc e y " + toBrand + "G enter")
		d.expect("This removes acme from the desk")
		d.typeText("acme")
		d.press("enter")
		d.expectBottom("acme is removed.")
		d.press("esc esc esc")
		d.expect("globex ●")
		d.expectNot("acme ●")
		d.press("4")
		d.expect("Hana Sato") // completed chats stay readable
	})
}

func TestScreenSettingsAreForAdmins(t *testing.T) {
	screenTest(t, func(d *drive) {
		d.press(",")
		d.expectBottom("Only admins may change settings.")
		d.expectNot("Settings ›")
	}, func(s *setup) { s.role = core.RoleOperator })
}

// TestScreenRevokedToken: a token that Telegram no longer takes shows, and the
// new one mends it.
func TestScreenRevokedToken(t *testing.T) {
	screenTest(t, func(d *drive) {
		token := d.bots["acme"].Revoke()
		d.advance(time.Minute)
		d.expect("✗ needs a token")
		d.press(toBrand + "down down down down down enter")
		d.expect("Telegram does not accept this token any more.")
		d.press("t")
		d.paste(token + "\n")
		d.press("enter")
		d.expect("Step 3 of 3")
		d.advance(time.Second)
		d.press("enter")
		d.expectBottom("acme has its new token.")
		d.press("esc esc esc esc")
		d.expect("acme ●")
		d.visitor("acme", "Hana Sato").say("back again")
		d.expect("back again")
	})
}
