package remote

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"charm.land/ssh"
	gossh "golang.org/x/crypto/ssh"

	"tgdesk/core"
	"tgdesk/core/clean"
	"tgdesk/core/crash"
)

// serveChannel serves one session from the client's request to open it until both
// sides have closed it. It replaces the handler of the library, which keeps
// goroutines for clients that resize and never start, takes any number of
// variables, and grants agent forwarding.
func (s *Server) serveChannel(_ *ssh.Server, conn *gossh.ServerConn, asked gossh.NewChannel, ctx ssh.Context) {
	c := connectionOf(ctx)
	c.watch.Do(func() {
		crash.Go("keepalive", func() error { c.keepAlive(conn); return nil }, func(error) {})
	})
	who, ok := conn.Permissions.ExtraData[identityKey{}].(Identity) // of the key that was proved
	if !ok {
		_ = asked.Reject(gossh.Prohibited, "not authenticated") // cannot happen
		return
	}
	v, err := s.open(c, who)
	if err != nil {
		_ = asked.Reject(gossh.ResourceShortage, s.o.ErrorText(err))
		return
	}
	defer s.done(v)
	channel, requests, err := asked.Accept()
	if err != nil {
		return // the client has gone
	}
	v.channel, v.ClientVersion = channel, clean.Line(string(conn.ClientVersion())).String()
	defer func() { _ = channel.Close() }() // it is closed already where the client did so
	if why := s.recheck(v.ctx, who); why != nil {
		v.End(why)
	}
	s.serveRequests(v, requests)
}

// serveRequests answers what the client asks of a session, and runs the screen or
// the verb that it names. It returns when the session has ended on both sides.
func (s *Server) serveRequests(v *Session, requests <-chan *gossh.Request) {
	var running chan struct{} // closed when what was asked for has ended
	start := after(s.o.Limits.Start, func() { _ = v.channel.Close() })
	defer start.Stop()
	for r := range requests {
		ok := false
		switch r.Type {
		case "env":
			ok = running == nil && v.setVariable(r.Payload)
		case "pty-req":
			ok = running == nil && v.setTerminal(r.Payload)
		case "window-change":
			ok = v.resize(r.Payload)
		case "shell", "exec":
			if ok = running == nil && v.setCommand(r); ok {
				start.Stop()
				running = make(chan struct{})
				_ = r.Reply(true, nil) // before any output
				crash.Go("a session", func() error { s.run(v); return nil }, func(error) { close(running) })
				continue
			}
		case "signal":
			ok = running != nil && v.signal(r.Payload)
		}
		if r.WantReply {
			_ = r.Reply(ok, nil) // who cannot be answered has gone
		}
	}
	v.end(errGone)
	if running != nil {
		<-running
	}
}

// errGone is why a session ends whose client closed it.
var errGone = errors.New("the client has gone")

// variables are those of its environment that a client may set, beside LC_…: what
// tells the terminal, the language and the time zone.
func variables() []string {
	return []string{"TERM", "COLORTERM", "COLORFGBG", "NO_COLOR", "TERM_PROGRAM", "KITTY_WINDOW_ID", "TMUX", "LANG", "TZ"}
}

func (v *Session) setVariable(payload []byte) bool {
	var set struct{ Name, Value string }
	if gossh.Unmarshal(payload, &set) != nil || len(v.env) >= maxVariables || len(set.Name)+len(set.Value) > maxVariable {
		return false
	}
	printable := func(s string) bool {
		return utf8.ValidString(s) && !strings.ContainsFunc(s, clean.IsControl)
	}
	known := slices.Contains(variables(), set.Name) || strings.HasPrefix(set.Name, "LC_") || v.Local && slices.Contains(v.conn.server.o.LocalVariables, set.Name)
	if !known || !printable(set.Name) || !printable(set.Value) {
		return false
	}
	v.env[set.Name] = set.Value
	return true
}

// setTerminal takes a terminal's kind and size. What a terminal would echo and how
// it would edit is not asked: a screen does that itself.
func (v *Session) setTerminal(payload []byte) bool {
	var p struct {
		Term          string
		Width, Height uint32
		Pixels        [8]byte
		Modes         string
	}
	if v.sizes != nil || gossh.Unmarshal(payload, &p) != nil || len(p.Term) > maxVariable || strings.ContainsFunc(p.Term, clean.IsControl) || !utf8.ValidString(p.Term) {
		return false
	}
	v.Term = p.Term
	v.env["TERM"] = p.Term
	v.sizes = make(chan [2]int, 1)
	v.sizes <- cells(p.Width, p.Height)
	v.Sizes = v.sizes
	return true
}

// resize leaves the newest size for the screen.
func (v *Session) resize(payload []byte) bool {
	var p struct {
		Width, Height uint32
		Pixels        [8]byte
	}
	if v.sizes == nil || gossh.Unmarshal(payload, &p) != nil {
		return false
	}
	select {
	case <-v.sizes:
	default: // the one before was seen
	}
	v.sizes <- cells(p.Width, p.Height) // nobody else sends
	return true
}

// cells bounds a size that a client tells: a frame takes memory by its area.
func cells(width, height uint32) [2]int {
	if width == 0 || height == 0 {
		return [2]int{defaultWidth, defaultHeight}
	}
	return [2]int{int(min(width, MaxWidth)), int(min(height, MaxHeight))}
}

// setCommand takes what the client wants: a shell, which is the screen, or a
// command, which is a verb.
func (v *Session) setCommand(r *gossh.Request) bool {
	v.conn.mu.Lock()
	defer v.conn.mu.Unlock()
	if v.screen = r.Type == "shell"; v.screen {
		return true
	}
	var p struct{ Command string }
	if gossh.Unmarshal(r.Payload, &p) != nil || len(p.Command) > maxCommand || !utf8.ValidString(p.Command) {
		return false
	}
	v.Command = p.Command
	return true
}

// signal ends what runs, for those signals that end a program.
func (v *Session) signal(payload []byte) bool {
	var p struct{ Signal string }
	if gossh.Unmarshal(payload, &p) != nil || !slices.Contains([]string{"HUP", "INT", "KILL", "QUIT", "TERM"}, p.Signal) {
		return false
	}
	v.end(context.Canceled)
	return true
}

// run runs the screen or the verb, tells the client what is to be told, and closes
// the session with an exit status.
func (s *Server) run(v *Session) {
	stop := s.connectStreams(v)
	defer stop()
	status := 0
	err := crash.Do("a session", func() (err error) {
		if v.screen {
			return s.runScreen(v)
		}
		status, err = s.runVerb(v)
		return err
	})
	if e, ok := errors.AsType[*ended](context.Cause(v.ctx)); ok && (err == nil || v.screen) {
		err = e.why
	}
	if err != nil {
		status = max(status, 1)
		_, _ = io.WriteString(v.Err, "tgdesk: "+s.o.ErrorText(err)+"\n") // the client may have gone
	}
	// The status goes first: a client that has ended its input closes the channel
	// when the output ends, and then nothing arrives.
	_, _ = v.channel.SendRequest("exit-status", false, gossh.Marshal(struct{ Status uint32 }{uint32(status)}))
	_ = v.channel.CloseWrite()
	_ = v.channel.Close()
}

// connectStreams makes the session's streams, for what it runs and for what the
// client has.
func (s *Server) connectStreams(v *Session) (stop func()) {
	limit := s.o.Limits.VerbStalled
	if v.screen {
		limit = s.o.Limits.Stalled
	}
	giveUp := func() {
		s.o.Log.Info("client reads nothing", "operator", v.Identity.Name, "address", v.Address, "session", v.ID)
		_ = v.conn.Close() // the channel alone would wait for the client's agreement
	}
	out, errs := &writer{v.channel, limit, giveUp}, &writer{v.channel.Stderr(), limit, giveUp}
	v.In, v.Out, v.Err = v.channel, out, errs
	stop = func() {}
	if v.Terminal() {
		v.Err = newlines{errs}
	}
	switch {
	case v.screen:
		pressed := func() {}
		if limit := s.o.Limits.Idle; limit > 0 {
			idle := after(limit, func() { v.End(core.NewError(core.CodeUnavailable, "ssh_idle", limit)) })
			pressed, stop = func() { idle.Reset(limit) }, func() { idle.Stop() }
		}
		v.In = newKeys(v.ctx, v.channel, pressed)
	case v.Terminal():
		v.Out = newlines{out}
		v.typed = newTyped(out, func() { v.end(context.Canceled) })
		v.In = v.typed
		crash.Go("a terminal", func() error { v.typed.pump(v.channel); return nil }, func(error) {})
	}
	return stop
}

func (s *Server) runScreen(v *Session) error {
	if v.sizes == nil {
		return core.NewError(core.CodeInvalid, "ssh_no_terminal")
	}
	if cause := context.Cause(v.ctx); cause != nil {
		return nil
	}
	return s.o.Screen(v.ctx, v)
}

func (s *Server) runVerb(v *Session) (int, error) {
	args, err := Split(v.Command)
	if err != nil {
		return 2, err
	}
	return s.o.Verb(v.ctx, v, args), nil
}
