package main

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
)

// watched is this process as seen by its monitor.
type watched struct {
	cmd  *exec.Cmd
	pipe *os.File
}

// terminalFD is the descriptor under which a monitor finds the terminal.
const terminalFD = 3

// beWatched starts the monitor of the screen on a terminal, before that leaves
// its usual mode. It takes a millisecond; that the monitor is ready is not
// waited for. Where none can be started the screen does without: nil.
func (c *cli) beWatched(in *os.File, dumb bool) *watched {
	if c.host.monitor == nil {
		return nil
	}
	r, pipe, err := os.Pipe()
	if err != nil {
		return nil
	}
	w := &watched{cmd: c.host.monitor(), pipe: pipe}
	w.cmd.Stdin, w.cmd.Stderr, w.cmd.ExtraFiles = r, os.Stderr, []*os.File{in}
	detach(w.cmd)
	task, err := json.Marshal(watch{Dumb: dumb, Mode: modeOf(in), Crash: c.crashDir()})
	if err == nil {
		_, err = pipe.Write(append(task, '\n')) // a pipe holds that much
	}
	if err == nil {
		err = w.cmd.Start()
	}
	_ = r.Close() // the monitor has its own
	if err != nil {
		_ = pipe.Close()
		return nil
	}
	_ = debug.SetCrashOutput(pipe, debug.CrashOptions{}) // without it a kill is noticed all the same
	return w
}

// leave says farewell, after which the process may end as it likes.
func (w *watched) leave() {
	if w == nil {
		return
	}
	_ = debug.SetCrashOutput(nil, debug.CrashOptions{}) // fails only to set one
	_, _ = io.WriteString(w.pipe, farewell)             // a monitor that is gone needs none
	_ = w.pipe.Close()
	_ = w.cmd.Wait() // how it ended changes nothing
}

// monitorOfThis is the command that runs this program as a monitor. Of the
// environment it is given only what begins with our own name.
func monitorOfThis() *exec.Cmd {
	program, err := os.Executable()
	if err != nil {
		program = os.Args[0]
	}
	cmd := exec.Command(program, monitorVerb)
	cmd.Env = []string{}
	for _, kv := range os.Environ() {
		if strings.HasPrefix(kv, "TGDESK_") {
			cmd.Env = append(cmd.Env, kv)
		}
	}
	return cmd
}
