package screen

import (
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/core/telegram/botsim"
)

func TestScreenFirstRunWizard(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		bot := s.Sim.AddBot(botsim.Bot{Username: "initech_bot", Name: "Initech care"})
		s.Bots["initech"] = bot
		s.Expect("Welcome to tgdesk.", "Step 1 of 3")
		s.Type("initech")
		s.Press("enter")
		s.Expect("Step 2 of 3", "@BotFather")
		s.Paste(" " + bot.Token + "\n")
		s.ExpectNot(bot.Token, bot.Token[12:])
		s.Press("enter")
		s.Expect("Step 3 of 3", "Initech care", "@initech_bot")
		s.Advance(time.Second)
		s.Press("enter")
		s.ExpectBottom("initech is connected as @initech_bot.")
		s.Expect("https://t.me/initech_bot")
		s.Press("y")
		s.ExpectBottom("Copied: https://t.me/initech_bot")
		s.Press("enter")
		s.Expect("1 PENDING", "initech ●")
		s.Visitor("initech", "Hana Sato").Write("first!")
		s.Expect("Hana Sato", "first!")
	}, rig.Brands())
}

func TestScreenFirstRunEscape(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Expect("Welcome to tgdesk.")
		s.Press("esc esc")
		s.Expect("1 PENDING")
		s.Press(",")
		s.Expect("Settings")
	}, rig.Brands())
}

func TestScreenWizardRefusesAWrongToken(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Type("initech")
		s.Press("enter")
		s.Paste("123456:wrong-wrong-wrong-wrong-wrong-wrong")
		s.Press("enter")
		s.Expect("✗ Telegram does not accept")
	}, rig.Brands())
}

// toBrand opens the settings of the first brand, acme.
const toBrand = ", enter "

func TestScreenSettingsLimit(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("Hello")
		s.Press(toBrand + "down down enter")
		s.Type("30s")
		s.Press("enter")
		s.ExpectBottom("acme: pending chats become unanswered after 30 seconds, open ones included.")
		s.Press("esc esc esc")
		s.Expect("1 PENDING")
		s.Advance(30 * time.Second)
		s.ExpectState("Hana Sato", "unanswered")
		s.ExpectCounts(0, 0, 1, 0)
	})
}

// TestScreenSettingsLimitClosesChats: a limit that makes chats unanswered at once does
// so only after a yes.
func TestScreenSettingsLimitClosesChats(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("Hello")
		s.Advance(2 * time.Minute)
		s.Press(toBrand + "down down enter")
		s.Type("1m")
		s.Press("enter")
		s.Expect("This makes 1 pending chat of acme unanswered at once.")
		s.Press("enter")
		s.ExpectState("Hana Sato", "pending")
		s.Press("enter tab enter")
		s.ExpectBottom("acme: pending chats become unanswered after 1 minute, open ones included.")
		s.ExpectState("Hana Sato", "unanswered")
	})
}

func TestScreenSettingsDisableAndEnable(t *testing.T) {
	for name, c := range map[string]struct {
		keys, toast string
		taken       bool
	}{
		"take in": {"enter", "acme is enabled and receives 2 updates.", true},
		"drop":    {"tab enter", "acme is enabled; 2 updates were dropped.", false},
	} {
		t.Run(name, func(t *testing.T) {
			rig.Test(t, func(s *rig.Session) {
				hana := s.Visitor("acme", "Hana Sato")
				s.Press(toBrand + "down down down down down enter")
				s.Expect("[ Disable ]", "connected")
				s.ClickOn("[ Disable ]")
				s.ExpectBottom("acme is disabled.")
				s.Expect("acme ○")
				hana.Write("one", "two")
				s.ExpectNot("1 waiting")
				s.Press("e")
				s.Expect("2 updates wait at Telegram for acme. Receive them?")
				s.Advance(time.Second)
				s.Press(c.keys)
				s.ExpectBottom(c.toast)
				s.Settle()
				s.Press("esc esc esc")
				s.Expect("acme ●")
				if c.taken {
					s.Expect("Hana Sato", "two")
				}
				hana.Write("three")
				s.Expect("three")
				want := 1
				if c.taken {
					want = 3
				}
				if got := s.ChatOf("Hana Sato").Received; got != want {
					t.Errorf("%d messages came in, want %d", got, want)
				}
			})
		})
	}
}

func TestScreenSettingsRemove(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Visitor("acme", "Hana Sato").Write("Hello")
		s.Press(toBrand + "G enter")
		s.Expect("acme still has 1 open chat.")
		s.Press("esc esc esc")
		s.Expect("1 PENDING")
		s.Press("1 enter esc e y " + toBrand + "G enter")
		s.Expect("This removes acme from the desk")
		s.Type("acme")
		s.Press("enter")
		s.ExpectBottom("acme is removed.")
		s.Press("esc esc esc")
		s.Expect("globex ●")
		s.ExpectNot("acme ●")
		s.Press("4")
		s.Expect("Hana Sato") // completed chats stay readable
	})
}

// TestScreenRevokedToken: a token that Telegram no longer takes shows, and the
// new one mends it.
func TestScreenRevokedToken(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		token := s.Bots["acme"].Revoke()
		s.Advance(time.Minute)
		s.Expect("✗ needs a token")
		s.Press(toBrand + "down down down down down enter")
		s.Expect("Telegram no longer accepts this token.")
		s.Press("t")
		s.Paste(token + "\n")
		s.Press("enter")
		s.Expect("Step 2 of 2")
		s.Advance(time.Second)
		s.Press("enter")
		s.ExpectBottom("acme has its new token.")
		s.Press("esc esc esc esc")
		s.Expect("acme ●")
		s.Visitor("acme", "Hana Sato").Write("back again")
		s.Expect("back again")
	})
}

// TestScreenWizardRemovesTheWebhook before the channel polls: no poll meets it, so
// that nothing shows a conflict.
func TestScreenWizardRemovesTheWebhook(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		bot := s.Sim.AddBot(botsim.Bot{Username: "initech_bot", Name: "Initech care"})
		bot.SetWebhook("https://crm.example.com/hook")
		s.Bots["initech"] = bot
		s.Type("initech")
		s.Press("enter")
		s.Paste(bot.Token)
		s.Press("enter")
		s.Expect("Step 3 of 3", "[ Remove the webhook and finish ]")
		s.Press("enter")
		s.ExpectBottom("The webhook of initech is removed. The desk receives its updates now.")
		s.Expect("initech ●", "https://t.me/initech_bot")
		if n := s.Sim.Count("getUpdates", bot); n != 1 || bot.Webhook() != "" || strings.Contains(s.Log.String(), "conflict") {
			t.Errorf("polled %d times, webhook %q, log:\n%s", n, bot.Webhook(), s.Log)
		}
		s.Visitor("initech", "Hana Sato").Write("first!")
		s.Press("enter esc esc esc")
		s.Expect("Hana Sato", "first!")
	}, rig.Brands())
}

// TestScreenOwnSettings: who may not manage the desk sets what is their own, and sees
// nothing else of the settings.
func TestScreenOwnSettings(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Press(",")
		s.Expect("Settings › Yours", "Time zone", "Theme")
		s.ExpectNot("New brand", "› Brands", "Operators", "Audit")
		s.Press("esc")
		s.Expect("1 PENDING")
		s.Press(", enter")
		s.Expect("show it to visitors")
		s.Type("Mika from Acme")
		s.Press("enter")
		s.ExpectBottom("Saved for mika.")
		s.Expect("› Mika from Acme")
		s.Press("esc")
		s.Expect("1 PENDING")
	}, func(o *rig.Setup) { o.Role = core.RoleOperator })
}

// TestScreenRoleChangesUnderSettings: settings that a new role may not change close, and
// the operator is told why.
func TestScreenRoleChangesUnderSettings(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		become := func(role core.Role) {
			s.T.Helper()
			_, err := s.Desk.SetOperator(s.T.Context(), s.Ann.ID, s.Mika.ID, desk.OperatorChange{Role: &role})
			s.Must(err)
			s.Settle()
		}
		s.Press(", enter")
		s.Expect("Settings › Brands › acme")
		become(core.RoleSupervisor)
		s.Expect("1 PENDING")
		s.ExpectNot("Settings")
		s.ExpectBottom("Your role is supervisor now: these settings are not yours any more.")
		s.Press(",")
		s.Expect("Settings › Yours")
		become(core.RoleAdmin)
		s.Expect("Settings › Yours") // nothing was taken away
		s.ExpectBottom("Your role is admin now.")
		become(core.RoleOperator)
		s.ExpectNot("Settings")
		s.Press("1")
		become(core.RoleSupervisor)
		s.ExpectBottom("Your role is supervisor now.")
	})
}

// TestScreenAuditOfARemovedBrand: what was done for a brand keeps its name.
func TestScreenAuditOfARemovedBrand(t *testing.T) {
	rig.Test(t, func(s *rig.Session) {
		s.Hold("globex", "Hana Sato")
		s.Press("esc e y")
		s.Must(s.Desk.RemoveBrand(s.T.Context(), s.Mika.ID, s.ChatOf("Hana Sato").BrandID))
		s.Settle()
		s.Press(", G up enter")
		s.Expect("chat picked up", "#1 · globex · pending → active mika")
		s.Press("down down enter")
		s.Expect("Audit › chat picked up", "Brand   globex")
	})
}
