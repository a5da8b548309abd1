//go:build unix

package process

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// TestOrderlyEnds tells the program to end in every way there is, while a reply
// or a note is being typed, the other one lies half written, and a reply hangs
// at Telegram. That one is waited for, but not for ever.
func TestOrderlyEnds(t *testing.T) {
	t.Parallel()
	typing := map[string][2]string{
		"a reply": {"\x1b2nhalf a note", "\x1b2rhalf a draft"},
		"a note":  {"half a draft", "\x1b2nhalf a note"},
	}
	for name, end := range map[string]func(*rig.Process){
		"SIGTERM":         func(p *rig.Process) { p.Signal(syscall.SIGTERM) },
		"SIGINT":          func(p *rig.Process) { p.Signal(syscall.SIGINT) },
		"SIGHUP":          func(p *rig.Process) { p.Signal(syscall.SIGHUP) },
		"SIGQUIT":         func(p *rig.Process) { p.Signal(syscall.SIGQUIT) },
		"ctrl+c twice":    func(p *rig.Process) { p.Press("\x03"); p.WaitFor("Quit?"); p.Press("\x03") },
		"closed terminal": func(p *rig.Process) { hangUp(p) },
	} {
		for what, keys := range typing {
			t.Run(name+" while typing "+what, func(t *testing.T) {
				t.Parallel()
				testOrderlyEnd(t, name, end, keys)
			})
		}
	}
}

// testOrderlyEnd is one of these ends, after the keys were typed one after the
// other.
func testOrderlyEnd(t *testing.T, name string, end func(*rig.Process), typed [2]string) {
	t.Helper()
	s := rig.NewSandbox(t)
	s.AddBrand()
	visitor := s.Bot.Visitor(botsim.User{ID: 77, FirstName: "Hana"})
	visitor.Say("hello")
	hang := s.Sim.Inject(rig.HangBefore())
	p := s.StartProcess()
	p.WaitFor("hello")
	p.Press("\r")
	p.WaitFor("Reply to Hana")
	p.Press("an answer that hangs\r")
	if err := hang.Wait(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for _, keys := range typed {
		p.Press(keys)
		p.WaitFor(keys[strings.Index(keys, "half"):])
	}
	end(p)
	want := core.DeliveryUnknown
	if name != "SIGTERM" {
		hang.Release()
		want = core.DeliverySent
	}
	p.ExpectStatus(0)
	if name != "closed terminal" {
		p.ExpectTerminalRestored()
	}
	expectOrderlyEnd(s, want)
	if n := len(visitor.Inbox()); n > 1 {
		t.Errorf("%d messages arrived", n)
	}
}

// hangUp closes the terminal as a window that is closed does.
func hangUp(p *rig.Process) {
	p.T.Helper()
	for _, f := range []*os.File{p.Slave, p.Master} {
		if err := f.Close(); err != nil {
			p.T.Fatal(err)
		}
	}
}

// expectOrderlyEnd checks what an orderly end leaves: a whole database without a log, the
// drafts, and the reply.
func expectOrderlyEnd(s *rig.Sandbox, reply core.Delivery) {
	s.T.Helper()
	if _, err := os.Stat(filepath.Join(s.DeskDir, "desk.db-wal")); err == nil {
		s.T.Error("the database was not closed")
	}
	s.Env.Now = time.Now
	s.Expect(s.Run("doctor"), 0, "nobody runs it now", "")
	s.WriteStore(func(ctx context.Context, tx core.Tx) error {
		op, err := tx.OperatorByName(ctx, "mika")
		if err != nil {
			return err
		}
		drafts, err := tx.Drafts(ctx, op.ID, 1)
		if want := (core.Drafts{Reply: core.Draft{Text: "half a draft"}, Note: core.Draft{Text: "half a note"}}); err != nil || drafts != want {
			s.T.Errorf("the drafts are %+v, %v", drafts, err)
		}
		all, err := tx.Messages(ctx, core.MessageQuery{Chat: 1, Limit: 9})
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.From == core.FromOperator && m.Delivery != reply {
				s.T.Errorf("the reply is %s: %s", m.Delivery, m.Problem)
			}
		}
		return nil
	})
}
