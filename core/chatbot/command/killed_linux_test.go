package command

import (
	"os"
	"os/exec"
	"testing"
)

// TestDeskIsKilled: when the desk is killed, the system ends its programs.
func TestDeskIsKilled(t *testing.T) {
	t.Parallel()
	l := listen(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	desk := exec.Command(self, asProgram, "desk", l.Addr().String())
	if err := desk.Start(); err != nil {
		t.Fatal(err)
	}
	ended := processes(t, l, 1)
	if err := desk.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = desk.Wait()
	ended()
}
