package audit_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
)

type entry struct {
	ID       int
	Operator *string
	Via      string
	Session  *string
	Act      string
	Brand    *string
	Chat     *int
	Subject  string
	Before   string
	After    string
}

// read lists entries as act and subject.
func read(s *rig.Sandbox, args ...string) (acts []string, entries []entry) {
	s.T.Helper()
	r := s.Run(append([]string{"audit", "--json"}, args...)...)
	s.Expect(r, 0, `{"entries":[`, "")
	var doc struct{ Entries []entry }
	s.Must(json.Unmarshal([]byte(r.Out), &doc))
	for _, e := range doc.Entries {
		acts = append(acts, strings.TrimSpace(e.Act+" "+strings.TrimPrefix(e.Subject, s.Root+"/")))
	}
	return acts, doc.Entries
}

func expect(s *rig.Sandbox, want string, args ...string) {
	s.T.Helper()
	if got, _ := read(s, args...); strings.Join(got, ", ") != want {
		s.T.Errorf("audit %v: %q\nwant %q", args, got, want)
	}
}

func TestAudit(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.Expect(s.Run("audit"), 1, "", "There is no desk in "+s.DeskDir+".")
	s.AddBrand()
	s.AddChats()
	s.Run("operator", "add", "ann", "--role", "operator")
	later := s.Env
	later.Now = func() time.Time { return rig.Noon().Add(2 * time.Minute) } // before any chat falls due
	s.Env = later
	s.Run("operator", "set", "ann", "--name", "anna")
	s.Expect(s.Run("chat", "export", "1", "--format", "html"), 0, "<html", "")
	s.Expect(s.Run("backup", s.Root+"/copy.db"), 0, "sound", "")
	s.Run("operator", "remove", "anna", "--yes")
	s.Run("brand", "disable", "acme")
	expect(s, "channel_disabled acme, operator_removed anna, backup copy.db, exported html, operator_changed anna, operator_added ann, brand_added acme, operator_added mika")
	expect(s, "channel_disabled acme, operator_removed anna, backup copy.db", "--limit", "3", "--since", "30s")
	expect(s, "exported html", "--chat", "#1")
	expect(s, "operator_added ann", "--act", "operator_added", "--limit", "1")
	expect(s, "channel_disabled acme, exported html, brand_added acme", "--brand", "ACME")
	expect(s, "channel_disabled acme, operator_removed anna, backup copy.db, exported html, operator_changed anna", "--since", "1m")
	expect(s, "channel_disabled acme, operator_removed anna, backup copy.db, exported html, operator_changed anna", "--since", "2026-11-22 21:01") // in Japan
	expect(s, "", "--since", "2026-11-23T00:00:00+09:01", "--since", "2026-11-24")
	_, entries := read(s, "--act", "exported")
	if e := entries[0]; *e.Operator != "mika" || e.Via != "cli" || e.Session != nil || *e.Brand != "acme" || *e.Chat != 1 || e.Subject != "html" {
		t.Errorf("%+v", e)
	}
	_, entries = read(s, "--act", "operator_changed")
	if e := entries[0]; e.Before != "ann: operator; all brands" || e.After != "anna: operator; all brands" {
		t.Errorf("%+v", e)
	}
	r := s.Run("audit", "--act", "exported")
	s.Expect(r, 0, "2026-11-22 21:02:00  mika      cli  exported  acme      1  html\n", "")
	s.Expect(s.Run("audit", "--act", "login"), 0, "Nothing of that kind was done.\n", "")
}

func TestAuditRefusals(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	for args, want := range map[string]string{
		"--act frob":      `There is no act "frob". Acts are chat_opened, `,
		"--limit -1":      "--limit must not be negative",
		"--chat x":        "--chat takes the number of a chat",
		"--since soon":    "--since takes an age such as 2h",
		"--since 2026-13": "--since takes an age such as 2h",
		"frob":            "takes no argument",
	} {
		s.Expect(s.Run(append([]string{"audit"}, strings.Fields(args)...)...), 2, "", want)
	}
	s.Expect(s.Run("audit", "--operator", "nobody"), 1, "", `There is no operator "nobody".`)
	s.Expect(s.Run("audit", "--brand", "nope"), 1, "", `There is no brand "nope".`)
	s.Expect(s.Run("brand", "remove", "acme", "--yes"), 0, "", "")
	expect(s, "brand_removed acme, brand_added acme", "--brand", "Acme")
}

// TestAuditPages reads more entries than one page holds, each once, newest first; also
// those of somebody who was removed.
func TestAuditPages(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Run("operator", "add", "ann", "--role", "admin")
	s.WriteFile("config/tgdesk/config.toml", "[operator]\nname = \"ann\"\n")
	s.Run("brand", "set", "acme", "--accent", "#112233")
	s.WriteFile("config/tgdesk/config.toml", "")
	s.Run("operator", "remove", "ann", "--yes")
	expect(s, "brand_changed acme", "--operator", "ann")
	s.WriteStore(func(ctx context.Context, tx core.Tx) (err error) {
		for i := 0; i < 450 && err == nil; i++ {
			err = tx.InsertAudit(ctx, core.AuditEntry{At: rig.Noon(), Via: core.DoorSSH, Act: core.ActLoginFailed})
		}
		return err
	})
	for limit, want := range map[int]int{0: 455, 1: 1, 200: 200, 300: 300, 400: 400, 454: 454} {
		acts, entries := read(s, "--limit", fmt.Sprint(limit))
		if len(acts) != want {
			t.Errorf("--limit %d gives %d", limit, len(acts))
		}
		for i := range entries {
			if i > 0 && entries[i].ID != entries[i-1].ID-1 {
				t.Fatalf("%d after %d", entries[i].ID, entries[i-1].ID)
			}
		}
	}
	if acts, _ := read(s); len(acts) != 100 {
		t.Errorf("%d entries are listed as usual", len(acts))
	}
}
