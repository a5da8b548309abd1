package local_test

import (
	"encoding/json"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

// TestEachWayIsAudited: what is done has one entry, which says by which door and in
// which session.
func TestEachWayIsAudited(t *testing.T) {
	t.Parallel()
	for way, want := range map[way]struct {
		via     string
		session bool
	}{onFolder: {"cli", false}, inside: {"cli", true}, overSSH: {"cli", true}} {
		s := rig.NewSandbox(t)
		s.AddBrand()
		s.AddChats()
		call := s.RunWith
		switch way {
		case inside:
			defer s.StartDesk().End()
		case overSSH:
			defer s.StartDesk().End()
			call = s.RunSSH
		}
		for act, args := range map[string]string{
			"exported": "chat export 1", "backup": "backup -", "operator_added": "operator add ann --role operator",
			"key_added": "operator key add mika -", "brand_changed": "brand set acme --accent #112233",
		} {
			if r := call(annKey, strings.Fields(args)...); r.Status != 0 {
				t.Fatalf("%s: %s: %+v", way, args, r)
			}
			var doc struct {
				Entries []struct{ Operator, Via, Session string }
			}
			s.Must(json.Unmarshal([]byte(s.Run("audit", "--json", "--act", act, "--since", "2026-11-22T12:00:00Z").Out), &doc))
			entries := doc.Entries
			if act == "operator_added" {
				entries = entries[:len(entries)-1] // mika was added first
			}
			if len(entries) != 1 || entries[0].Operator != "mika" || entries[0].Via != want.via || (entries[0].Session != "") != want.session {
				t.Errorf("%s: %s: %+v", way, args, entries)
			}
		}
	}
}

// TestScreensAreLogins: each screen comes in once and leaves once, in a session of its
// own.
func TestScreensAreLogins(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	host := s.StartDesk()
	other := s.StartConsole()
	other.WaitFor("PENDING")
	other.Press("q")
	other.ExpectEnd(0, "")
	host.End()
	var doc struct {
		Entries []struct{ Operator, Via, Session, Subject string }
	}
	sessions := map[string]int{}
	for _, act := range []string{"login", "logout"} {
		s.Must(json.Unmarshal([]byte(s.Run("audit", "--json", "--act", act).Out), &doc))
		if len(doc.Entries) != 2 {
			t.Errorf("%s: %+v", act, doc.Entries)
		}
		for _, e := range doc.Entries {
			if sessions[e.Session]++; e.Operator != "mika" || e.Via != "screen" || e.Session == "" || e.Subject != "local" {
				t.Errorf("%s: %+v", act, e)
			}
		}
	}
	if len(sessions) != 2 {
		t.Errorf("sessions %v", sessions)
	}
}
