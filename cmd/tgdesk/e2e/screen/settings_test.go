package screen

import (
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

func TestScreenFirstRunWizard(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		bot := d.Sim.AddBot(botsim.Bot{Username: "initech_bot", Name: "Initech care"})
		d.Bots["initech"] = bot
		d.Expect("Welcome to tgdesk.", "Step 1 of 4")
		d.Type("initech")
		d.Press("enter")
		d.Expect("Step 2 of 4", "@BotFather")
		d.Paste(" " + bot.Token + "\n")
		d.ExpectNot(bot.Token, bot.Token[12:])
		d.Press("enter")
		d.Expect("Step 4 of 4", "Initech care", "@initech_bot")
		d.Advance(time.Second)
		d.Press("enter")
		d.ExpectBottom("initech is connected as @initech_bot.")
		d.Press("esc esc esc")
		d.Expect("1 PENDING", "initech ●")
		d.Visitor("initech", "Hana Sato").Write("first!")
		d.Expect("Hana Sato", "first!")
	}, rig.Brands())
}

func TestScreenFirstRunEscape(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Expect("Welcome to tgdesk.")
		d.Press("esc esc")
		d.Expect("1 PENDING")
		d.Press(",")
		d.Expect("Settings")
	}, rig.Brands())
}

func TestScreenWizardRefusesAWrongToken(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Type("initech")
		d.Press("enter")
		d.Paste("123456:wrong-wrong-wrong-wrong-wrong-wrong")
		d.Press("enter")
		d.Expect("✗ Telegram does not accept")
	}, rig.Brands())
}

// toBrand opens the settings of the first brand, acme.
const toBrand = ", enter "

func TestScreenSettingsLimit(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("Hello")
		d.Press(toBrand + "down down enter")
		d.Type("30s")
		d.Press("enter")
		d.ExpectBottom("Answer limit of acme: 30 seconds.")
		d.Press("esc esc esc")
		d.Expect("1 PENDING")
		d.Advance(30 * time.Second)
		d.ExpectState("Hana Sato", "unanswered")
		d.ExpectCounts(0, 0, 1, 0)
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
			rig.Test(t, func(d *rig.Session) {
				hana := d.Visitor("acme", "Hana Sato")
				d.Press(toBrand + "down down down down down enter")
				d.Expect("[ Disable ]", "connected")
				d.ClickOn("[ Disable ]")
				d.ExpectBottom("acme is disabled.")
				d.Expect("acme ○")
				hana.Write("one", "two")
				d.ExpectNot("1 waiting")
				d.Press("e")
				d.Expect("2 updates wait at Telegram for acme. Take them in?")
				d.Advance(time.Second)
				d.Press(c.keys)
				d.ExpectBottom(c.toast)
				d.Settle()
				d.Press("esc esc esc")
				d.Expect("acme ●")
				if c.taken {
					d.Expect("Hana Sato", "two")
				}
				hana.Write("three")
				d.Expect("three")
				want := 1
				if c.taken {
					want = 3
				}
				if got := d.ChatOf("Hana Sato").Unread; got != want {
					t.Errorf("%d messages came in, want %d", got, want)
				}
			})
		})
	}
}

func TestScreenSettingsRemove(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Visitor("acme", "Hana Sato").Write("Hello")
		d.Press(toBrand + "G enter")
		d.Expect("acme still has 1 open chat.")
		d.Press("esc esc esc")
		d.Expect("1 PENDING")
		d.Press("1 enter esc e y " + toBrand + "G enter")
		d.Expect("This removes acme from the desk")
		d.Type("acme")
		d.Press("enter")
		d.ExpectBottom("acme is removed.")
		d.Press("esc esc esc")
		d.Expect("globex ●")
		d.ExpectNot("acme ●")
		d.Press("4")
		d.Expect("Hana Sato") // completed chats stay readable
	})
}

func TestScreenSettingsAreForAdmins(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		d.Press(",")
		d.ExpectBottom("Only an admin may change that.")
		d.ExpectNot("Settings ›")
	}, func(s *rig.Setup) { s.Role = core.RoleOperator })
}

// TestScreenRevokedToken: a token that Telegram no longer takes shows, and the
// new one mends it.
func TestScreenRevokedToken(t *testing.T) {
	rig.Test(t, func(d *rig.Session) {
		token := d.Bots["acme"].Revoke()
		d.Advance(time.Minute)
		d.Expect("✗ needs a token")
		d.Press(toBrand + "down down down down down enter")
		d.Expect("Telegram does not accept this token any more.")
		d.Press("t")
		d.Paste(token + "\n")
		d.Press("enter")
		d.Expect("Step 3 of 3")
		d.Advance(time.Second)
		d.Press("enter")
		d.ExpectBottom("acme has its new token.")
		d.Press("esc esc esc esc")
		d.Expect("acme ●")
		d.Visitor("acme", "Hana Sato").Write("back again")
		d.Expect("back again")
	})
}
