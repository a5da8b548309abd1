package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

func TestDoctor(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.want(b.run("doctor"), 0, "✓ database: there is none yet", "")
	b.addAcme()
	b.acme.Visitor(botsim.User{ID: 77, FirstName: "One"}).Say("hello")
	b.want(b.run("doctor"), 0, "! brand acme: @acme_help_bot stopped; 1 update waits\n    Start the desk: tgdesk\n", "")
	b.held(func() {
		b.store(func(ctx context.Context, tx core.Tx) error {
			return tx.SetHealth(ctx, 1, core.Health{State: core.HealthPolling})
		})
		b.want(b.run("doctor"), 0, "✓ desk: process 4711 (tgdesk of ann) runs it since 2026-11-22 21:00", "")
		b.want(b.run("doctor"), 0, "✓ brand acme: @acme_help_bot polling", "")
	})
	b.noToken(secretOf(b.acme.Token))
}

func TestDoctorFindsTrouble(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	trouble := func(want string) {
		t.Helper()
		b.want(b.run("doctor"), 1, want, "")
	}
	mode := func(path string, m os.FileMode) {
		t.Helper()
		if err := os.Chmod(path, m); err != nil {
			t.Fatal(err)
		}
	}
	mode(b.dir, 0o755)
	trouble("✗ folder: others can look into " + b.dir + " (mode 0755)\n    chmod 700 ")
	mode(b.dir, 0o700)
	mode(filepath.Join(b.dir, "desk.db"), 0o644)
	trouble("✗ file: others can use ")
	mode(filepath.Join(b.dir, "desk.db"), 0o600)
	b.file("config/tgdesk/config.toml", "[screen]\ntheme = 3\n")
	trouble("✗ settings: the settings file ")
	b.file("config/tgdesk/config.toml", "")
	b.file("state/tgdesk", "a file where the log's folder should be")
	trouble("✗ log: ")
	if err := os.Remove(filepath.Join(b.root, "state", "tgdesk")); err != nil {
		t.Fatal(err)
	}
	b.acme.Revoke()
	trouble("tgdesk brand token acme --token-file FILE")
	b.run("brand", "disable", "acme")
	b.want(b.run("doctor"), 0, "! brand acme: ", "")
	b.sim.Down()
	trouble("✗ telegram: ")
	b.noToken(secretOf(b.acme.Token))
}

func TestDoctorJSON(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.sim.Down()
	r := b.run("doctor", "--json")
	var doc struct {
		OK     bool
		Checks []finding
	}
	if err := json.Unmarshal([]byte(r.out), &doc); err != nil || r.status != 1 || doc.OK || r.err != "" {
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
	b := newBench(t)
	b.file("desk/desk.db", "this is no database, whatever its name says")
	b.want(b.run("doctor"), 1, "✗ database: ", "")
	b.want(b.run("chat", "list"), 1, "", "tgdesk: ")
}

func TestDoctorCrashes(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.file("state/tgdesk/crash-20261121T100000.000Z.txt", "a report")
	b.file("state/tgdesk/crash-course.txt", "something else")
	b.want(b.run("doctor"), 0, "! crash: tgdesk crashed once, the last time at 2026-11-21 19:00: see ", "")
	last := b.file("state/tgdesk/crash-20261122T100000.123Z.txt", "a report")
	b.want(b.run("doctor"), 0, "! crash: tgdesk crashed 2 times, the last time at 2026-11-22 19:00: see "+last+"\n    The report holds no message", "")
}
