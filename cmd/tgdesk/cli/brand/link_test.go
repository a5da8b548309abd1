package brand_test

import (
	"context"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/tui/qr"
)

const door = "https://t.me/acme_help_bot?start=door"

// readQR is what stands in a picture of a code.
func readQR(t *testing.T, img image.Image) string {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	result, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal(err)
	}
	return result.GetText()
}

func TestLink(t *testing.T) {
	t.Parallel()
	s, env := rig.NewSandboxWithEnv(t)
	s.Expect(s.Run("brand", "link", "acme"), 1, "", "There is no desk in")
	s.AddBrand()
	s.Expect(s.Run("brand", "link", "nope"), 1, "", `There is no brand "nope"`)
	for args, want := range map[string]string{
		"":               "https://t.me/acme_help_bot\n",
		"--payload door": door + "\n",
		"--payload door --html": `<a href="` + door + `" target="_blank" rel="noopener" style="display:inline-block;padding:.6em 1.2em;border-radius:.4em;` +
			`background:#2481cc;color:#fff;font-family:sans-serif;text-decoration:none">Write to acme on Telegram</a>` + "\n",
	} {
		if r := s.Run(append([]string{"brand", "link", "ACME"}, strings.Fields(args)...)...); r.Out != want || r.Status != 0 {
			t.Errorf("%s: %+v", args, r)
		}
	}
	s.Expect(s.Run("brand", "link", "acme", "--html", "--label", "<b>\"Hi\"</b>\x1b[m"), 0, ">&lt;b&gt;&#34;Hi&#34;&lt;/b&gt;␛[m</a>", "")
	s.ExpectJSON(s.Run("brand", "link", "acme", "--json").Out, `{"brand":"acme","payload":null,"link":"https://t.me/acme_help_bot","html":"`+
		`<a href=\"https://t.me/acme_help_bot\" target=\"_blank\" rel=\"noopener\" style=\"display:inline-block;padding:.6em 1.2em;border-radius:.4em;`+
		`background:#2481cc;color:#fff;font-family:sans-serif;text-decoration:none\">Write to acme on Telegram</a>"}`)
	s.Expect(s.Run("brand", "link", "acme", "--json", "--payload", "door"), 0, `"payload":"door"`, "")

	for args, want := range map[string]string{
		"--payload a.b":                        `"a.b" cannot be the payload of a link: use A-Z, a-z, 0-9, _ and -.`,
		"--payload=":                           "needs at least one character",
		"--payload " + strings.Repeat("x", 65): "too long: 65 characters, at most 64",
		"--qr --json":                          "name one of them",
		"--html --png -":                       "name one of them",
		"--payload " + strings.Repeat("é", 3) + "": "cannot be the payload",
	} {
		s.Expect(s.Run(append([]string{"brand", "link", "acme"}, strings.Fields(args)...)...), 2, "", want)
	}
	code, err := qr.ForScreen(door)
	s.Must(err)
	draw := func(on qr.Terminal) string { return door + "\n" + strings.Join(code.Rows(on), "\n") + "\n" }
	link := func() string { return s.Run("brand", "link", "acme", "--payload", "door", "--qr").Out }
	env["TERM"], env["COLORTERM"], env["LANG"] = "xterm-256color", "truecolor", "en_US.UTF-8"
	if got := link(); got != draw(qr.Terminal{}) { // not at a terminal
		t.Errorf("drawn is\n%s", got)
	}
	env["COLORFGBG"] = "0;15"
	if got := link(); got != draw(qr.Terminal{Light: true}) {
		t.Errorf("drawn on a light ground is\n%s", got)
	}
	for key, value := range map[string]string{"LC_ALL": "C", "TERM": "dumb"} {
		before := env[key]
		env[key] = value
		if got := link(); got != draw(qr.Terminal{Light: true, ASCII: true}) {
			t.Errorf("with %s=%s is drawn\n%s", key, value, got)
		}
		env[key] = before
	}
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		c, err := tx.Channel(ctx, 1)
		c.Bot.Username = ""
		s.Must(err)
		return tx.SaveChannel(ctx, c)
	})
	s.Expect(s.Run("brand", "link", "acme"), 1, "", "acme has no bot yet that visitors could write to.")
}

func TestLinkFiles(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	picture, drawing := filepath.Join(s.Root, "door.png"), filepath.Join(s.Root, "door.svg")
	s.Expect(s.Run("brand", "link", "acme", "--payload", "door", "--png", picture, "--svg", drawing), 0, door+"\n", "")
	s.Expect(s.Run("brand", "link", "acme", "--png", picture), 1, "", "already exists")
	f, err := os.Open(picture)
	s.Must(err)
	defer func() { s.Must(f.Close()) }()
	img, err := png.Decode(f)
	s.Must(err)
	if got := readQR(t, img); got != door {
		t.Errorf("the picture says %q", got)
	}
	svg, err := os.ReadFile(drawing)
	if r := s.Run("brand", "link", "acme", "--payload", "door", "--svg", "-"); err != nil || r.Out != string(svg) || !strings.HasPrefix(r.Out, "<svg ") {
		t.Errorf("%v: %+v", err, r)
	}
	img, err = png.Decode(strings.NewReader(s.Run("brand", "link", "acme", "--png", "-").Out))
	s.Must(err)
	if got := readQR(t, img); got != "https://t.me/acme_help_bot" {
		t.Errorf("the picture on standard output says %q", got)
	}
	s.Expect(s.Run("brand", "link", "acme", "--png", picture, "--force"), 0, "https://t.me/acme_help_bot\n", "")
}
