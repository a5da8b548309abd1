package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/store/seal"
)

// testKey is the key of desks that a test opens by itself.
func testKey(t testing.TB) seal.Key {
	t.Helper()
	key, err := seal.NewKey(bytes.Repeat([]byte{7}, seal.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// markedHex is a key in its written form that is easy to find in an output.
func markedHex() string { return strings.Repeat("beef", 16) }

func TestParseKey(t *testing.T) {
	t.Parallel()
	raw := "a key of exactly 32 bytes, raw\n\n"
	for text, ok := range map[string]bool{
		markedHex():                           true,
		markedHex() + "\n":                    true,
		strings.ToUpper(markedHex()) + "\r\n": true,
		raw:                                   true,
		base64.StdEncoding.EncodeToString([]byte(raw)):           true,
		base64.RawStdEncoding.EncodeToString([]byte(raw)) + "\n": true,
		"":                         false,
		"\n":                       false,
		markedHex()[:62]:           false,
		markedHex() + markedHex():  false,
		markedHex() + "\nmore":     false,
		strings.Repeat("xyz?", 16): false,
		raw + "\n":                 false,
		base64.StdEncoding.EncodeToString([]byte(raw + raw)): false,
	} {
		key, err := parseKey([]byte(text))
		if (err == nil) != ok || key.None() == ok {
			t.Errorf("%q: %v", text, err)
		}
		if err != nil && strings.Contains(err.Error(), "beef") {
			t.Errorf("the error repeats the key: %v", err)
		}
	}
}

// keyBench is a bench whose environment and settings a test may set.
func keyBench(t *testing.T) (b *bench, env map[string]string) {
	b = newBench(t)
	env = map[string]string{}
	lookup := b.host.lookup
	b.host.lookup = func(key string) (string, bool) {
		if v, ok := env[key]; ok {
			return v, true
		}
		return lookup(key)
	}
	return b, env
}

// script writes a program and returns its path.
func (b *bench) script(name, text string) string {
	b.t.Helper()
	path := b.file(name, "#!/bin/sh\n"+text+"\n")
	b.must(os.Chmod(path, 0o700))
	return path
}

func (b *bench) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) keyCommand(command string) {
	b.file("config/tgdesk/config.toml", fmt.Sprintf("[secrets]\nkey_command = %q\n", command))
}

func TestKeyFileIsMadeOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.want(b.run("doctor"), 0, "✓ key: there is none yet: the first start makes the file "+b.host.keyFile(), "")
	for _, args := range [][]string{{"brand", "list"}, {"chat", "list"}, {"doctor"}, {"chat", "show", "1"}} {
		b.run(args...)
	}
	if _, err := os.Lstat(b.host.keyFile()); err == nil {
		t.Error("reading made a key")
	}
	b.addAcme()
	info, err := os.Lstat(b.host.keyFile())
	b.must(err)
	folder, err := os.Lstat(filepath.Dir(b.host.keyFile()))
	b.must(err)
	text, err := os.ReadFile(b.host.keyFile())
	b.must(err)
	if info.Mode() != 0o600 || folder.Mode().Perm() != 0o700 || len(text) != 65 {
		t.Errorf("modes %v and %v, %d bytes", info.Mode(), folder.Mode(), len(text))
	}
	entries, err := os.ReadDir(filepath.Dir(b.host.keyFile()))
	if err != nil || len(entries) != 1 {
		t.Errorf("left behind: %v %v", entries, err)
	}
	b.run("brand", "disable", "acme")
	if again, err := os.ReadFile(b.host.keyFile()); err != nil || !bytes.Equal(text, again) {
		t.Errorf("the key changed: %v", err)
	}
	b.want(b.run("doctor"), 0, "✓ key: tokens are sealed with the key of the file "+b.host.keyFile(), "")
	b.noTextOf(strings.TrimSpace(string(text)))
}

// noTextOf fails when a secret was printed, or stands in the desk's folder.
func (b *bench) noTextOf(secret string) {
	b.t.Helper()
	if strings.Contains(b.printed.String(), secret) {
		b.t.Errorf("%q was printed:\n%s", secret, b.printed.String())
	}
}

// Each source hides those that come after it.
func TestOrderOfKeys(t *testing.T) {
	t.Parallel()
	b, env := keyBench(t)
	works := func(from string) {
		t.Helper()
		b.want(b.run("doctor"), 0, "✓ key: tokens are sealed with the key of "+from, "")
		b.want(b.run("doctor"), 0, "brand acme: @acme_help_bot", "")
	}
	mend := func() {
		t.Helper()
		b.want(b.run("doctor"), 1, "its token cannot be read: the key of the bot tokens is missing or another\n    Bring the key back; or get the token from @BotFather, then: tgdesk brand token acme", "")
		b.want(b.with(b.acme.Token, "brand", "token", "acme", "--token-file", "-"), 0, "has a new token", "")
	}
	b.addAcme()
	works("the file " + b.host.keyFile())
	command := b.script("show key", "echo never run: its words are parted by spaces") // the path holds a space
	b.keyCommand(command)
	b.want(b.run("brand", "disable", "acme"), 1, "", "The key command")
	command = b.script("print-key", "echo "+markedHex())
	b.keyCommand(command + "  ")
	mend()
	works(fmt.Sprintf("the command %q of the settings", command+"  "))
	env["CREDENTIALS_DIRECTORY"] = filepath.Join(b.root, "credentials")
	works("the command ") // the service manager passes nothing yet
	b.file("credentials/"+credentialName, "bead"+markedHex()[4:])
	mend()
	works("the service manager's credential tgdesk-key")
	delete(env, "CREDENTIALS_DIRECTORY")
	b.want(b.run("doctor"), 1, "its token cannot be read", "") // back to the command: another key
	b.noTextOf(markedHex()[:20])
	b.noToken(secretOf(b.acme.Token))
}

// A key that is there and no good stops what writes, in a sentence that says
// what to do; reading goes on, and nothing else is tried in its place.
func TestBadKeysAreRefused(t *testing.T) {
	t.Parallel()
	b, env := keyBench(t)
	b.addAcme()
	refused := func(name, want string) {
		t.Helper()
		r := b.run("brand", "disable", "acme")
		if b.want(r, 1, "", want); strings.Count(r.err, "\n") != 1 {
			t.Errorf("%s: %q", name, r.err)
		}
		b.want(b.run("doctor"), 1, "✗ key: ", "")
		b.want(b.run("chat", "list"), 0, "", "")
		b.want(b.run("brand", "list", "--json"), 0, "123456:…", "")
	}
	key := b.host.keyFile()
	text, err := os.ReadFile(key)
	b.must(err)
	b.must(os.Chmod(key, 0o640))
	refused("mode", "Others can use the key of the bot tokens (mode 0640). Run: chmod 600 "+key)
	b.must(os.Rename(key, key+".real"))
	b.must(os.Chmod(key+".real", 0o600))
	b.must(os.Symlink(key+".real", key))
	refused("link", "is a symbolic link")
	b.must(os.Remove(key))
	b.must(os.Mkdir(key, 0o700))
	refused("folder", "is no ordinary file")
	b.must(os.Remove(key))
	b.file("config/tgdesk/key", markedHex()+markedHex())
	refused("long", "holds no key of bot tokens: 64 hexadecimal digits are expected")
	b.file("config/tgdesk/key", "")
	refused("empty", "holds no key of bot tokens")
	b.file("config/tgdesk/key", string(text))
	b.want(b.run("doctor"), 0, "brand acme: @acme_help_bot", "") // it works again
	for name, script := range map[string]string{
		"failed: exit status 3":       "echo " + markedHex() + "; exit 3",
		"printed nothing":             "true",
		"did not print a key":         "echo hello",
		"did not print a key of":      "echo " + markedHex() + markedHex()[:10],
		"failed: it printed too much": "while echo " + markedHex() + "; do :; done",
	} {
		b.keyCommand(b.script("command", script))
		refused(name, name)
	}
	b.keyCommand(filepath.Join(b.root, "none"))
	refused("no command", "no such file or directory")
	env["CREDENTIALS_DIRECTORY"] = filepath.Join(b.root, "credentials")
	b.must(os.Chmod(b.file("credentials/"+credentialName, markedHex()), 0o644))
	refused("credential", "can be used by everybody (mode 0644)")
	b.file("credentials/"+credentialName, "short")
	b.must(os.Chmod(filepath.Join(b.root, "credentials", credentialName), 0o440))
	refused("credential", "holds no key of bot tokens")
	b.noTextOf(markedHex()[:20])
	b.noToken(secretOf(b.acme.Token))
}

// A lost key means pasting the tokens again and nothing else.
func TestLostKeyIsMended(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.fill()
	b.must(os.Remove(b.host.keyFile()))
	const said = "The token of this brand cannot be read: the key of the bot tokens is missing or another."
	before := len(b.sim.Requests(""))
	b.run("brand", "disable", "acme")
	b.want(b.run("brand", "enable", "acme"), 1, "", said)
	b.want(b.run("brand", "enable", "acme", "--remove-webhook"), 1, "", said)
	b.want(b.run("brand", "enable", "acme", "--waiting", "take"), 0, "is enabled", "")
	b.want(b.run("doctor"), 1, "✗ brand acme: its token cannot be read", "")
	if n := len(b.sim.Requests("")); n != before {
		t.Errorf("%d requests with a token that cannot be read", n-before)
	}
	b.want(b.run("chat", "list"), 0, "Visitor One", "")
	b.want(b.with(b.acme.Token, "brand", "token", "acme", "--token-file", "-"), 0, "has a new token", "")
	b.want(b.run("doctor"), 0, "brand acme: @acme_help_bot", "")
	if n := len(b.sim.Requests("")); n == before {
		t.Error("the pasted token is not used")
	}
}

func TestKeyCommandThatHangs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	late, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	if _, err := commandKey(late, b.script("hangs", "exec sleep 600")); err == nil || !strings.Contains(err.Error(), "it did not end within 1m0s") {
		t.Errorf("late: %v", err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := commandKey(gone, b.script("hangs", "exec sleep 600")); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	// What the command leaves behind may hold its output open for long.
	if key, err := commandKey(t.Context(), b.script("leaves", "sleep 600 & echo $! >"+filepath.Join(b.root, "pid")+"; echo "+markedHex())); err != nil || key.None() {
		t.Errorf("left behind: %v", err)
	}
	pid, err := os.ReadFile(filepath.Join(b.root, "pid"))
	b.must(err)
	b.must(exec.Command("kill", strings.TrimSpace(string(pid))).Run())
}
