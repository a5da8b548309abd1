package settings

import (
	"testing"

	"tgdesk/core"
)

func openFace(t *testing.T, desk *fakeDesk) *driver {
	desk.shown = core.Face{Name: "Acme help", Description: "By\nBotFather"}
	d := open(t, desk, false)
	d.press("enter G up up enter")
	return d
}

func TestFacePage(t *testing.T) {
	t.Parallel()
	d := openFace(t, newFake(acme()))
	d.expect("acme › Bot's profile", "as it is", "at Telegram: Acme help", "at Telegram: By BotFather", "Nothing is wanted")
	d.press("down enter")
	d.enter("Acme")
	d.press("enter")
	d.notice("Saved the profile of @acme_help_bot, for everybody.", false)
	d.expect("Name › Acme", "The desk sets it while it runs")
	d.press("down down enter")
	d.enter("Ask us")
	d.press("tab enter")
	d.expect("Description › Ask us")
	d.press("down enter")
	d.enter("Start - x")
	d.expect(`✗ "Start" cannot be a command: use a-z, 0-9 and _.`)
	d.press("ctrl+u")
	d.enter("start - Begin")
	d.press("enter")
	d.enter("help - Help")
	d.press("tab enter")
	d.expect("Commands › /start /help")
	if got := core.FormatCommands(d.desk.faces[0].Face.Commands); got != "start - Begin\nhelp - Help" {
		t.Errorf("commands: %q", got)
	}
}

func TestFacePageLimits(t *testing.T) {
	t.Parallel()
	d := openFace(t, newFake(acme()))
	d.press("down enter")
	for range 65 {
		d.enter("x")
	}
	d.expect("✗ The name is too long: 65 characters, Telegram shows at most 64.")
	d.press("enter")
	if d.desk.called("SetFace") {
		t.Error("saved all the same")
	}
}

func TestFacePageLanguage(t *testing.T) {
	t.Parallel()
	desk := newFake(acme())
	desk.faces = []core.BrandFace{{Brand: 1, Language: "ja", Face: core.Face{Name: "アクメ"}, Bot: 123456, Problem: core.NewProblem("telegram_refused", "no")}}
	d := openFace(t, desk)
	d.expectNot("アクメ")
	d.press("enter")
	d.enter("jpn")
	d.expect(`"jpn" is no language`)
	d.press("ctrl+u")
	d.enter("ja")
	d.press("enter")
	d.expect("in the language ja", "アクメ", "It is not tried again until you change it.")
}

// TestFacePageAsksWhatIsShown: when it opens, and when the desk has set something, but not
// whenever a brand is read again.
func TestFacePageAsksWhatIsShown(t *testing.T) {
	t.Parallel()
	desk := newFake(acme())
	desk.faces = []core.BrandFace{{Brand: 1, Face: core.Face{Name: "Acme"}, Bot: 123456}}
	d := openFace(t, desk)
	asked := func() (n int) {
		for _, call := range desk.calls {
			if call == "FaceAtTelegram" {
				n++
			}
		}
		return n
	}
	d.run(d.s.Refresh())
	if n := asked(); n != 1 {
		t.Errorf("asked %d times", n)
	}
	desk.faces[0].Succeeded(core.FaceName | core.FaceAbout | core.FaceDescription | core.FaceCommands)
	desk.shown.Name = "Acme"
	d.run(d.s.Refresh())
	if n := asked(); n != 2 {
		t.Errorf("asked %d times", n)
	}
	d.expect("at Telegram: Acme", "Telegram has it.")
	desk.fails["FaceAtTelegram"] = core.NewError(core.CodeUnavailable, "change_refused", "Telegram cannot be reached.")
	d.press("esc enter")
	d.expect("Telegram cannot be reached.")
}
