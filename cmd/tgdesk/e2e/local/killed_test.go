//go:build unix

package local_test

import (
	"os"
	"strings"
	"syscall"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

func TestMain(m *testing.M) { rig.Main(m) }

// TestDeskKilledBeneathAScreen leaves the terminal of the screen as it was, with a
// sentence.
func TestDeskKilledBeneathAScreen(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	desk := s.StartProcess()
	desk.WaitFor("PENDING")
	screen := s.StartProcess()
	screen.WaitFor("PENDING")
	desk.Signal(syscall.SIGKILL)
	screen.ExpectStatus(1)
	screen.ExpectTerminalRestored()
	screen.WaitFor("tgdesk: The desk has ended.")
	again := s.StartProcess() // which finds the socket that was left
	again.WaitFor("PENDING")
	s.Expect(s.Run("brand", "list"), 0, "acme", "")
	again.Signal(syscall.SIGTERM)
	again.ExpectStatus(0)
	again.ExpectTerminalRestored()
}

// TestScreenThatIsEnded ends nothing but itself, and leaves the terminal as it was.
func TestScreenThatIsEnded(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	desk := s.StartDesk()
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGINT} {
		screen := s.StartProcess()
		screen.WaitFor("PENDING")
		screen.Signal(signal)
		screen.ExpectStatus(0)
		screen.ExpectTerminalRestored()
	}
	screen := s.StartProcess()
	screen.WaitFor("PENDING")
	screen.Signal(syscall.SIGKILL)
	screen.ExpectStatus(-1)
	s.Expect(s.Run("brand", "list"), 0, "polling", "")
	desk.End()
}

// TestDeskKilledBeneathAQuestion tells whoever was asked, and whoever answers a
// question of a desk that runs on is killed without a change.
func TestDeskKilledBeneathAQuestion(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	desk := s.StartProcess()
	desk.WaitFor("PENDING")
	killed := s.StartProcess("brand", "remove", "acme")
	killed.WaitFor("[y/N]")
	killed.Signal(syscall.SIGKILL)
	killed.ExpectStatus(-1)
	s.Expect(s.Run("brand", "list"), 0, "acme", "")
	asked := s.StartProcess("brand", "remove", "acme")
	asked.WaitFor("[y/N]")
	desk.Signal(syscall.SIGKILL)
	asked.ExpectStatus(1)
	asked.WaitFor("tgdesk: The desk ended before it was done.")
	interrupted := s.StartProcess("brand", "token", "acme", "--token-file", "-")
	interrupted.WaitFor("not shown while you type")
	interrupted.Signal(syscall.SIGINT)
	interrupted.ExpectStatus(1)
	if shown := interrupted.Shown.String(); !strings.Contains(shown, "interrupted") {
		t.Errorf("shown: %q", shown)
	}
	s.Expect(s.Run("brand", "list"), 0, "acme", "")
}
