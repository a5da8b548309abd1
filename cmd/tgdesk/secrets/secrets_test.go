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
	b := rig.NewSandbox(t)
	b.Expect(b.Run("doctor"), 0, "✓ key: there is none yet: the first start makes the file "+b.Env.KeyFile(), "")
	for _, args := range [][]string{{"brand", "list"}, {"chat", "list"}, {"doctor"}, {"chat", "show", "1"}} {
		b.Run(args...)
	}
	if _, err := os.Lstat(b.Env.KeyFile()); err == nil {
		t.Error("reading made a key")
	}
	b.AddBrand()
	info, err := os.Lstat(b.Env.KeyFile())
	b.Must(err)
	folder, err := os.Lstat(filepath.Dir(b.Env.KeyFile()))
	b.Must(err)
	text, err := os.ReadFile(b.Env.KeyFile())
	b.Must(err)
	if info.Mode() != 0o600 || folder.Mode().Perm() != 0o700 || len(text) != 65 {
		t.Errorf("modes %v and %v, %d bytes", info.Mode(), folder.Mode(), len(text))
	}
	entries, err := os.ReadDir(filepath.Dir(b.Env.KeyFile()))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	b.Run("brand", "disable", "acme")
	if again, err := os.ReadFile(b.Env.KeyFile()); err != nil || !bytes.Equal(text, again) {
		t.Errorf("the key changed: %v", err)
	}
	b.Expect(b.Run("doctor"), 0, "✓ key: tokens are sealed with the key of the file "+b.Env.KeyFile(), "")
	b.ExpectNotPrinted(strings.TrimSpace(string(text)))
}

// Each source hides those that come after it.
func TestOrderOfKeys(t *testing.T) {
	t.Parallel()
	b, env := rig.NewSandboxWithEnv(t)
	works := func(from string) {
		t.Helper()
		b.Expect(b.Run("doctor"), 0, "✓ key: tokens are sealed with the key of "+from, "")
		b.Expect(b.Run("doctor"), 0, "brand acme: @acme_help_bot", "")
	}
	mend := func() {
		t.Helper()
		b.Expect(b.Run("doctor"), 1, "its token cannot be read: the key of the bot tokens is missing or another\n    Bring the key back; or get the token from @BotFather, then: tgdesk brand token acme", "")
		b.Expect(b.RunWith(b.Bot.Token, "brand", "token", "acme", "--token-file", "-"), 0, "has a new token", "")
	}
	b.AddBrand()
	works("the file " + b.Env.KeyFile())
	command := b.WriteScript("show key", "echo never run: its words are parted by spaces") // the path holds a space
	b.SetKeyCommand(command)
	b.Expect(b.Run("brand", "disable", "acme"), 1, "", "The key command")
	command = b.WriteScript("print-key", "echo "+rig.KeyText())
	b.SetKeyCommand(command + "  ")
	mend()
	works(fmt.Sprintf("the command %q of the settings", command+"  "))
	env["CREDENTIALS_DIRECTORY"] = filepath.Join(b.Root, "credentials")
	works("the command ") // the service manager passes nothing yet
	b.WriteFile("credentials/"+secrets.CredentialName, "bead"+rig.KeyText()[4:])
	mend()
	works("the service manager's credential tgdesk-key")
	delete(env, "CREDENTIALS_DIRECTORY")
	b.Expect(b.Run("doctor"), 1, "its token cannot be read", "") // back to the command: another key
	b.ExpectNotPrinted(rig.KeyText()[:20])
	b.ExpectNoSecrets(rig.SecretOf(b.Bot.Token))
}

// A key that is there and no good stops what writes, in a sentence that says
// what to do; reading goes on, and nothing else is tried in its place.
func TestBadKeysAreRefused(t *testing.T) {
	t.Parallel()
	b, env := rig.NewSandboxWithEnv(t)
	b.AddBrand()
	refused := func(name, want string) {
		t.Helper()
		r := b.Run("brand", "disable", "acme")
		if b.Expect(r, 1, "", want); strings.Count(r.Err, "\n") != 1 {
			t.Errorf("%s: %q", name, r.Err)
		}
		b.Expect(b.Run("doctor"), 1, "✗ key: ", "")
		b.Expect(b.Run("chat", "list"), 0, "", "")
		b.Expect(b.Run("brand", "list", "--json"), 0, "123456:…", "")
	}
	key := b.Env.KeyFile()
	text, err := os.ReadFile(key)
	b.Must(err)
	b.Must(os.Chmod(key, 0o640))
	refused("mode", "Others can use the key of the bot tokens (mode 0640). Run: chmod 600 "+key)
	b.Must(os.Rename(key, key+".real"))
	b.Must(os.Chmod(key+".real", 0o600))
	b.Must(os.Symlink(key+".real", key))
	refused("link", "is a symbolic link")
	b.Must(os.Remove(key))
	b.Must(os.Mkdir(key, 0o700))
	refused("folder", "is no ordinary file")
	b.Must(os.Remove(key))
	b.WriteFile("config/tgdesk/key", rig.KeyText()+rig.KeyText())
	refused("long", "holds no key of bot tokens: 64 hexadecimal digits are expected")
	b.WriteFile("config/tgdesk/key", "")
	refused("empty", "holds no key of bot tokens")
	b.WriteFile("config/tgdesk/key", string(text))
	b.Expect(b.Run("doctor"), 0, "brand acme: @acme_help_bot", "") // it works again
	for name, script := range map[string]string{
		"failed: exit status 3":       "echo " + rig.KeyText() + "; exit 3",
		"printed nothing":             "true",
		"did not print a key":         "echo hello",
		"did not print a key of":      "echo " + rig.KeyText() + rig.KeyText()[:10],
		"failed: it printed too much": "while echo " + rig.KeyText() + "; do :; done",
	} {
		b.SetKeyCommand(b.WriteScript("command", script))
		refused(name, name)
	}
	b.SetKeyCommand(filepath.Join(b.Root, "none"))
	refused("no command", "no such file or directory")
	env["CREDENTIALS_DIRECTORY"] = filepath.Join(b.Root, "credentials")
	b.Must(os.Chmod(b.WriteFile("credentials/"+secrets.CredentialName, rig.KeyText()), 0o644))
	refused("credential", "can be used by everybody (mode 0644)")
	b.WriteFile("credentials/"+secrets.CredentialName, "short")
	b.Must(os.Chmod(filepath.Join(b.Root, "credentials", secrets.CredentialName), 0o440))
	refused("credential", "holds no key of bot tokens")
	b.ExpectNotPrinted(rig.KeyText()[:20])
	b.ExpectNoSecrets(rig.SecretOf(b.Bot.Token))
}

// A lost key means pasting the tokens again and nothing else.
func TestLostKeyIsMended(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	b.AddChats()
	b.Must(os.Remove(b.Env.KeyFile()))
	const said = "The token of this brand cannot be read: the key of the bot tokens is missing or another."
	before := len(b.Sim.Requests(""))
	b.Run("brand", "disable", "acme")
	b.Expect(b.Run("brand", "enable", "acme"), 1, "", said)
	b.Expect(b.Run("brand", "enable", "acme", "--remove-webhook"), 1, "", said)
	b.Expect(b.Run("brand", "enable", "acme", "--waiting", "take"), 0, "is enabled", "")
	b.Expect(b.Run("doctor"), 1, "✗ brand acme: its token cannot be read", "")
	if n := len(b.Sim.Requests("")); n != before {
		t.Errorf("%d requests with a token that cannot be read", n-before)
	}
	b.Expect(b.Run("chat", "list"), 0, "Visitor One", "")
	b.Expect(b.RunWith(b.Bot.Token, "brand", "token", "acme", "--token-file", "-"), 0, "has a new token", "")
	b.Expect(b.Run("doctor"), 0, "brand acme: @acme_help_bot", "")
	if n := len(b.Sim.Requests("")); n == before {
		t.Error("the pasted token is not used")
	}
}
