package mention_test

import (
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestMentions lists what calls the operator of the settings file, and nobody else.
func TestMentions(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.Expect(s.Run("mention", "list"), 0, "No note calls you.\n", "")
	s.ExpectJSON(s.Run("mention", "list", "--json").Out, `{"mentions":[]}`)
	s.Run("operator", "add", "ann", "--role", "operator")
	s.WriteFile("config/tgdesk/config.toml", "[operator]\nname = \"ann\"\n")
	s.Expect(s.Run("chat", "note", "1", "@mika", "look\x1b[31m"), 0, "", "")
	s.Expect(s.Run("chat", "note", "2", "@mika", "and here"), 0, "", "")
	s.Expect(s.Run("mention", "list"), 0, "No note calls you.\n", "")
	s.WriteFile("config/tgdesk/config.toml", "")
	r := s.Run("mention", "list")
	s.Expect(r, 0, "new     2  acme   Eve", "")
	s.Expect(r, 0, "new     1  acme   Visitor One", "")
	rig.ExpectPrintable(t, r.Out)
	s.ExpectJSON(s.Run("mention", "list", "--limit", "1", "--json").Out, `{"mentions":[{"message":9,"chat":2,"brand":"acme","visitor":"Eve\u001b[31m\nil","by":"ann","at":"2026-11-22T12:00:00Z","text":"@mika and here","seen_at":null}]}`)
	s.Expect(s.Run("mention", "list", "--limit", "-1"), 2, "", "must not be negative")
	s.Expect(s.Run("mention", "list", "frob"), 2, "", "takes no argument")
	s.Expect(s.Run("mention"), 2, "", "needs a verb: list")
}
