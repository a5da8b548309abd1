//go:build unix

package local_test

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/store/folder"
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
	s.Expect(s.Run("brand", "list"), 0, "connected", "")
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
	interrupted.WaitFor("tgdesk: Interrupted.")
	s.Expect(s.Run("brand", "list"), 0, "acme", "")
}

// TestDeskThatDoesNotAnswer: what is needed most then works on the folder, the rest
// says what to do.
func TestDeskThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	lock, err := folder.Acquire(s.DeskDir, folder.Holder{PID: 4711, Command: "tgdesk", Socket: true})
	s.Must(err)
	socket, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: filepath.Join(s.DeskDir, folder.Socket), Net: "unixgram"}) // to which nobody can connect
	s.Must(err)
	const silent = "Process 4711 runs this desk and does not answer"
	for _, args := range [][]string{{"chat", "list"}, {"brand", "set", "acme", "--markup", "on"}} {
		s.Expect(s.Run(args...), 1, "", silent)
	}
	s.Expect(s.Run("doctor"), 1, "✗ desk: "+silent, "")
	s.Expect(s.Run("backup", s.Root+"/copy.db"), 0, "Wrote ", silent)
	s.Must(errors.Join(socket.Close(), lock.Release()))
	s.Expect(s.Run("doctor"), 0, "nobody runs it now", "")
}
