package secrets_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/cmd/tgdesk/secrets"
)

func TestKeyFileIsMadeOnce(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.Expect(s.Run("doctor"), 1, "✓ key: there is none yet: the first start makes the file "+s.Env.KeyFile(), "")
	for _, args := range [][]string{{"brand", "list"}, {"chat", "list"}, {"doctor"}, {"chat", "show", "1"}} {
		s.Run(args...)
	}
	if _, err := os.Lstat(s.Env.KeyFile()); err == nil {
		t.Error("reading made a key")
	}
	s.AddBrand()
	info, err := os.Lstat(s.Env.KeyFile())
	s.Must(err)
	folder, err := os.Lstat(filepath.Dir(s.Env.KeyFile()))
	s.Must(err)
	text, err := os.ReadFile(s.Env.KeyFile())
	s.Must(err)
	if info.Mode() != 0o600 || folder.Mode().Perm() != 0o700 || len(text) != 65 {
		t.Errorf("modes %v and %v, %d bytes", info.Mode(), folder.Mode(), len(text))
	}
	entries, err := os.ReadDir(filepath.Dir(s.Env.KeyFile()))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	s.Run("brand", "disable", "acme")
	if again, err := os.ReadFile(s.Env.KeyFile()); err != nil || !bytes.Equal(text, again) {
		t.Errorf("the key changed: %v", err)
	}
	s.Expect(s.Run("doctor"), 0, "✓ key: tokens are encrypted with the key of the file "+s.Env.KeyFile(), "")
	s.ExpectNotPrinted(strings.TrimSpace(string(text)))
}

// Each source hides those that come after it.
func TestOrderOfKeys(t *testing.T) {
	t.Parallel()
	s, env := rig.NewSandboxWithEnv(t)
	works := func(from string) {
		t.Helper()
		s.Expect(s.Run("doctor"), 0, "✓ key: tokens are encrypted with the key of "+from, "")
		s.Expect(s.Run("doctor"), 0, "brand acme: @acme_help_bot", "")
	}
	mend := func() {
		t.Helper()
		s.Expect(s.Run("doctor"), 1, "its token cannot be read: the key of the bot tokens is missing or wrong\n    Restore the key; or get the token from @BotFather, then: tgdesk brand token acme", "")
		s.Expect(s.RunWith(s.Bot.Token, "brand", "token", "acme", "--token-file", "-"), 0, "has a new token", "")
	}
	s.AddBrand()
	works("the file " + s.Env.KeyFile())
	command := s.WriteScript("show key", "echo never run: its words are parted by spaces") // the path holds a space
	s.SetKeyCommand(command)
	s.Expect(s.Run("brand", "disable", "acme"), 1, "", "The key command")
	command = s.WriteScript("print-key", "echo "+rig.KeyText())
	s.SetKeyCommand(command + "  ")
	mend()
	works(fmt.Sprintf("the command %q of the settings", command+"  "))
	env["CREDENTIALS_DIRECTORY"] = filepath.Join(s.Root, "credentials")
	works("the command ") // the service manager passes nothing yet
	s.WriteFile("credentials/"+secrets.CredentialName, "bead"+rig.KeyText()[4:])
	mend()
	works("the service manager's credential tgdesk-key")
	delete(env, "CREDENTIALS_DIRECTORY")
	s.Expect(s.Run("doctor"), 1, "its token cannot be read", "") // back to the command: another key
	s.ExpectNotPrinted(rig.KeyText()[:20])
	s.ExpectNoSecrets(rig.SecretOf(s.Bot.Token))
}

// A key that is there and no good stops what writes, in a sentence that says
// what to do; reading goes on, and nothing else is tried in its place.
func TestBadKeysAreRefused(t *testing.T) {
	t.Parallel()
	s, env := rig.NewSandboxWithEnv(t)
	s.AddBrand()
	refused := func(name, want string) {
		t.Helper()
		r := s.Run("brand", "disable", "acme")
		if s.Expect(r, 1, "", want); strings.Count(r.Err, "\n") != 1 {
			t.Errorf("%s: %q", name, r.Err)
		}
		s.Expect(s.Run("doctor"), 1, "✗ key: ", "")
		s.Expect(s.Run("chat", "list"), 0, "", "")
		s.Expect(s.Run("brand", "list", "--json"), 0, "123456:…", "")
	}
	key := s.Env.KeyFile()
	text, err := os.ReadFile(key)
	s.Must(err)
	s.Must(os.Chmod(key, 0o640))
	refused("mode", "Others can use the key of the bot tokens (mode 0640). Run: chmod 600 "+key)
	s.Must(os.Rename(key, key+".real"))
	s.Must(os.Chmod(key+".real", 0o600))
	s.Must(os.Symlink(key+".real", key))
	refused("link", "is a symbolic link")
	s.Must(os.Remove(key))
	s.Must(os.Mkdir(key, 0o700))
	refused("folder", "is not a regular file")
	s.Must(os.Remove(key))
	s.WriteFile("config/tgdesk/key", rig.KeyText()+rig.KeyText())
	refused("long", "holds no key of bot tokens: 64 hexadecimal digits are expected")
	s.WriteFile("config/tgdesk/key", "")
	refused("empty", "holds no key of bot tokens")
	s.WriteFile("config/tgdesk/key", string(text))
	s.Expect(s.Run("doctor"), 0, "brand acme: @acme_help_bot", "") // it works again
	for name, script := range map[string]string{
		"failed: exit status 3":       "echo " + rig.KeyText() + "; exit 3",
		"printed nothing":             "true",
		"did not print a key":         "echo hello",
		"did not print a key of":      "echo " + rig.KeyText() + rig.KeyText()[:10],
		"failed: it printed too much": "while echo " + rig.KeyText() + "; do :; done",
	} {
		s.SetKeyCommand(s.WriteScript("command", script))
		refused(name, name)
	}
	s.SetKeyCommand(filepath.Join(s.Root, "none"))
	refused("no command", "no such file or directory")
	env["CREDENTIALS_DIRECTORY"] = filepath.Join(s.Root, "credentials")
	s.Must(os.Chmod(s.WriteFile("credentials/"+secrets.CredentialName, rig.KeyText()), 0o644))
	refused("credential", "can be used by everybody (mode 0644)")
	s.WriteFile("credentials/"+secrets.CredentialName, "short")
	s.Must(os.Chmod(filepath.Join(s.Root, "credentials", secrets.CredentialName), 0o440))
	refused("credential", "holds no key of bot tokens")
	s.ExpectNotPrinted(rig.KeyText()[:20])
	s.ExpectNoSecrets(rig.SecretOf(s.Bot.Token))
}

// A lost key means pasting the tokens again and nothing else.
func TestLostKeyIsMended(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.Must(os.Remove(s.Env.KeyFile()))
	const said = "The token of this brand cannot be read: the key of the bot tokens is missing or wrong."
	before := len(s.Sim.Requests(""))
	s.Run("brand", "disable", "acme")
	s.Expect(s.Run("brand", "enable", "acme"), 1, "", said)
	s.Expect(s.Run("brand", "enable", "acme", "--remove-webhook"), 1, "", said)
	s.Expect(s.Run("brand", "enable", "acme", "--waiting", "take"), 0, "is enabled", "")
	s.Expect(s.Run("doctor"), 1, "✗ brand acme: its token cannot be read", "")
	if n := len(s.Sim.Requests("")); n != before {
		t.Errorf("%d requests with a token that cannot be read", n-before)
	}
	s.Expect(s.Run("chat", "list"), 0, "Visitor One", "")
	s.Expect(s.RunWith(s.Bot.Token, "brand", "token", "acme", "--token-file", "-"), 0, "has a new token", "")
	s.Expect(s.Run("doctor"), 0, "brand acme: @acme_help_bot", "")
	if n := len(s.Sim.Requests("")); n == before {
		t.Error("the pasted token is not used")
	}
}
