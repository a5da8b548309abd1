package settings

import (
	"bytes"
	"image/png"
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/tui/qr"
	"tgdesk/tui/theme"
)

const pricing = "https://t.me/acme_help_bot?start=pricing"

// expectCode fails unless the code of a link is on the screen.
func (d *driver) expectCode(link string) {
	d.t.Helper()
	code, err := qr.ForScreen(link)
	if err != nil {
		d.t.Fatal(err)
	}
	view := d.view()
	for _, row := range code.Rows(qr.Terminal{Profile: theme.Plain}) {
		if !strings.Contains(view, row) {
			d.t.Fatalf("no %s on the screen:\n%s", row, view)
		}
	}
}

func TestLink(t *testing.T) {
	t.Parallel()
	d := openChannel(t, newFake(acme()))
	d.press("l")
	d.expect("Channel › Link", "https://t.me/acme_help_bot")
	d.enter("a.b")
	d.expect(`✗ "a.b" cannot be the payload of a link: use A-Z, a-z, 0-9, _ and -.`)
	d.press("enter")
	d.expect("Channel › Link") // and shows no code
	d.press("ctrl+u")
	d.enter("pricing")
	d.expect(pricing)
	d.press("enter")
	d.expectCode(pricing)
	d.press("y")
	d.notice("Copied: "+pricing, false)
	d.press("esc tab tab enter")
	d.notice("Copied: "+pricing, false)
	d.press("tab enter")
	d.notice("Copied the HTML of a button.", false)
	d.press("esc")
	d.expect("[ Disable ]")
}

func TestLinkOfTheWizard(t *testing.T) {
	t.Parallel()
	d := wizardScene("initech", "4242:"+strings.Repeat("x", 35), func(d *driver) { d.press("enter enter") })(t)
	d.press("l")
	d.expect("https://t.me/initech_bot", "› Link")
}

// TestCodeWithoutRoom: what does not fit is not drawn, and the page says how large it is.
func TestCodeWithoutRoom(t *testing.T) {
	t.Parallel()
	d := openChannel(t, newFake(acme()))
	d.press("l enter")
	for _, size := range [][2]int{{200, 60}, {120, 36}, {80, 24}, {37, 19}, {33, 17}} {
		d.w, d.h = size[0], size[1]
		d.expectCode("https://t.me/acme_help_bot")
	}
	for _, size := range [][2]int{{40, 12}, {32, 17}, {33, 16}} {
		d.w, d.h = size[0], size[1]
		d.expect("The QR code needs 33 columns and 17 rows")
		d.expectNot("▀")
	}
}

func TestSaveCode(t *testing.T) {
	t.Parallel()
	d := openChannel(t, newFake(acme()))
	d.press("l")
	d.enter("pricing")
	d.press("tab tab tab tab")
	d.expect("Folder for files, on the server", "~/")
	d.press("ctrl+u")
	d.enter("/tmp/codes")
	d.press("tab enter")
	d.notice("Saved on the server as /tmp/codes/acme_help_bot-pricing.png.", false)
	img, err := png.Decode(bytes.NewReader(d.desk.code))
	if err != nil || img.Bounds().Dx() < 500 {
		t.Errorf("%v, %v", err, img)
	}
	d.press("tab enter")
	d.notice("Saved on the server as /tmp/codes/acme_help_bot-pricing.svg.", false)
	if !bytes.HasPrefix(d.desk.code, []byte("<svg ")) {
		t.Errorf("%q", d.desk.code)
	}
	d.desk.fails["SaveCode"] = core.NewError(core.CodeUnavailable, "not_saved", "/tmp/codes", "no space left on device")
	d.press("enter")
	d.expect("✗ Cannot save the file in /tmp/codes: no space left on device.")
}

func TestNoLinkWithoutAnAddress(t *testing.T) {
	t.Parallel()
	b := acme()
	b.Bot.Username = ""
	d := openChannel(t, newFake(b))
	d.expectNot("QR")
	d.press("l")
	d.notice("This bot has no address to copy.", true)
}
