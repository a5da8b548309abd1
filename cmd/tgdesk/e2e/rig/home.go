package rig

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"tgdesk/cmd/tgdesk/root"
)

// envIsProgram makes this test binary the program itself, so that a test can
// start it as a process of its own and do to it what an operating system does.
const envIsProgram = "TGDESK_TEST_IS_THE_PROGRAM"

// Main runs the tests of a package, or the program where a test has started this
// binary as such. It is the TestMain of packages that start processes.
func Main(m *testing.M) {
	if os.Getenv(envIsProgram) != "" {
		os.Exit(root.Main())
	}
	os.Exit(m.Run())
}

// Home is a user's home on which the program runs as a process.
type Home struct {
	program string
	Root    string
	env     []string
}

func NewHome(t testing.TB, api string) *Home {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	root := t.TempDir()
	return &Home{program: program, Root: root, env: append(programEnv(root, api), "NO_COLOR=1", "GORACE="+os.Getenv("GORACE"))}
}

// programEnv is the environment of the program as a process of its own, with all
// folders below root.
func programEnv(root, api string) []string {
	below := func(name string) string { return filepath.Join(root, name) }
	return []string{
		envIsProgram + "=1", "HOME=" + below("home"), "XDG_DATA_HOME=" + below("data"), "XDG_CONFIG_HOME=" + below("config"),
		"XDG_STATE_HOME=" + below("state"), "TMPDIR=" + root, "LOGNAME=mika", "TERM=xterm-256color", "TGDESK_API_URL=" + api,
	}
}

func (h *Home) DeskDir() string { return filepath.Join(h.Root, "desk") }

// Command is a call of the program that is not started.
func (h *Home) Command(args ...string) *exec.Cmd {
	cmd := exec.Command(h.program, append([]string{"--data", h.DeskDir()}, args...)...)
	cmd.Env = h.env
	return cmd
}

// Run calls the program and returns what it printed. The error is that of a
// call which could not be made; a status other than 0 is none.
func (h *Home) Run(args ...string) (status int, printed string, err error) {
	out, err := h.Command(args...).CombinedOutput()
	if e, ok := errors.AsType[*exec.ExitError](err); ok {
		return e.ExitCode(), string(out), nil
	}
	return 0, string(out), err
}

// Log is what the program wrote into its log.
func (h *Home) Log() string {
	text, err := os.ReadFile(filepath.Join(h.Root, "state", "tgdesk", "tgdesk.log"))
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-4000):])
}
