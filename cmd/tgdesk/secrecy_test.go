package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui"
	"tgdesk/tui/term"
)

// These tests drive every way to fail that they can reach with tokens that are
// easy to find, and then search all that was printed and every file.

// traces are the forms in which a secret could get out.
func traces(secret string) []string {
	return []string{
		secret, hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))),
		base64.StdEncoding.EncodeToString([]byte(secret))[:20], base64.URLEncoding.EncodeToString([]byte(secret))[:20],
		fmt.Sprint([]byte(secret)),
	}
}

// search looks for secrets in a text and returns what it found.
func search(text []byte, secrets []string) (found string) {
	for _, secret := range secrets {
		for _, trace := range traces(secret) {
			if i := bytes.Index(text, []byte(trace)); i >= 0 {
				return string(text[max(0, i-120):min(len(text), i+60)])
			}
		}
	}
	return ""
}

// searchFiles looks through every file below dir.
func searchFiles(t *testing.T, dir string, secrets []string) {
	t.Helper()
	files := 0
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		files++
		text, err := os.ReadFile(filepath.Join(dir, p))
		if found := search(text, secrets); found != "" {
			t.Errorf("the secret of a token is in %s: …%q…", p, found)
		}
		if found := search([]byte(p), secrets); found != "" {
			t.Errorf("the secret of a token names a file: %s", found)
		}
		return err
	})
	if err != nil || files == 0 {
		t.Fatalf("%d files: %v", files, err)
	}
}

// odd are ways to paste a token wrongly; each holds its secret in one piece
// that is long enough to be found.
func odd(secret string) []string {
	return []string{
		secret, ":" + secret, "123456" + secret, "123456: " + secret, "123456:\n" + secret, "123 456:" + secret, "x123456:" + secret,
		"123456:%2F" + secret, "123456:" + secret + "/getMe?a=b#c", "12345é6:" + secret, "123456:" + secret + "日本",
		"https://api.telegram.org/bot123456:" + secret + "/getMe", "123456:" + secret + "\n123456:" + secret, "\x00123456:" + secret,
		"123456:" + secret + strings.Repeat("x", 200), strings.Repeat(" ", 5000) + "123456:" + secret, "\"123456:" + secret + "\"",
	}
}

const (
	pastedWrong = "MARKEDpastedwrongpastedwrongpasted"
	givenWrong  = "MARKEDgivenasanargumentgivenasanar"
)

func TestSecretsOfVerbs(t *testing.T) {
	t.Parallel()
	b, env := keyBench(t)
	b.addAcme()
	b.fill()
	b.waiting()
	globex := b.sim.AddBot(botsim.Bot{ID: 222222, Username: "globex_bot", Name: "Globex", Token: "222222:MARKEDglobexMARKEDglobexMARKEDglobe"})
	secrets := []string{secretOf(b.acme.Token), secretOf(globex.Token), pastedWrong, givenWrong}
	tattle := newTattler(http.DefaultTransport)
	server := httptest.NewServer(tattle)
	t.Cleanup(server.Close)
	direct := b.host.env("TGDESK_API_URL")

	addresses := []string{server.URL, direct, strings.Replace(direct, "http://", "https://", 1), "http://[::1", "http://no.such.host.invalid", closedAddress(t)}
	for _, address := range addresses {
		env["TGDESK_API_URL"] = address
		for i := range tattle.tales {
			tattle.now.Store(int64(i))
			b.everyVerb(globex.Token)
			if address != server.URL {
				break // one way to fail
			}
		}
	}
	if n := tattle.told.Load(); n < 100 {
		t.Errorf("only %d requests failed", n)
	}
	env["TGDESK_API_URL"] = direct
	for _, text := range odd(pastedWrong) {
		b.want(b.with(text, "brand", "add", "globex", "--token-file", "-", "--yes"), 1, "", "tgdesk: ")
		b.want(b.with(text, "brand", "token", "acme", "--token-file", "-"), 1, "", "tgdesk: ")
	}
	b.misplaced("123456:" + givenWrong)
	b.held(func() { b.everyVerb(globex.Token) })
	if found := search(b.printed.Bytes(), secrets); found != "" {
		t.Errorf("the secret of a token was printed: …%q…", found)
	}
	searchFiles(t, b.root, secrets)
}

// everyVerb runs every verb in every manner in which it prints, whatever comes
// of it. Where things work, it leaves the brand acme as it was.
func (b *bench) everyVerb(token string) {
	b.t.Helper()
	for _, line := range []string{
		"brand list", "brand list --json", "brand show acme", "brand show acme --json", "brand set acme --answer-limit 5m",
		"brand add globex --token-file - --yes", "brand add globex --token-file - --yes --remove-webhook", "brand remove globex --yes",
		"brand token acme --token-file -", "brand disable acme", "brand enable acme", "brand enable acme --waiting drop --remove-webhook",
		"brand enable acme --waiting take", "chat list", "chat list --json", "chat show 2", "chat show 2 --json", "chat export 2 --format html",
		"chat export 2 --format json -o " + b.root + "/chat.json", "doctor", "doctor --json", "backup --force " + b.root + "/copy.db",
		"backup --force --json " + b.root + "/copy.db", "__complete brand set ", "version", "demo", "",
	} {
		b.with(token, strings.Fields(line)...)
	}
}

// misplaced gives a token wherever the program takes something else.
func (b *bench) misplaced(token string) {
	b.t.Helper()
	for _, line := range []string{
		"TOKEN", "--TOKEN", "--data=/none/TOKEN chat list", "brand TOKEN", "brand add acme TOKEN", "brand add --token TOKEN", "brand add acme --token-file TOKEN",
		"brand add TOKEN --token-file -", "brand token TOKEN --token-file -", "brand show TOKEN", "brand set acme --answer-limit TOKEN",
		"brand set acme --accent TOKEN", "brand set acme --api-url http://TOKEN@host", "brand set acme --api-url TOKEN", "brand set acme --signature TOKEN",
		"brand enable acme --waiting TOKEN", "chat show TOKEN", "chat list --brand TOKEN", "chat list --state TOKEN", "chat export 1 --format TOKEN",
		"chat export 1 -o /none/TOKEN", "backup /none/TOKEN", "restore TOKEN", "restore --yes TOKEN", "doctor TOKEN", "completion TOKEN", "help TOKEN",
	} {
		if r := b.run(strings.Fields(strings.ReplaceAll(line, "TOKEN", token))...); r.status == 0 && !strings.Contains(line, "chat list") {
			b.t.Errorf("tgdesk %s: %+v", line, r)
		}
	}
	folder := filepath.Join(b.root, token) // one that others can use, so that there is advice on it
	b.must(os.Mkdir(folder, 0o755))
	b.must(os.Chmod(folder, 0o755))
	b.want(b.run("doctor", "--data", folder), 1, "chmod 700", "")
	b.want(b.run("doctor", "--data", folder, "--json"), 1, "chmod 700", "")
	b.must(os.Remove(folder))
	for _, text := range []string{"[screen]\ntheme = \"TOKEN\"", "[operator]\nrole = \"TOKEN\"", "[TOKEN]", "TOKEN = 1", "[secrets]\nkey_command = \"/none/TOKEN\"", "[files]\nTOKEN"} {
		// The settings are the user's own; what the program says of them is not.
		path := b.file("config/tgdesk/config.toml", strings.ReplaceAll(text, "TOKEN", token))
		b.run("brand", "disable", "acme")
		b.run("doctor")
		b.must(os.Remove(path))
	}
}

// closedAddress is one where nobody listens.
func closedAddress(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	return s.URL
}

// recorder keeps all that is written to a terminal.
type recorder struct {
	mu   sync.Mutex
	text bytes.Buffer
	to   io.Writer
}

func (r *recorder) Write(p []byte) (int, error) {
	r.mu.Lock()
	r.text.Write(p)
	r.mu.Unlock()
	return r.to.Write(p)
}

func (r *recorder) bytes() []byte {
	r.mu.Lock()
	defer r.mu.Unlock()
	return bytes.Clone(r.text.Bytes())
}

// TestSecretsOnScreen lets the engine and the screen meet every way to fail
// with every method that they call, pastes tokens in every wrong way, and
// panics with one.
func TestSecretsOnScreen(t *testing.T) {
	var tattle *tattler
	var glass recorder
	var owner *drive
	screenTest(t, func(d *drive) {
		initech := d.sim.AddBot(botsim.Bot{Username: "initech_bot", Name: "Initech", Token: "333333:MARKEDinitechMARKEDinitechMARKEDini", ID: 333333})
		secrets := []string{secretOf(d.bots["acme"].Token), secretOf(d.bots["globex"].Token), secretOf(initech.Token), pastedWrong, secretOf(brokenToken)}
		hana := d.hold("acme", "Hana Sato")
		for i := range tattle.tales {
			tattle.now.Store(int64(i))
			d.typeText("Does this arrive?")
			d.press("enter")
			d.advance(time.Second)
			for _, keys := range []string{"esc", "E esc esc", "D esc", "R", "o", "space"} {
				d.press(keys)
			}
			d.wizardWith(initech.Token)
			d.advance(90 * time.Second)
			tattle.now.Store(-1)
			for _, brand := range d.brandIDs() { // a refused token stops a channel
				_, err := d.desk.EnableBrand(t.Context(), d.ann.ID, brand, false)
				d.must(err)
			}
			hana.Say("and this?")
			hana.Send(botsim.Document("a.pdf", "application/pdf", 2000))
			d.advance(2 * time.Minute)
			d.press("esc esc esc 2 r")
		}
		for _, text := range odd(pastedWrong) {
			d.wizardWith(text)
			d.advance(time.Second)
		}
		if n := tattle.told.Load(); n < 100 {
			t.Errorf("only %d requests failed", n)
		}
		d.db.breakReads(func() error { panic(brokenToken) })
		hana.say("boom")
		err := d.expectEnd()
		for what, text := range map[string][]byte{"the screen": glass.bytes(), "the log": []byte(d.log.String()), "the error": fmt.Appendf(nil, "%v %+v", err, err)} {
			if found := search(text, secrets); found != "" {
				t.Errorf("the secret of a token is in %s: …%q…", what, found)
			}
		}
		searchFiles(t, d.dir, secrets)
	}, func(s *setup) {
		s.via = func(to http.RoundTripper) http.RoundTripper {
			tattle = newTattler(to)
			return tattle
		}
		s.before = func(d *drive) { owner = d }
		s.screen = func(o *tui.Options) {
			glass.to = owner.emu
			o.Terminal = term.New(o.In, &glass, term.Options{Mouse: true})
		}
	})
}

func (d *drive) brandIDs() (ids []core.BrandID) {
	d.t.Helper()
	brands, err := d.desk.Brands(d.t.Context())
	d.must(err)
	for _, b := range brands {
		ids = append(ids, b.ID)
	}
	return ids
}

// wizardWith pastes a token into the wizard and leaves it again.
func (d *drive) wizardWith(token string) {
	d.t.Helper()
	d.press("esc esc esc 1 ,")
	d.press("g down down enter ctrl+u")
	d.typeText("initech")
	d.press("enter")
	d.expect("Step 2 of 4")
	d.press("ctrl+u")
	d.paste(token)
	d.press("enter")
	d.settle()
	d.press("esc esc esc esc")
}

// What the program starts gets no token, neither as an argument nor in its
// environment.
func TestSecretsOfChildren(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	told := filepath.Join(b.root, "told")
	tell := "{ env; echo \"$0 $@\"; cat /proc/$PPID/environ /proc/$PPID/cmdline 2>/dev/null; ls /proc/self/fd 2>/dev/null; } >>" + told + "; "
	b.keyCommand(b.script("key", tell+"echo "+markedHex()))
	b.addAcme()
	b.want(b.run("doctor"), 0, "brand acme: @acme_help_bot", "")
	if err := openerOf(b.script("open", tell)).open(b.file("file", "")); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile(told)
	if err != nil || !bytes.Contains(text, []byte("PATH=")) || !bytes.Contains(text, []byte("/open ")) || !bytes.Contains(text, []byte("/key")) {
		t.Fatalf("%v: %s", err, text)
	}
	secrets := []string{secretOf(b.acme.Token), markedHex()}
	if found := search(text, secrets); found != "" {
		t.Errorf("a child was told a secret: %s", found)
	}
	if found := search(b.printed.Bytes(), secrets); found != "" {
		t.Errorf("a secret was printed: %s", found)
	}
	b.must(os.Remove(filepath.Join(b.root, "key"))) // the script holds the key, by the test's own hand
	searchFiles(t, b.root, secrets)
}
