package command

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"sync"

	"tgdesk/core"
)

// environment is all that a program knows of the desk's environment.
func environment() (all []string) {
	for _, name := range []string{"PATH", "HOME", "LANG", "TZ"} {
		if value, ok := os.LookupEnv(name); ok {
			all = append(all, name+"="+value)
		}
	}
	return all
}

// startChild starts a program in a group of its own.
func startChild(args []string, dir string) (c child, err error) {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Env = dir, environment()
	ownGroup(cmd)
	if c.in, err = cmd.StdinPipe(); err != nil {
		return c, err
	}
	if c.out, err = cmd.StdoutPipe(); err != nil {
		return c, err
	}
	if c.errs, err = cmd.StderrPipe(); err != nil {
		return c, err
	}
	if err := cmd.Start(); err != nil {
		return c, err
	}
	c.pid = cmd.Process.Pid
	// Once the program was waited for, its number may become that of another, though
	// hardly before what it left in its group was killed.
	var mu sync.Mutex
	gone := false
	c.wait = func() string {
		state, err := cmd.Process.Wait() // of cmd itself would close what is not read yet
		mu.Lock()
		defer mu.Unlock()
		gone = true
		killGroup(cmd.Process)
		if err != nil {
			return err.Error()
		}
		return state.String()
	}
	unlessGone := func(do func(*os.Process)) func() {
		return func() {
			mu.Lock()
			defer mu.Unlock()
			if !gone {
				do(cmd.Process)
			}
		}
	}
	c.end, c.kill = unlessGone(endGroup), unlessGone(killGroup)
	return c, nil
}

// startProblem says why a program did not start.
func startProblem(name string, err error) core.Problem {
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return core.NewProblem("command_not_found", name)
	}
	if e, ok := errors.AsType[*exec.Error](err); ok {
		err = e.Err
	}
	return core.NewProblem("command_no_start", name, core.CauseOf(err))
}
