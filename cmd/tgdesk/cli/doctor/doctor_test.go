package doctor_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

func TestDoctor(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.Expect(b.Run("doctor"), 0, "✓ database: there is none yet", "")
	b.AddBrand()
	b.Bot.Visitor(botsim.User{ID: 77, FirstName: "One"}).Say("hello")
	b.Expect(b.Run("doctor"), 0, "! brand acme: @acme_help_bot stopped; 1 update waits\n    Start the desk: tgdesk\n", "")
	b.WhileHeld(func() {
		b.WriteStore(func(ctx context.Context, tx core.Tx) error {
			return tx.SetHealth(ctx, 1, core.Health{State: core.HealthPolling})
		})
		b.Expect(b.Run("doctor"), 0, "✓ desk: process 4711 (tgdesk of ann) runs it since 2026-11-22 21:00", "")
		b.Expect(b.Run("doctor"), 0, "✓ brand acme: @acme_help_bot polling", "")
	})
	b.ExpectNoSecrets(rig.SecretOf(b.Bot.Token))
}

func TestDoctorFindsTrouble(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	trouble := func(want string) {
		t.Helper()
		b.Expect(b.Run("doctor"), 1, want, "")
	}
	mode := func(path string, m os.FileMode) {
		t.Helper()
		if err := os.Chmod(path, m); err != nil {
			t.Fatal(err)
		}
	}
	mode(b.DeskDir, 0o755)
	trouble("✗ folder: others can look into " + b.DeskDir + " (mode 0755)\n    chmod 700 ")
	mode(b.DeskDir, 0o700)
	mode(filepath.Join(b.DeskDir, "desk.db"), 0o644)
	trouble("✗ file: others can use ")
	mode(filepath.Join(b.DeskDir, "desk.db"), 0o600)
	b.WriteFile("config/tgdesk/config.toml", "[screen]\ntheme = 3\n")
	trouble("✗ settings: the settings file ")
	b.WriteFile("config/tgdesk/config.toml", "")
	b.WriteFile("state/tgdesk", "a file where the log's folder should be")
	trouble("✗ log: ")
	if err := os.Remove(filepath.Join(b.Root, "state", "tgdesk")); err != nil {
		t.Fatal(err)
	}
	b.Bot.Revoke()
	trouble("tgdesk brand token acme --token-file FILE")
	b.Run("brand", "disable", "acme")
	b.Expect(b.Run("doctor"), 0, "! brand acme: ", "")
	b.Sim.Down()
	trouble("✗ telegram: ")
	b.ExpectNoSecrets(rig.SecretOf(b.Bot.Token))
}

func TestDoctorJSON(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	b.Sim.Down()
	r := b.Run("doctor", "--json")
	var doc struct {
		OK     bool
		Checks []struct{ Check, Status string }
	}
	if err := json.Unmarshal([]byte(r.Out), &doc); err != nil || r.Status != 1 || doc.OK || r.Err != "" {
		t.Fatalf("%v: %+v", err, r)
	}
	var checks []string
	for _, f := range doc.Checks {
		checks = append(checks, f.Check+" "+f.Status)
	}
	want := "folder ok, desk ok, settings ok, log ok, key ok, database ok, deadlines ok, replies ok, media ok, telegram problem, brand acme warning"
	if got := strings.Join(checks, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestDoctorDamagedDatabase(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.WriteFile("desk/desk.db", "this is no database, whatever its name says")
	b.Expect(b.Run("doctor"), 1, "✗ database: ", "")
	b.Expect(b.Run("chat", "list"), 1, "", "tgdesk: ")
}

func TestDoctorCrashes(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.WriteFile("state/tgdesk/crash-20261121T100000.000Z.txt", "a report")
	b.WriteFile("state/tgdesk/crash-course.txt", "something else")
	b.Expect(b.Run("doctor"), 0, "! crash: tgdesk crashed once, the last time at 2026-11-21 19:00: see ", "")
	last := b.WriteFile("state/tgdesk/crash-20261122T100000.123Z.txt", "a report")
	b.Expect(b.Run("doctor"), 0, "! crash: tgdesk crashed 2 times, the last time at 2026-11-22 19:00: see "+last+"\n    The report holds no message", "")
}
