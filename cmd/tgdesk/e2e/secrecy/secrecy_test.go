package secrecy

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

	"tgdesk/cmd/tgdesk/console"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
	"tgdesk/tui"
	"tgdesk/tui/term"
)

// These tests drive every way to fail that they can reach with tokens that are
// easy to find, and then search all that was printed and every file.

// encodings are the forms in which a secret could get out.
func encodings(secret string) []string {
	return []string{
		secret, hex.EncodeToString([]byte(secret)), strings.ToUpper(hex.EncodeToString([]byte(secret))),
		base64.StdEncoding.EncodeToString([]byte(secret))[:20], base64.URLEncoding.EncodeToString([]byte(secret))[:20],
		fmt.Sprint([]byte(secret)),
	}
}

// findSecret looks for secrets in a text and returns what it found.
func findSecret(text []byte, secrets []string) (found string) {
	for _, secret := range secrets {
		for _, trace := range encodings(secret) {
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
		if found := findSecret(text, secrets); found != "" {
			t.Errorf("the secret of a token is in %s: …%q…", p, found)
		}
		if found := findSecret([]byte(p), secrets); found != "" {
			t.Errorf("the secret of a token names a file: %s", found)
		}
		return err
	})
	if err != nil || files == 0 {
		t.Fatalf("%d files: %v", files, err)
	}
}

// malformedTokens are ways to paste a token wrongly; each holds its secret in one piece
// that is long enough to be found.
func malformedTokens(secret string) []string {
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
	s, env := rig.NewSandboxWithEnv(t)
	s.AddBrand()
	s.AddChats()
	s.AddWaiting()
	globex := s.Sim.AddBot(botsim.Bot{ID: 222222, Username: "globex_bot", Name: "Globex", Token: "222222:MARKEDglobexMARKEDglobexMARKEDglobe"})
	secrets := []string{rig.SecretOf(s.Bot.Token), rig.SecretOf(globex.Token), pastedWrong, givenWrong}
	tattle := newLeakyTransport(http.DefaultTransport)
	server := httptest.NewServer(tattle)
	t.Cleanup(server.Close)
	direct := s.Env.Getenv("TGDESK_API_URL")

	addresses := []string{server.URL, direct, strings.Replace(direct, "http://", "https://", 1), "http://[::1", "http://no.such.host.invalid", closedAddress(t)}
	for _, address := range addresses {
		env["TGDESK_API_URL"] = address
		for i := range tattle.leaks {
			tattle.current.Store(int64(i))
			runEveryCommand(s, globex.Token)
			if address != server.URL {
				break // one way to fail
			}
		}
	}
	if n := tattle.count.Load(); n < 100 {
		t.Errorf("only %d requests failed", n)
	}
	env["TGDESK_API_URL"] = direct
	for _, text := range malformedTokens(pastedWrong) {
		s.Expect(s.RunWith(text, "brand", "add", "globex", "--token-file", "-", "--yes"), 1, "", "tgdesk: ")
		s.Expect(s.RunWith(text, "brand", "token", "acme", "--token-file", "-"), 1, "", "tgdesk: ")
	}
	misplaceToken(s, "123456:"+givenWrong)
	s.WhileHeld(func() { runEveryCommand(s, globex.Token) })
	if found := findSecret(s.Printed.Bytes(), secrets); found != "" {
		t.Errorf("the secret of a token was printed: …%q…", found)
	}
	searchFiles(t, s.Root, secrets)
}

// runEveryCommand runs every command in every way in which it prints, whatever comes
// of it. Where things work, it leaves the brand acme as it was.
func runEveryCommand(s *rig.Sandbox, token string) {
	s.T.Helper()
	for _, line := range []string{
		"brand list", "brand list --json", "brand show acme", "brand show acme --json", "brand set acme --answer-limit 5m",
		"brand add globex --token-file - --yes", "brand add globex --token-file - --yes --remove-webhook", "brand remove globex --yes",
		"brand token acme --token-file -", "brand disable acme", "brand enable acme", "brand enable acme --waiting drop --remove-webhook",
		"brand enable acme --waiting take", "chat list", "chat list --json", "chat show 2", "chat show 2 --json", "chat export 2 --format html",
		"chat export 2 --format json -o " + s.Root + "/chat.json", "doctor", "doctor --json", "backup --force " + s.Root + "/copy.db",
		"backup --force --json " + s.Root + "/copy.db", "__complete brand set ", "version", "demo", "",
	} {
		s.RunWith(token, strings.Fields(line)...)
	}
}

// misplaceToken gives a token wherever the program takes something else.
func misplaceToken(s *rig.Sandbox, token string) {
	s.T.Helper()
	for _, line := range []string{
		"TOKEN", "--TOKEN", "--data=/none/TOKEN chat list", "brand TOKEN", "brand add acme TOKEN", "brand add --token TOKEN", "brand add acme --token-file TOKEN",
		"brand add TOKEN --token-file -", "brand token TOKEN --token-file -", "brand show TOKEN", "brand set acme --answer-limit TOKEN",
		"brand set acme --accent TOKEN", "brand set acme --api-url http://TOKEN@host", "brand set acme --api-url TOKEN", "brand set acme --signature TOKEN",
		"brand enable acme --waiting TOKEN", "chat show TOKEN", "chat list --brand TOKEN", "chat list --state TOKEN", "chat export 1 --format TOKEN",
		"chat export 1 -o /none/TOKEN", "backup /none/TOKEN", "restore TOKEN", "restore --yes TOKEN", "doctor TOKEN", "completion TOKEN", "help TOKEN",
	} {
		if r := s.Run(strings.Fields(strings.ReplaceAll(line, "TOKEN", token))...); r.Status == 0 && !strings.Contains(line, "chat list") {
			s.T.Errorf("tgdesk %s: %+v", line, r)
		}
	}
	folder := filepath.Join(s.Root, token) // one that others can use, so that there is advice on it
	s.Must(os.Mkdir(folder, 0o755))
	s.Must(os.Chmod(folder, 0o755))
	s.Expect(s.Run("doctor", "--data", folder), 1, "chmod 700", "")
	s.Expect(s.Run("doctor", "--data", folder, "--json"), 1, "chmod 700", "")
	s.Must(os.Remove(folder))
	for _, text := range []string{"[screen]\ntheme = \"TOKEN\"", "[operator]\nrole = \"TOKEN\"", "[TOKEN]", "TOKEN = 1", "[secrets]\nkey_command = \"/none/TOKEN\"", "[files]\nTOKEN"} {
		// The settings are the user's own; what the program says of them is not.
		path := s.WriteFile("config/tgdesk/config.toml", strings.ReplaceAll(text, "TOKEN", token))
		s.Run("brand", "disable", "acme")
		s.Run("doctor")
		s.Must(os.Remove(path))
	}
}

// closedAddress is one where nobody listens.
func closedAddress(t *testing.T) string {
	t.Helper()
	s := httptest.NewServer(http.NotFoundHandler())
	s.Close()
	return s.URL
}

// recorder records all that is written to a terminal.
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

// TestSecretsOnScreen lets the engine and the screen run into every way to fail
// with every method that they call, pastes tokens in every wrong way, and
// panics with one.
func TestSecretsOnScreen(t *testing.T) {
	var tattle *leakyTransport
	var glass recorder
	var owner *rig.Session
	rig.Test(t, func(d *rig.Session) {
		initech := d.Sim.AddBot(botsim.Bot{Username: "initech_bot", Name: "Initech", Token: "333333:MARKEDinitechMARKEDinitechMARKEDini", ID: 333333})
		secrets := []string{rig.SecretOf(d.Bots["acme"].Token), rig.SecretOf(d.Bots["globex"].Token), rig.SecretOf(initech.Token), pastedWrong, rig.SecretOf(rig.BrokenToken)}
		hana := d.Hold("acme", "Hana Sato")
		for i := range tattle.leaks {
			tattle.current.Store(int64(i))
			d.Type("Does this arrive?")
			d.Press("enter")
			d.Advance(time.Second)
			for _, keys := range []string{"esc", "E esc esc", "D esc", "R", "o", "space"} {
				d.Press(keys)
			}
			pasteInWizard(d, initech.Token)
			d.Advance(90 * time.Second)
			tattle.current.Store(-1)
			for _, brand := range brandIDs(d) { // a refused token stops a channel
				_, err := d.Desk.EnableBrand(t.Context(), d.Ann.ID, brand, false)
				d.Must(err)
			}
			hana.Say("and this?")
			hana.Send(botsim.Document("a.pdf", "application/pdf", 2000))
			d.Advance(2 * time.Minute)
			d.Press("esc esc esc 2 r")
		}
		for _, text := range malformedTokens(pastedWrong) {
			pasteInWizard(d, text)
			d.Advance(time.Second)
		}
		if n := tattle.count.Load(); n < 100 {
			t.Errorf("only %d requests failed", n)
		}
		d.DB.BreakReads(func() error { panic(rig.BrokenToken) })
		hana.Write("boom")
		err := d.ExpectEnd()
		for what, text := range map[string][]byte{"the screen": glass.bytes(), "the log": []byte(d.Log.String()), "the error": fmt.Appendf(nil, "%v %+v", err, err)} {
			if found := findSecret(text, secrets); found != "" {
				t.Errorf("the secret of a token is in %s: …%q…", what, found)
			}
		}
		searchFiles(t, d.Dir, secrets)
	}, func(s *rig.Setup) {
		s.Transport = func(to http.RoundTripper) http.RoundTripper {
			tattle = newLeakyTransport(to)
			return tattle
		}
		s.Before = func(d *rig.Session) { owner = d }
		s.Screen = func(o *tui.Options) {
			glass.to = owner.Terminal
			o.Terminal = term.New(o.In, &glass, term.Options{Mouse: true})
		}
	})
}

func brandIDs(s *rig.Session) (ids []core.BrandID) {
	s.T.Helper()
	brands, err := s.Desk.Brands(s.T.Context())
	s.Must(err)
	for _, b := range brands {
		ids = append(ids, b.ID)
	}
	return ids
}

// pasteInWizard pastes a token into the wizard and leaves it again.
func pasteInWizard(s *rig.Session, token string) {
	s.T.Helper()
	s.Press("esc esc esc 1 ,")
	s.Press("g down down enter ctrl+u")
	s.Type("initech")
	s.Press("enter")
	s.Expect("Step 2 of 3")
	s.Press("ctrl+u")
	s.Paste(token)
	s.Press("enter")
	s.Settle()
	s.Press("esc esc esc esc")
}

// What the program starts gets no token, neither as an argument nor in its
// environment.
func TestSecretsOfChildren(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	told := filepath.Join(s.Root, "told")
	tell := "{ env; echo \"$0 $@\"; cat /proc/$PPID/environ /proc/$PPID/cmdline 2>/dev/null; ls /proc/self/fd 2>/dev/null; } >>" + told + "; "
	s.SetKeyCommand(s.WriteScript("key", tell+"echo "+rig.KeyText()))
	s.AddBrand()
	s.Expect(s.Run("doctor"), 0, "brand acme: @acme_help_bot", "")
	if err := console.Opener(s.WriteScript("open", tell))(s.WriteFile("file", "")); err != nil {
		t.Error(err)
	}
	text, err := os.ReadFile(told)
	if err != nil || !bytes.Contains(text, []byte("PATH=")) || !bytes.Contains(text, []byte("/open ")) || !bytes.Contains(text, []byte("/key")) {
		t.Fatalf("%v: %s", err, text)
	}
	secrets := []string{rig.SecretOf(s.Bot.Token), rig.KeyText()}
	if found := findSecret(text, secrets); found != "" {
		t.Errorf("a child was told a secret: %s", found)
	}
	if found := findSecret(s.Printed.Bytes(), secrets); found != "" {
		t.Errorf("a secret was printed: %s", found)
	}
	s.Must(os.Remove(filepath.Join(s.Root, "key"))) // the script holds the key, by the test's own hand
	searchFiles(t, s.Root, secrets)
}
