package doctor_test

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

func TestDoctor(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.Expect(s.Run("doctor"), 1, "✗ folder: "+s.DeskDir+" is not there\n    Start tgdesk once", "")
	s.Must(os.Mkdir(s.DeskDir, 0o700))
	s.Expect(s.Run("doctor"), 1, "✗ database: There is no desk in "+s.DeskDir+".", "")
	s.AddBrand()
	s.Bot.Visitor(botsim.User{ID: 77, FirstName: "One"}).Say("hello")
	s.Expect(s.Run("doctor"), 0, "! brand acme: @acme_help_bot stopped; 1 update waits\n    Start the desk: tgdesk\n", "")
	s.WhileHeld(func() {
		s.WriteStore(func(ctx context.Context, tx core.Tx) error {
			return tx.SetHealth(ctx, 1, core.Health{State: core.HealthPolling})
		})
		s.Expect(s.Run("doctor"), 0, "✓ desk: process 4711 (tgdesk of ann) runs it since 2026-11-22 21:00", "")
		s.Expect(s.Run("doctor"), 0, "✓ brand acme: @acme_help_bot connected", "")
	})
	s.ExpectNoSecrets(rig.SecretOf(s.Bot.Token))
}

func TestDoctorFindsTrouble(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	trouble := func(want string) {
		t.Helper()
		s.Expect(s.Run("doctor"), 1, want, "")
	}
	mode := func(path string, m os.FileMode) {
		t.Helper()
		if err := os.Chmod(path, m); err != nil {
			t.Fatal(err)
		}
	}
	mode(s.DeskDir, 0o755)
	trouble("✗ folder: others can look into " + s.DeskDir + " (mode 0755)\n    chmod 700 ")
	mode(s.DeskDir, 0o700)
	mode(filepath.Join(s.DeskDir, "desk.db"), 0o644)
	trouble("✗ file: others can use ")
	mode(filepath.Join(s.DeskDir, "desk.db"), 0o600)
	s.WriteFile("config/tgdesk/config.toml", "[screen]\ntheme = 3\n")
	trouble("✗ settings: The settings file ")
	s.WriteFile("config/tgdesk/config.toml", "")
	s.WriteFile("state/tgdesk", "a file where the log's folder should be")
	trouble("✗ log: ")
	if err := os.Remove(filepath.Join(s.Root, "state", "tgdesk")); err != nil {
		t.Fatal(err)
	}
	s.Run("brand", "set", "acme", "--local-files", "/none/such")
	trouble("✗ brand acme: files of its Bot API server cannot be taken: open /none/such: no such file or directory\n    Let this user read it")
	s.Run("brand", "set", "acme", "--local-files", "")
	s.Bot.Revoke()
	trouble("tgdesk brand token acme --token-file FILE")
	s.Run("brand", "disable", "acme")
	s.Expect(s.Run("doctor"), 0, "! brand acme: ", "")
	s.Sim.Down()
	trouble("✗ telegram: ")
	s.ExpectNoSecrets(rig.SecretOf(s.Bot.Token))
}

func TestDoctorJSON(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Sim.Down()
	r := s.Run("doctor", "--json")
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
	want := "folder ok, desk ok, settings ok, log ok, key ok, database ok, deadlines ok, replies ok, search ok, media ok, disk ok, telegram problem, brand acme warning"
	if got := strings.Join(checks, ", "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestDoctorDamagedDatabase(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.WriteFile("desk/desk.db", "this is no database, whatever its name says")
	s.Expect(s.Run("doctor"), 1, "✗ database: ", "")
	s.Expect(s.Run("chat", "list"), 1, "", "tgdesk: ")
}

func TestDoctorCrashes(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.WriteFile("state/tgdesk/crash-20261121T100000.000Z.txt", "a report")
	s.WriteFile("state/tgdesk/crash-course.txt", "something else")
	s.Expect(s.Run("doctor"), 0, "! crash: tgdesk crashed once, the last time at 2026-11-21 19:00: see ", "")
	last := s.WriteFile("state/tgdesk/crash-20261122T100000.123Z.txt", "a report")
	s.Expect(s.Run("doctor"), 0, "! crash: tgdesk crashed 2 times, the last time at 2026-11-22 19:00: see "+last+"\n    The report holds no message", "")
}

// TestDoctorChatbot: it looks whether a chatbot can answer, and asks it nothing.
func TestDoctorChatbot(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	asked := atomic.Int32{}
	handler := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) })
	plain, encrypted := httptest.NewServer(handler), httptest.NewUnstartedServer(handler)
	encrypted.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that fail
	encrypted.StartTLS()
	t.Cleanup(plain.Close)
	t.Cleanup(encrypted.Close)
	set := func(chatbot string) { s.Expect(s.Run("brand", "set", "acme", "--chatbot", chatbot), 0, "", "") }
	set("webhook:" + plain.URL + "/?key=s3cret")
	s.Expect(s.Run("doctor"), 0, "! chatbot of acme: webhook:"+plain.URL+"/?…: stopped", "")
	set("webhook:" + encrypted.URL)
	s.Expect(s.Run("doctor"), 1, "✗ chatbot of acme: The certificate of the webhook at", "")
	plain.Close()
	set("webhook:" + plain.URL)
	s.Expect(s.Run("doctor"), 1, "refused the connection", "")
	set("command:tgdesk-no-such-program --key s3cret")
	s.Expect(s.Run("doctor"), 1, "✗ chatbot of acme: The program tgdesk-no-such-program was not found.", "")
	set("command:sh -c s3cret")
	s.Expect(s.Run("doctor"), 0, "! chatbot of acme: command:sh (2 arguments): stopped", "")
	s.Expect(s.Run("brand", "show", "acme"), 0, "stopped\n", "")
	if asked.Load() != 0 {
		t.Errorf("the webhook was asked %d times", asked.Load())
	}
	for _, chatbot := range []string{"webhook:https://127.0.0.1:1/?key=s3cret", "command:sh -c s3cret"} {
		set(chatbot)
		if r := s.Run("doctor"); strings.Contains(r.Out+r.Err, "s3cret") {
			t.Errorf("it tells a secret: %s", r.Out)
		}
	}
}
