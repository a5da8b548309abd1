package settings

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/charmbracelet/bubbles/spinner"
	tea "github.com/charmbracelet/bubbletea"

	"tgdesk/core"
)

func TestWizard(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(acme()), false)
	d.press("n")
	d.expect("Step 1 of 3 · Name")
	d.enter("initech")
	d.press("enter")
	d.expect("Step 2 of 3 · Token", "talk to @BotFather", "/newbot", `ends in "bot"`, "/mybots")
	d.paste(" 4242:secretsecretsecretsecret\r\n")
	d.expectNot("secretsecret")
	d.press("enter")
	if got := d.desk.token; got != "4242:secretsecretsecretsecret" {
		t.Fatalf("asked with %q", got)
	}
	d.expect("Step 3 of 3 · Check", "Initech care", "@initech_bot", "4242", "3 updates wait")
	d.press("enter")
	d.notice("initech is connected as @initech_bot.", false)
	d.expect("initech is connected. To try it, write to its bot from another Telegram account:", "https://t.me/initech_bot", "▌[ Done ]")
	for _, keys := range []string{"y", "tab enter"} {
		d.press(keys)
		d.notice("Copied: https://t.me/initech_bot", false)
	}
	d.press("tab enter")
	d.expect("Settings › Brands › initech › Channel", "[ Disable ]", "● connected", "Link https://t.me/initech_bot")
	b := d.desk.brands[1]
	if b.Accent == acme().Accent || b.Limits != core.DefaultLimits() || d.desk.saved != "4242:secretsecretsecretsecret" {
		t.Errorf("added %+v", b)
	}
	if d.desk.called("RemoveWebhook") {
		t.Error("a webhook was removed that nobody asked about")
	}
	d.press("esc esc n")
	d.expectNot("initech")
}

// TestWizardAtAnotherServer: the field for a Bot API server is shown on demand,
// and the token goes to that server alone.
func TestWizardAtAnotherServer(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(acme()), false)
	d.press("n")
	d.enter("initech")
	d.press("enter")
	d.paste("4242:secretsecretsecretsecret")
	d.expectNot("Bot API server")
	d.press("tab tab enter")
	d.expect("Bot API server (empty for the default)", "no 20 MB limit")
	for _, c := range []struct {
		err  *core.Error
		want string
	}{
		{core.NewError(core.CodeInvalid, "api_url"), "nowhere ✗ Not a Bot API server address."},
		{core.NewError(core.CodeUnavailable, "telegram_down", core.NewProblem("telegram_timeout", "nowhere", time.Second)), "nowhere ✗ nowhere did not answer"},
		{core.NewError(core.CodeInvalid, "change_refused", "Telegram does not accept this token."), "•••• ✗ Telegram does not accept this token."},
	} {
		d.desk.fails["Authenticate"] = c.err
		d.paste(" nowhere ")
		d.press("enter")
		d.expect(c.want)
		d.press("backspace")
		d.expectNot("✗")
		d.press("ctrl+u")
	}
	d.desk.fails["Authenticate"] = nil
	d.paste("4242:secretsecretsecretsecret") // the last case was about the token
	d.press("tab ctrl+u")
	d.paste("http://127.0.0.1:8081")
	d.press("enter")
	d.expect("Step 3 of 3 · Check", "Server", "http://127.0.0.1:8081")
	d.press("esc")
	d.expect("http://127.0.0.1:8081")
	d.press("enter enter")
	b := d.desk.brands[1]
	if d.desk.server != "http://127.0.0.1:8081" || b.Options.APIURL != d.desk.server || b.Options.FetchUpTo != core.DefaultBrandOptions().FetchUpTo {
		t.Errorf("asked at %q, added %+v", d.desk.server, b.Options)
	}
}

func TestWizardSurvivesLeaving(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(), false)
	authenticate(d)
	d.expect("Step 3 of 3")
	for _, want := range []string{"Step 2 of 3", "Step 1 of 3", "There are no brands yet"} {
		d.press("esc")
		d.expect(want)
	}
	d.press("n")
	d.expect("initech")
	d.press("enter enter")
	d.expect("Step 3 of 3")
	d.press("esc esc esc esc")
	if !d.s.Closed() {
		t.Error("esc on the top level leaves the screen open")
	}
}

func TestWizardNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ typed, problem, why string }{
		{"", "", "Type the name of the brand first."},
		{"   ", "", "Type the name of the brand first."},
		{"Acme", "✗ There is already a brand named acme.", "There is already a brand named acme."},
		{strings.Repeat("x", 41), "✗ Too long: 41 characters, at most 40.", "Too long: 41 characters, at most 40."},
		{"\u3164", "✗ The brand needs a name.", "The brand needs a name."},
	} {
		d := open(t, newFake(acme()), false)
		d.press("n")
		d.enter(c.typed)
		d.expect(c.problem)
		if d.s.Hints()[0].Disabled != c.why {
			t.Errorf("%q: enter is off because %q", c.typed, d.s.Hints()[0].Disabled)
		}
		d.press("enter")
		d.notice("", false)
		d.expect("Step 1 of 3", "✗ "+c.why)
		d.press("tab enter") // the button says it in the same place
		d.expect("✗ " + c.why)
		if !d.typing() {
			t.Errorf("%q: the field that is in the way has not the focus", c.typed)
		}
		d.press("ctrl+u")
		d.enter("initech")
		d.expectNot("✗")
	}
}

func TestWizardWithoutToken(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(), false)
	d.press("n")
	d.enter("initech")
	d.press("enter enter")
	d.notice("", false)
	d.expect("123456789:… ✗ Paste the token first.")
	d.press("tab tab enter")
	d.expectNot("✗")
	d.press("enter") // in the field of the server
	d.expect("123456789:… ✗ Paste the token first.")
	d.paste("4242:secretsecretsecretsecret")
	d.expectNot("✗")
}

// TestWizardNameTakenMeanwhile: a name that only Finish refuses leads back to it.
func TestWizardNameTakenMeanwhile(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(), false)
	authenticate(d)
	d.desk.fails["AddBrand"] = core.NewError(core.CodeConflict, "brand_name_taken", "initech")
	d.press("enter")
	d.notice("", false)
	d.expect("Step 1 of 3", "initech ✗ There is already a brand named initech.")
	delete(d.desk.fails, "AddBrand")
	d.enter("2")
	d.expectNot("✗")
	d.press("enter enter enter")
	d.expect("initech2 is connected")
}

// TestWizardErrors: each problem with a token is its own sentence, and the
// token can be corrected.
func TestWizardErrors(t *testing.T) {
	t.Parallel()
	for _, sentence := range []string{
		"This does not look like a token.", "Telegram does not accept this token.",
		"Telegram cannot be reached.", "The brand acme of this desk already uses this bot.",
	} {
		d := open(t, newFake(), false)
		d.desk.fails["Authenticate"] = core.NewError(core.CodeInvalid, "change_refused", sentence)
		authenticate(d)
		d.expect("Step 2 of 3", "✗ "+sentence, "4242••••")
		d.press("backspace")
		d.expectNot(sentence)
		d.desk.fails["Authenticate"] = nil
		d.press("enter")
		d.expect("Step 3 of 3")
		if d.desk.token != "4242:secretsecretsecretsecre" {
			t.Errorf("asked again with %q", d.desk.token)
		}
	}
}

// TestBotWithoutAddress: a name that no address can hold is never shown as one.
func TestBotWithoutAddress(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(), false)
	d.desk.who.Bot.Username = "evil?x=1\x1b[2J"
	authenticate(d)
	d.press("enter")
	d.expect("Settings › Brands › initech › Channel")
	d.expectNot("t.me")
	d.press("y")
	d.expectClean()
	d.expectNot("t.me")
}

func TestWizardHidesInternalErrors(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(), false)
	d.desk.fails["Authenticate"] = context.DeadlineExceeded
	authenticate(d)
	d.expect("Something went wrong inside tgdesk")
}

func TestLateAnswerAfterCancelIsDropped(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(), false)
	d.hold = true
	authenticate(d)
	d.expect("Asking Telegram who this bot is…")
	d.press("enter space") // nothing has the focus
	d.expect("Asking Telegram who this bot is…")
	d.press("esc")
	d.expect("Step 2 of 3")
	late := question(d)()
	if d.run(d.s.Update(late)); d.desk.log() != "Brands Authenticate" {
		t.Fatalf("calls: %s", d.desk.log())
	}
	d.expect("Step 2 of 3")
	d.expectNot("✗")
	d.hold, d.held = false, nil
	d.press("enter")
	d.expect("Step 3 of 3")
}

// TestCancelEndsTheRequest: esc cancels the context of the request.
func TestCancelEndsTheRequest(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(), false)
	d.hold = true
	authenticate(d)
	began, ended := make(chan struct{}), make(chan struct{})
	d.s.o.Desk = waitingDesk{d.desk, began}
	go func() {
		question(d)()
		close(ended)
	}()
	<-began
	d.press("esc")
	select {
	case <-ended:
	case <-time.After(time.Minute): // only a failing test waits for it
		t.Error("esc leaves the request running")
	}
}

// question is the first held command without the spinner that turns meanwhile.
func question(d *driver) tea.Cmd { return d.held[0]().(tea.BatchMsg)[0] }

// TestSpinner: it turns while a question is pending, and then stands still.
func TestSpinner(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		d := open(t, newFake(), false)
		d.hold = true
		authenticate(d)
		answer, tick := question(d), d.held[0]().(tea.BatchMsg)[1]
		for _, frame := range spinner.MiniDot.Frames[:4] {
			d.expect(frame + " Asking Telegram")
			tick = d.s.Update(tick())
		}
		d.expect("New brand " + spinner.MiniDot.Frames[4]) // it takes long
		d.s.Update(answer())
		if d.s.Update(tick()) != nil {
			t.Error("it turns though nothing is pending")
		}
	})
}

// waitingDesk authenticates until the request is cancelled.
type waitingDesk struct {
	*fakeDesk
	began chan struct{}
}

func (d waitingDesk) Authenticate(ctx context.Context, _ core.OperatorID, _, _ string) (core.Identity, error) {
	close(d.began)
	<-ctx.Done()
	return core.Identity{}, ctx.Err()
}

// TestFirstRunIsLeftByOneEsc: the wizard opened by itself, so esc leaves the settings.
func TestFirstRunIsLeftByOneEsc(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(), true)
	d.expect("Step 1 of 3")
	d.press("esc")
	if !d.s.Closed() {
		t.Error("esc does not leave the settings")
	}
}

func TestWizardWebhook(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		keys    string
		removes bool
	}{{"enter", true}, {"tab enter", false}} {
		d := open(t, newFake(), true)
		d.desk.who.WebhookHost = "hooks.example.com\x1b[2J"
		d.press("esc")
		authenticate(d)
		d.expect("hooks.example.com␛[2J")
		d.press(c.keys)
		want := "AddBrand"
		if c.removes { // before the channel starts
			want = "AddBrand RemoveWebhook EnableBrand"
		}
		if got, _ := strings.CutPrefix(d.desk.log(), "Brands Authenticate "); got != want || d.s.Closed() {
			t.Errorf("%s: calls %s, closed %v", c.keys, d.desk.log(), d.s.Closed())
		}
		if !d.desk.brands[0].Enabled {
			t.Errorf("%s: the channel does not start", c.keys)
		}
	}
}

// TestWizardWebhookStays: a brand whose webhook could not be removed is saved all the
// same, and starts, so that its channel says what is in the way.
func TestWizardWebhookStays(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(), false)
	d.desk.who.WebhookHost = "hooks.example.com"
	d.desk.fails["RemoveWebhook"] = core.NewError(core.CodeUnavailable, "change_refused", "Telegram cannot be reached.")
	authenticate(d)
	d.press("enter")
	d.notice("Telegram cannot be reached.", true)
	d.expect("initech is connected")
	if !d.desk.brands[0].Enabled {
		t.Error("the channel does not start")
	}
}

// TestReplaceTokenAndWebhook: the channel of a brand with a new token starts without
// the webhook, unless it is disabled.
func TestReplaceTokenAndWebhook(t *testing.T) {
	t.Parallel()
	for _, b := range []core.BrandView{acme(), globex()} {
		d := openChannel(t, newFake(b))
		d.desk.who.WebhookHost = "hooks.example.com"
		d.press("t")
		d.paste("4242:secretsecretsecretsecret")
		d.press("enter enter")
		d.notice("The webhook of "+b.Name+" is removed. The desk receives its updates now.", false)
		want := "ReplaceToken RemoveWebhook"
		if b.Enabled {
			want += " EnableBrand"
		}
		if got, _ := strings.CutPrefix(d.desk.log(), "Brands AuthenticateFor "); got != want || d.desk.brands[0].Enabled != b.Enabled {
			t.Errorf("calls %s, want %s; enabled %v", got, want, d.desk.brands[0].Enabled)
		}
	}
}

func TestWizardFailedFinish(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(), false)
	d.desk.who.WebhookHost = "hooks.example.com"
	d.desk.fails["AddBrand"] = core.NewError(core.CodeConflict, "change_refused", "The brand acme already uses this bot.")
	authenticate(d)
	d.press("enter")
	d.notice("The brand acme already uses this bot.", true)
	d.expect("Step 3 of 3")
	if d.desk.called("RemoveWebhook") {
		t.Error("the webhook is gone though the brand was not added")
	}
	delete(d.desk.fails, "AddBrand")
	d.press("enter")
	d.expect("https://t.me/initech_bot")
	d.press("esc")
	d.expect("initech › Channel")
}

func TestFinishRunsOnce(t *testing.T) {
	t.Parallel()
	d := open(t, newFake(), false)
	authenticate(d)
	d.hold = true
	d.press("enter enter enter esc esc esc")
	d.release()
	if len(d.desk.brands) != 1 {
		t.Fatalf("%d brands were added", len(d.desk.brands))
	}
	d.notice("initech is connected as @initech_bot.", false)
	d.expect("Settings › Brands", "initech")
}

func TestFirstRun(t *testing.T) {
	t.Parallel()
	for _, leave := range []string{"enter", "esc"} {
		firstRun(t, leave)
	}
}

func firstRun(t *testing.T, leave string) {
	d := open(t, newFake(), true)
	d.expect("Welcome to tgdesk.", "Step 1 of 3")
	if !d.typing() {
		t.Error("the name field does not have the focus")
	}
	d.enter("initech")
	d.press("enter")
	d.paste("4242:x")
	d.press("enter")
	d.now = d.now.Add(time.Second)
	d.press("enter")
	d.expect("https://t.me/initech_bot")
	d.press(leave)
	if !d.s.Closed() {
		t.Error("the first run's wizard does not lead to the desk")
	}
}
