package settings

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
	"tgdesk/tui/theme"
)

const toChannel = "enter down down down down down enter"

func openChannel(t *testing.T, desk *fakeDesk) *driver {
	d := open(t, desk, false)
	d.press(toChannel)
	return d
}

func TestDisable(t *testing.T) {
	t.Parallel()
	for how, do := range map[string]func(*driver){
		"key":   func(d *driver) { d.press("d") },
		"tab":   func(d *driver) { d.press("tab tab tab enter") },
		"up":    func(d *driver) { d.press("up up enter") },
		"mouse": func(d *driver) { d.clickOn("[ Disable ]") },
	} {
		d := openChannel(t, newFake(acme()))
		d.expect("● connected since 13:30", "123456:…")
		d.expectNot("secret")
		do(d)
		if !d.desk.called("DisableBrand") {
			t.Fatalf("%s does not disable; calls: %s", how, d.desk.log())
		}
		d.notice("acme is disabled. Its chats stay readable.", false)
		d.expect("[ Enable ]", "○ disabled", "nothing is received or sent")
	}
}

func TestEnable(t *testing.T) {
	t.Parallel()
	const ask = "12 updates wait at Telegram for グローベックス社. Receive them?"
	for _, c := range []struct {
		waiting       int
		webhook       string
		keys, see     string
		notice, calls string
		dropped       bool
	}{
		{12, "", "enter", ask, "グローベックス社 is enabled and receives 12 updates.", "Waiting EnableBrand Brands", false},
		{12, "", "tab enter", ask, "グローベックス社 is enabled; 12 updates were dropped.", "Waiting EnableBrand Brands", true},
		{12, "", "tab tab enter", ask, "", "Waiting", false},
		{12, "", "esc", ask, "", "Waiting", false},
		{0, "", "", "", "グローベックス社 is enabled. No updates were waiting.", "Waiting EnableBrand Brands", false},
		{1, "", "enter", "1 update waits at Telegram", "グローベックス社 is enabled and receives 1 update.", "Waiting EnableBrand Brands", false},
		{0, "hooks.example.com", "enter", "hooks.example.com", "グローベックス社 is enabled. No updates were waiting.", "Waiting RemoveWebhook EnableBrand Brands", false},
		{2, "hooks.example.com", "tab enter", "hooks.example.com", "グローベックス社 is enabled and receives 2 updates.", "Waiting EnableBrand Brands", false},
	} {
		desk := newFake(globex())
		d := openChannel(t, desk)
		desk.waiting, desk.webhook, desk.calls = c.waiting, c.webhook, nil
		d.press("e")
		d.expect(c.see)
		d.press(c.keys)
		if desk.log() != c.calls || desk.dropped != c.dropped {
			t.Errorf("%+v: calls %s, dropped %v", c, desk.log(), desk.dropped)
		}
		if text, bad := d.toast(); text != c.notice || bad {
			t.Errorf("%+v: notice %q", c, text)
		}
		d.expect("› Channel", "Globex ␛[31m")
	}
}

func TestEnableWhenTelegramCannotBeAsked(t *testing.T) {
	t.Parallel()
	desk := newFake(globex())
	desk.fails["Waiting"] = core.NewError(core.CodeUnavailable, "change_refused", "Telegram cannot be reached.")
	d := openChannel(t, desk)
	d.press("e")
	d.expect("✗ Telegram cannot be reached.", "[ Enable anyway ]")
	d.press("enter")
	d.notice("グローベックス社 is enabled.", false)
}

func TestEnableFailure(t *testing.T) {
	t.Parallel()
	desk := newFake(globex())
	desk.waiting = 5
	desk.fails["EnableBrand"] = core.NewError(core.CodeUnavailable, "change_refused", "Telegram cannot be reached.")
	d := openChannel(t, desk)
	d.press("e tab enter")
	d.notice("Telegram cannot be reached.", true)
	d.expect("Receive them?")
}

// TestLeavingWhileAsking: a late answer changes nothing.
func TestLeavingWhileAsking(t *testing.T) {
	t.Parallel()
	d := openChannel(t, newFake(globex()))
	d.hold = true
	d.press("e esc")
	d.expect("[ Enable ]")
	d.release()
	if d.desk.called("EnableBrand") {
		t.Error("enabled after the operator went back")
	}
	d.expect("[ Enable ]")
}

func TestReplaceToken(t *testing.T) {
	t.Parallel()
	desk := newFake(acme())
	desk.who.Bot = acme().Bot
	d := openChannel(t, desk)
	d.press("t")
	d.expect("Step 1 of 2 · Token", "/mybots")
	d.paste("123456:newnewnewnewnewnewnewnew\n")
	desk.fails["AuthenticateFor"] = core.NewError(core.CodeConflict, "change_refused", "This token belongs to another bot (@x). acme needs one of @acme_help_bot.")
	d.press("enter")
	d.expect("✗ This token belongs to another bot (@x).")
	desk.fails = map[string]error{}
	d.press("enter")
	d.expect("Step 2 of 2 · Check", "acme", "@acme_help_bot")
	d.press("enter")
	d.notice("acme has its new token.", false)
	d.expect("Settings › Brands › acme › Channel [ Disable ]")
	if got := desk.saved; got != "123456:newnewnewnewnewnewnewnew" {
		t.Errorf("the token is %q", got)
	}
	d.press("t esc")
	d.expect("Settings › Brands › acme › Channel [ Disable ]")
}

func inConflict() core.BrandView {
	b := acme()
	b.Health = core.Health{State: core.HealthConflict, Detail: core.NewProblem("change_refused", "Another program polls this bot."), Since: at("14:00:00")}
	return b
}

func TestConflict(t *testing.T) {
	t.Parallel()
	d := openChannel(t, newFake(inConflict()))
	d.expect("! conflict", "Another program polls this bot with the same token.", "/revoke")
	d.expectNot("Remove the webhook")
	d.run(d.s.Refresh())
	if got := d.desk.log(); got != "Brands Waiting Brands" {
		t.Errorf("calls %s: Telegram is to be asked once for each conflict", got)
	}
}

func TestTakeOver(t *testing.T) {
	t.Parallel()
	for how, do := range map[string]func(*driver){
		"key":   func(d *driver) { d.press("o") },
		"mouse": func(d *driver) { d.clickOn("[ Take over ]") },
	} {
		d := openChannel(t, newFake(inConflict()))
		d.expect("or take over, and the other one loses the bot.")
		d.desk.fails["TakeOver"] = core.NewError(core.CodeUnavailable, "change_refused", "Telegram cannot be reached.")
		do(d)
		d.notice("Telegram cannot be reached.", true)
		d.desk.fails = map[string]error{}
		do(d)
		d.notice("The desk has taken over the bot of acme.", false)
		d.desk.brands[0] = acme()
		d.run(d.s.Refresh())
		d.expectNot("Take over")
		if !d.desk.called("TakeOver") {
			t.Errorf("%s does not take over; calls: %s", how, d.desk.log())
		}
	}
}

func TestRetryAfterIsShown(t *testing.T) {
	t.Parallel()
	desk := newFake(acme())
	desk.retryAt = at("17:02:37")
	d := openChannel(t, desk)
	d.expect("Telegram asks to send nothing before 17:02:37")
}

func TestConflictWithWebhook(t *testing.T) {
	t.Parallel()
	desk := newFake(inConflict())
	desk.webhook = "hooks.example.com"
	d := openChannel(t, desk)
	d.expect("A webhook sends this bot's updates to hooks.example.com.", "[ Remove the webhook ]")
	desk.fails["RemoveWebhook"] = core.NewError(core.CodeUnavailable, "change_refused", "Telegram cannot be reached.")
	d.press("w")
	d.notice("Telegram cannot be reached.", true)
	d.expect("[ Remove the webhook ]")
	desk.fails = map[string]error{}
	d.press("w")
	d.notice("The webhook of acme is removed. The desk receives its updates now.", false)
	d.expectNot("[ Remove the webhook ]")
}

func TestConflictWhenTelegramCannotBeAsked(t *testing.T) {
	t.Parallel()
	desk := newFake(inConflict())
	desk.fails["Waiting"] = core.NewError(core.CodeUnavailable, "change_refused", "Telegram cannot be reached.")
	d := openChannel(t, desk)
	d.expect("could not be asked which: Telegram cannot be reached.")
}

// TestConflictWhileLooking: the page notices what happens to the channel.
func TestConflictWhileLooking(t *testing.T) {
	t.Parallel()
	desk := newFake(acme())
	desk.webhook = "hooks.example.com"
	d := openChannel(t, desk)
	desk.brands[0] = inConflict()
	d.run(d.s.Refresh())
	d.expect("[ Remove the webhook ]")
	desk.brands[0] = acme()
	d.run(d.s.Refresh())
	d.expectNot("Remove the webhook")
}

func TestUnauthorized(t *testing.T) {
	t.Parallel()
	b := acme()
	b.Health = core.Health{State: core.HealthUnauthorized, Detail: core.NewProblem("change_refused", "Unauthorized"), Since: at("14:00:00").AddDate(0, 0, -2)}
	d := openChannel(t, newFake(b))
	d.expect("✗ needs a token since Friday,", "20 November 2026, 14:00", "Get the bot's current one from @BotFather", "[ Try again ]", "[ Paste a new token… ]")
	d.press("a")
	d.notice("Trying again with the token of acme.", false)
	if !d.desk.called("EnableBrand") {
		t.Errorf("calls %s", d.desk.log())
	}
	d.expectNot("Try again")
}

// TestOpenAtTheToken: the screen can open where a token is replaced; esc then
// leads back by the channel.
func TestOpenAtTheToken(t *testing.T) {
	t.Parallel()
	d := &driver{t: t, desk: newFake(acme()), now: at("14:02:00"), w: 80, h: 24}
	var first tea.Cmd
	d.s, first = New(Options{Session: newSession(t, checkedWords(t), theme.Dark(theme.Plain), func() time.Time { return d.now }), Desk: d.desk, Token: 1})
	d.run(first)
	d.expect("acme › Channel › Replace token", "Step 1 of 2")
	d.press("esc")
	d.expect("acme › Channel [ Disable ]")
	d.press("esc esc esc")
	if !d.s.Closed() {
		t.Error("esc does not leave the settings")
	}
}

// TestUntrustedText: whatever comes from outside is clean on every page.
func TestUntrustedText(t *testing.T) {
	t.Parallel()
	const evil = "x\x1b]0;pwned\x07\u202ey\x9b"
	b := inConflict()
	b.Name, b.Accent, b.Bot.Name, b.Bot.Username, b.Health.Detail = evil, evil, evil, evil, evil
	desk := newFake(b)
	desk.webhook, desk.who = evil, core.Identity{Bot: b.Bot, WebhookHost: evil}
	for _, keys := range []string{"", "enter", "enter enter", "enter down enter", toChannel, "enter G enter"} {
		d := open(t, desk, false)
		d.press(keys)
		d.expectClean()
	}
	d := open(t, desk, false)
	authenticate(d)
	d.expectClean()
	d.press("enter")
	d.expectClean()
	desk.fails["Waiting"] = core.NewError(core.CodeUnavailable, "change_refused", evil)
	d = openChannel(t, desk)
	d.expectClean()
	d.press("d e")
	d.expectClean()
}

// A token that cannot be read needs another remedy than one that Telegram refuses.
func TestSealedToken(t *testing.T) {
	t.Parallel()
	b := acme()
	b.TokenSealed = true
	b.Health = core.Health{State: core.HealthUnauthorized, Detail: core.NewProblem("change_refused", "The token of this brand cannot be read.")}
	d := openChannel(t, newFake(b))
	d.expect("123456:…", "The token of this brand cannot be read.", "Paste the bot's token again here")
	d.expectNot("Telegram does not accept this token")
	d.press("t")
	d.expect("Step 1 of 2 · Token")
}

// TestChannelKeysSayWhyNot: a letter of the page that has nothing to do now says why.
func TestChannelKeysSayWhyNot(t *testing.T) {
	t.Parallel()
	disabled, refused, nameless := acme(), acme(), acme()
	disabled.Enabled = false
	refused.Health.State = core.HealthUnauthorized
	nameless.Bot.Username = "no address"
	for _, c := range []struct {
		brand core.BrandView
		key   string
		want  string
	}{
		{acme(), "e", "The channel is enabled already."},
		{disabled, "d", "The channel is disabled already."},
		{acme(), "w", "No webhook is in the way."},
		{inConflict(), "w", "No webhook is in the way."},
		{acme(), "o", "No other program receives this bot's updates."},
		{acme(), "a", "Telegram has not refused this token."},
		{disabled, "a", "The channel is disabled: nothing is received or sent. Telegram keeps what visitors write for at most 24 hours."},
		{refused, "o", "No other program receives this bot's updates."},
		{nameless, "y", "This bot has no address to copy."},
	} {
		d := openChannel(t, newFake(c.brand))
		before := d.view()
		d.press(c.key)
		d.notice(c.want, true)
		if d.view() != before {
			t.Errorf("%s does something:\n%s", c.key, d.view())
		}
	}
}

func TestChannelStandsInColumns(t *testing.T) {
	t.Parallel()
	d := openChannel(t, newFake(acme()))
	column := -1
	for _, help := range []string{"what visitors see", "how the bot is found in Telegram", "where visitors begin to write", "the bot's number at Telegram", "whoever has it controls the bot", "whether the desk receives and sends"} {
		found := false
		for row := range strings.SplitSeq(d.view(), "\n") {
			before, _, ok := strings.Cut(row, help)
			if !ok {
				continue
			}
			found = true
			if at := len([]rune(before)); column >= 0 && at != column {
				t.Errorf("%q begins in column %d, not in %d:\n%s", help, at, column, d.view())
			} else {
				column = at
			}
		}
		if !found {
			t.Errorf("no %q:\n%s", help, d.view())
		}
	}
	// Without room for a column the meaning stands below, wherever it is read first.
	d.w, d.h = 40, 12
	for _, rows := range []string{
		"State ● connected since 13:30 whether the desk receives and sends", "Link https://t.me/acme_help_bot where visitors begin to write",
		"Bot Acme help what visitors see", "Username @acme_help_bot how the bot is found in Telegram", "Id 123456 the bot's number at Telegram",
	} {
		d.expect(rows)
	}
	d.s.Wheel(20)
	d.expect("Token 123456:… whoever has it controls the bot")
}
