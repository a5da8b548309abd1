package operator_test

import (
	"context"
	"crypto/ed25519"
	"encoding/pem"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/sshkey"
)

// newKey makes a key pair from a seed: the line of its .pub file, its fingerprint, and
// the private key as a file has it.
func newKey(t *testing.T, seed byte, comment string) (line, fingerprint, private string) {
	t.Helper()
	key := ed25519.NewKeyFromSeed(slices.Repeat([]byte{seed}, ed25519.SeedSize))
	public, err := ssh.NewPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(key, comment)
	if err != nil {
		t.Fatal(err)
	}
	line = strings.TrimSpace(string(ssh.MarshalAuthorizedKey(public))) + " " + comment
	return line, ssh.FingerprintSHA256(public), string(pem.EncodeToMemory(block))
}

func TestOperatorLife(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	line, fingerprint, _ := newKey(t, 1, "ann@laptop")
	other, otherFingerprint, _ := newKey(t, 2, "")
	s.Expect(s.Run("operator", "list"), 1, "", "There is no desk in "+s.DeskDir+".")
	s.Expect(s.Run("operator", "set", "ann", "--alias", "A"), 1, "", "There is no desk in "+s.DeskDir+".")
	s.AddBrand()
	s.Expect(s.Run("operator", "list"), 0, "mika  admin  all brands      0     0", "")
	s.Expect(s.RunWith(line, "operator", "add", "ann", "--role", "operator", "--brand", "ACME", "--key-file", "-", "--max-chats", "3", "--alias", "Ann of Acme", "--zone", "Asia/Tokyo"),
		0, "Added ann: operator, for acme, at most 3 chats, alias Ann of Acme, zone Asia/Tokyo.\n", "")
	s.Expect(s.Run("operator", "key", "add", "ANN", s.WriteFile("key.pub", "\ufeff"+other+"\r\n")), 0, "ann can sign in with ssh-ed25519 "+otherFingerprint+".\n", "")
	s.ExpectJSON(s.Run("operator", "list", "--json").Out, `{"operators":[
		{"name":"ann","role":"operator","alias":"Ann of Acme","brands":["acme"],"keys":[{"fingerprint":"`+fingerprint+`","comment":"ann@laptop","last_used_at":null},
			{"fingerprint":"`+otherFingerprint+`","comment":"","last_used_at":null}],"max_chats":3,"availability":"offline","active_chats":0,"disabled_at":null},
		{"name":"mika","role":"admin","alias":null,"brands":[],"keys":[],"max_chats":null,"availability":"offline","active_chats":0,"disabled_at":null}]}`)
	s.Expect(s.Run("operator", "show", "ann"), 0, "Key         ssh-ed25519 "+fingerprint+" (ann@laptop), last used -\n", "")
	s.Expect(s.Run("operator", "set", "ann", "--role", "supervisor", "--brand", "all", "--max-chats", "0", "--alias", "", "--theme", "light", "--bell", "off"),
		0, "ann: supervisor, for all brands, zone Asia/Tokyo, theme light, bell off.\n", "")
	s.Expect(s.Run("operator", "set", "ann", "--name", "Anna", "--zone", ""), 0, "Anna: supervisor, for all brands, theme light, bell off.\n", "")
	s.Expect(s.Run("operator", "key", "revoke", "anna", fingerprint[:12]), 1, "", "There is no terminal to ask on")
	s.Expect(s.Run("operator", "key", "revoke", "anna", strings.TrimPrefix(fingerprint, "SHA256:")[:5], "--yes"), 0, "Revoked ssh-ed25519 "+fingerprint+" (ann@laptop) of Anna.\n", "")
	s.Expect(s.Run("operator", "disable", "anna", "--yes"), 0, "Anna is disabled.\n", "")
	s.Expect(s.Run("operator", "disable", "anna", "--yes"), 0, "Anna is disabled already.\n", "")
	s.ExpectJSON(s.Run("operator", "show", "anna", "--json").Out, `{"operator":{"name":"Anna","role":"supervisor","alias":null,"brands":[],
		"keys":[{"fingerprint":"`+otherFingerprint+`","comment":"","last_used_at":null}],"max_chats":null,"availability":"offline","active_chats":0,"disabled_at":"2026-11-22T12:00:00Z"}}`)
	s.Expect(s.Run("operator", "list"), 0, "disabled", "")
	s.Expect(s.Run("operator", "enable", "anna"), 0, "Anna is enabled.\n", "")
	s.Expect(s.Run("operator", "enable", "anna"), 0, "Anna is enabled already.\n", "")
	s.Expect(s.Run("operator", "remove", "anna", "--yes"), 0, "Removed Anna.\n", "")
	s.Expect(s.Run("operator", "show", "anna"), 1, "", `There is no operator "anna".`)
	s.Expect(s.RunWith(other, "operator", "key", "add", "mika", "-"), 0, "mika can sign in with", "") // a revoked key is free
}

func TestOperatorRefusals(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	line, fingerprint, private := newKey(t, 1, "a")
	second, _, _ := newKey(t, 2, "b")
	s.Expect(s.RunWith(line, "operator", "add", "ann", "--role", "admin", "--key-file", "-"), 0, "Added ann", "")
	s.Expect(s.RunWith(second, "operator", "key", "add", "ann", "-"), 0, "ann can", "")
	tests := []struct {
		stdin, args string
		status      int
		err         string
	}{
		{"", "add bob", 2, "needs --role: admin, supervisor or operator."},
		{"", "add bob --role boss", 2, `"boss" is not a role: use admin, supervisor or operator.`},
		{"", "add", 2, "takes exactly one operator's name"},
		{"", "add bob --role operator --brand nope", 1, `There is no brand "nope".`},
		{"", "add bob --role operator --brand=", 2, "--brand names no brand"},
		{"", "add bob --role operator --brand all --brand acme", 2, "name no other one beside it"},
		{"", "add bob --role admin --brand acme", 2, "An admin works for all brands"},
		{"", "add ANN --role operator", 1, "There is an operator ann already."},
		{"", "add bob --role operator --max-chats -1", 2, "1 to 1000, or 0 for no limit"},
		{"", "add bob --role operator --max-chats x", 2, "--max-chats takes a whole number"},
		{"", "add bob --role operator --zone Mars/Base", 2, `There is no time zone "Mars/Base"`},
		{"", "add bob --role operator --theme pink", 2, "auto, dark, light or none"},
		{"", "add bob --role operator --bell loud", 2, "off, unfocused or always"},
		{"", "add " + strings.Repeat("x", 41) + " --role operator", 2, "The name is too long"},
		{private, "add bob --role operator --key-file -", 1, "This is a private key, which nobody else may see"},
		{line, "add bob --role operator --key-file -", 1, "ann has this key already."},
		{"", "add bob --role operator --key-file -", 1, "There is no key: give the line of a .pub file"},
		{"", "add bob --role operator --key-file " + s.Root + "/none", 1, "/none cannot be read: no such file"},
		{line + "\n" + second, "key add mika -", 1, "This is more than one key"},
		{`command="sh" ` + line, "key add mika -", 1, "A key must stand without options"},
		{"ssh-ed25519 rubbish", "key add mika -", 1, "This is no public SSH key"},
		{strings.Repeat("x", 100_000), "key add mika -", 1, "This is no public SSH key"},
		{line, "key add nobody -", 1, `There is no operator "nobody".`},
		{"", "key add mika", 2, "takes NAME and FILE"},
		{"", "key revoke ann SHA256:nope --yes", 1, "The operator has no key SHA256:nope."},
		{"", "key revoke mika " + fingerprint + " --yes", 1, "The operator has no key " + fingerprint},
		{"", "key revoke ann SHA256: --yes", 1, "Several keys begin so: give more of one of ssh-ed25519 " + fingerprint + " (a), "},
		{"", "set mika", 2, "Nothing to change"},
		{"", "set nobody --role admin", 1, `There is no operator "nobody".`},
		{"", "set ann --name mika", 1, "There is an operator mika already."},
		{"", "set mika --role operator", 1, "You cannot disable or remove yourself"},
		{"", "disable mika --yes", 1, "You cannot disable or remove yourself"},
		{"", "remove mika --yes", 1, "You cannot disable or remove yourself"},
		{"", "remove ann", 1, "There is no terminal to ask on"},
		{"", "frob", 2, `has no verb "frob"`},
		{"", "key", 2, "needs a verb: add, revoke"},
	}
	for _, tt := range tests {
		r := s.RunWith(tt.stdin, append([]string{"operator"}, strings.Fields(tt.args)...)...)
		s.Expect(r, tt.status, "", tt.err)
		if r.Out != "" || strings.Count(r.Err, "\n") != 1 {
			t.Errorf("%s: %+v", tt.args, r)
		}
	}
	if r := s.Run("operator", "list"); strings.Count(r.Out, "\n") != 3 {
		t.Errorf("somebody was added:\n%s", r.Out)
	}
	s.Expect(s.Run("operator", "remove", "ann", "--yes"), 0, "Removed ann.", "")
	for _, args := range []string{"set mika --role operator", "disable mika --yes", "remove mika --yes"} {
		s.Expect(s.Run(append([]string{"operator"}, strings.Fields(args)...)...), 1, "", "The desk needs an admin, and this is the last one")
	}
	s.ExpectNotPrinted("PRIVATE KEY")
}

// TestOperatorRemovalAsks: with active chats the question says what becomes of them.
func TestOperatorRemovalAsks(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Expect(s.Run("operator", "add", "ann", "--role", "admin"), 0, "To let them in over SSH: tgdesk operator key add ann FILE", "")
	s.AddChats() // mika holds chat 2
	s.WriteFile("config/tgdesk/config.toml", "[operator]\nname = \"ann\"\n")
	s.Expect(s.RunOnTerminal("n\n", "operator", "disable", "mika"), 1, "", "mika holds 1 active chat, which then wait for others. Disable mika? [y/N] ")
	s.Expect(s.Run("chat", "list", "--state", "active"), 0, "mika", "")
	s.Expect(s.RunOnTerminal("y\n", "operator", "disable", "mika"), 0, "mika is disabled.", "Disable mika?")
	s.Expect(s.Run("chat", "list", "--state", "active"), 0, "No chats.", "")
	s.WriteFile("config/tgdesk/config.toml", "[operator]\nname = \"mika\"\n")
	s.Expect(s.Run("operator", "enable", "mika"), 1, "", "This operator is disabled")
}

// TestOnlyOwnSettings: who is no admin changes their own alias and screens, no more.
func TestOnlyOwnSettings(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Expect(s.Run("operator", "add", "sue", "--role", "supervisor"), 0, "Added sue", "")
	s.WriteFile("config/tgdesk/config.toml", "[operator]\nname = \"sue\"\n")
	s.Expect(s.Run("operator", "set", "sue", "--alias", "Susan", "--zone", "UTC", "--theme", "dark", "--bell", "always"), 0, "alias Susan, zone UTC, theme dark, bell always", "")
	line, fingerprint, _ := newKey(t, 3, "")
	for _, args := range []string{
		"set sue --role admin", "set sue --max-chats 5", "set sue --brand acme", "set sue --alias S --name Queen", "set mika --alias M", "set mika --zone UTC",
		"add bob --role operator", "disable mika --yes", "remove mika --yes", "key add sue -", "key revoke sue " + fingerprint + " --yes",
	} {
		s.Expect(s.RunWith(line, append([]string{"operator"}, strings.Fields(args)...)...), 1, "", "Only an admin may do that.")
	}
}

// TestRemovedBrand: an operator whose only brand was removed does not work for all.
func TestRemovedBrand(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Run("operator", "add", "ann", "--role", "operator", "--brand", "acme")
	s.Expect(s.Run("brand", "remove", "acme", "--yes"), 0, "Removed", "")
	s.Expect(s.Run("operator", "list", "--json"), 0, `"brands":["acme"]`, "")
	s.Expect(s.Run("operator", "show", "ann"), 0, "Brands      acme\n", "")
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		ann, err := tx.OperatorByName(ctx, "ann")
		if err == nil && ann.Scope().Empty() {
			t.Error("ann works for all brands")
		}
		return err
	})
}

func TestKeys(t *testing.T) {
	t.Parallel()
	line, fingerprint, _ := newKey(t, 4, "Ünï \x1b[31m comment")
	k, err := sshkey.Parse(line)
	if err != nil || k.Fingerprint != fingerprint || k.Type != "ssh-ed25519" || strings.Contains(k.Key, "comment") {
		t.Errorf("%+v %v", k, err)
	}
	s := rig.NewSandbox(t)
	s.AddBrand()
	r := s.RunWith(line, "operator", "key", "add", "mika", "-")
	s.Expect(r, 0, "mika can sign in with", "")
	rig.ExpectPrintable(t, r.Out+s.Run("operator", "show", "mika").Out+s.Run("operator", "list").Out)
}
