package bot_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

func TestSecret(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.Expect(s.Run("bot", "secret", "acme"), 1, "", "There is no desk in "+s.DeskDir+".")
	s.AddBrand()
	s.Expect(s.Run("bot", "secret", "acme"), 1, "", "The brand has no secret for a webhook yet: set a webhook, or make one with --new.")
	s.Expect(s.Run("bot", "secret", "nope"), 1, "", `There is no brand "nope".`)
	s.Expect(s.Run("bot", "secret"), 2, "", "brand name")
	read := func(args ...string) string {
		t.Helper()
		r := s.Run(append([]string{"bot", "secret"}, args...)...)
		secret := strings.TrimSuffix(r.Out, "\n")
		if bytes, err := hex.DecodeString(secret); r.Status != 0 || r.Err != "" || err != nil || len(bytes) != 32 {
			t.Fatalf("%+v", r)
		}
		return secret
	}
	webhook := func(url string) {
		t.Helper()
		if r := s.Run("brand", "set", "acme", "--chatbot", "webhook:"+url); r.Status != 0 {
			t.Fatalf("%+v", r)
		}
	}
	webhook("https://bot.example/desk")
	first := read("acme")
	webhook("https://bot.example/other")
	if got := read("acme"); got != first {
		t.Error("another webhook has another secret")
	}
	second := read("acme", "--new")
	if second == first || read("acme") != second {
		t.Error("--new makes no other secret")
	}
	audit := s.Run("audit", "--json", "--limit", "0")
	if made, shown := strings.Count(audit.Out, `"chatbot_secret_made"`), strings.Count(audit.Out, `"chatbot_secret_shown"`); made != 2 || shown != 3 {
		t.Errorf("the audit has %d and %d entries: %s", made, shown, audit.Out)
	}
	for _, secret := range []string{first, second} {
		if strings.Contains(s.Run("audit", "--json", "--limit", "0").Out, secret) || strings.Contains(s.Run("brand", "list", "--json").Out, secret) {
			t.Error("the secret is shown")
		}
	}
	s.Expect(s.Run("brand", "remove", "acme", "--yes"), 0, "acme", "")
	s.AddBrand()
	s.Expect(s.Run("bot", "secret", "acme"), 1, "", "The brand has no secret for a webhook yet")
}

// TestSecretIsForAdmins, by every door.
func TestSecretIsForAdmins(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddOperator("sue", core.RoleSupervisor)
	defer s.StartDesk().End()
	for _, args := range [][]string{{"bot", "secret", "acme"}, {"bot", "secret", "acme", "--new"}} {
		s.Expect(s.RunSSHAs("sue", "", args...), 1, "", "Only an admin may do that.")
	}
	s.Expect(s.RunSSH("", "bot", "secret", "acme", "--new"), 0, "\n", "")
}
