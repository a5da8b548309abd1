package rig

import (
	"bytes"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"

	"golang.org/x/crypto/ssh"

	"tgdesk/store/folder"
	"tgdesk/tui/remote"
)

// StartDesk starts the console, so that calls of the program find a desk that runs.
// The sandbox must have a brand.
func (s *Sandbox) StartDesk() *Console {
	s.T.Helper()
	c := s.StartConsole()
	c.WaitFor("PENDING")
	s.Must(s.Bot.WaitPolling(s.T.Context()))
	return c
}

// End ends the console and the desk in order, without a question.
func (c *Console) End() {
	c.T.Helper()
	c.Cancel()
	c.ExpectEnd(0, "")
}

// DialSSH connects to the desk that runs with a client that knows nothing but SSH.
func (s *Sandbox) DialSSH(user string) *ssh.Client {
	s.T.Helper()
	conn, err := net.Dial("unix", filepath.Join(s.DeskDir, folder.Socket))
	s.Must(err)
	c, channels, requests, err := ssh.NewClientConn(conn, "desk", &ssh.ClientConfig{User: user, HostKeyCallback: ssh.InsecureIgnoreHostKey()})
	s.Must(err)
	client := ssh.NewClient(c, channels, requests)
	s.T.Cleanup(func() { _ = client.Close() })
	return client
}

// RunSSH calls the desk that runs with such a client.
func (s *Sandbox) RunSSH(stdin string, args ...string) Result {
	s.T.Helper()
	return s.RunSSHAs("mika", stdin, args...)
}

// RunSSHAs is RunSSH for another operator.
func (s *Sandbox) RunSSHAs(user, stdin string, args ...string) Result {
	s.T.Helper()
	client := s.DialSSH(user)
	r := s.RunOver(client, stdin, args...)
	s.Must(client.Close())
	return r
}

// RunOver is RunSSH over a connection of DialSSH.
func (s *Sandbox) RunOver(client *ssh.Client, stdin string, args ...string) Result {
	s.T.Helper()
	session, err := client.NewSession()
	s.Must(err)
	var out, errs bytes.Buffer
	session.Stdin, session.Stdout, session.Stderr = strings.NewReader(stdin), &out, &errs
	err = session.Run(remote.Quote(args))
	exit, failed := errors.AsType[*ssh.ExitError](err)
	if err != nil && !failed && !errors.Is(err, io.EOF) { // which is of input that the verb did not want
		s.T.Fatal(err)
	}
	s.Printed.Write(out.Bytes())
	s.Printed.Write(errs.Bytes())
	status := 0
	if failed {
		status = exit.ExitStatus()
	}
	return Result{status, out.String(), errs.String()}
}
