//go:build unix

package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"tgdesk/core"
	"tgdesk/core/telegram/botsim"
)

// onTerminalOf makes a process the leader of a session on its terminal, as a
// login does.
func onTerminalOf(*os.File) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setsid: true, Setctty: true}
}

// TestKilledScreenGivesTheTerminalBack: nothing in the program can do so.
func TestKilledScreenGivesTheTerminalBack(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	p := b.start("demo")
	p.see("PENDING")
	p.signal(syscall.SIGKILL)
	p.ended(-1)
	p.see("tgdesk: The program was killed.")
	p.givenBack()
	if reports := b.reports(); len(reports) > 0 {
		t.Errorf("a kill is no crash: %v", reports)
	}
}

// TestCrashBeyondUs is one of those that the runtime ends the program for.
func TestCrashBeyondUs(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	p := b.start()
	p.see("PENDING")
	p.signal(syscall.SIGQUIT)
	p.ended(2)
	p.see("tgdesk: SIGQUIT: quit. What was stored is safe.")
	p.givenBack()
	reports := b.reports()
	if len(reports) != 1 {
		t.Fatalf("reports: %v", reports)
	}
	p.see(filepath.Base(reports[0]))
	info, err := os.Stat(reports[0])
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	text, err := os.ReadFile(reports[0])
	if err != nil || !strings.Contains(string(text), "goroutine ") || strings.Contains(string(text), "0x") {
		t.Errorf("%v\n%.2000s", err, text)
	}
	b.noToken(secretOf(b.acme.Token))
	b.host.now = time.Now
	b.want(b.run("doctor"), 0, "nobody runs it now", "")
}

// reports are the paths of reports of crashes.
func (b *bench) reports() []string {
	b.t.Helper()
	found, err := filepath.Glob(filepath.Join(b.host.crashDir(), "crash-*.txt"))
	if err != nil {
		b.t.Fatal(err)
	}
	return found
}

// TestOrderlyEnds tells the program to end in every way there is, while a reply
// or a note is being typed, the other one lies half written, and a reply hangs
// at Telegram. That one is waited for, but not for ever.
func TestOrderlyEnds(t *testing.T) {
	t.Parallel()
	typing := map[string][2]string{
		"a reply": {"\x1bnhalf a note", "\x1brhalf a draft"},
		"a note":  {"half a draft", "\x1bnhalf a note"},
	}
	for name, end := range map[string]func(*process){
		"SIGTERM":         func(p *process) { p.signal(syscall.SIGTERM) },
		"SIGINT":          func(p *process) { p.signal(syscall.SIGINT) },
		"SIGHUP":          func(p *process) { p.signal(syscall.SIGHUP) },
		"ctrl+c twice":    func(p *process) { p.press("\x03"); p.see("Quit?"); p.press("\x03") },
		"closed terminal": func(p *process) { p.hangUp() },
	} {
		for what, keys := range typing {
			t.Run(name+" while typing "+what, func(t *testing.T) {
				t.Parallel()
				endsInOrder(t, name, end, keys)
			})
		}
	}
}

// endsInOrder is one of these ends, after the keys were typed one after the
// other.
func endsInOrder(t *testing.T, name string, end func(*process), typed [2]string) {
	t.Helper()
	b := newBench(t)
	b.addAcme()
	visitor := b.acme.Visitor(botsim.User{ID: 77, FirstName: "Hana"})
	visitor.Say("hello")
	hang := b.sim.Inject(hangBefore())
	p := b.start()
	p.see("hello")
	p.press("\r")
	p.see("Reply to Hana")
	p.press("an answer that hangs\r")
	if err := hang.Wait(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	for _, keys := range typed {
		p.press(keys)
		p.see(keys[strings.Index(keys, "half"):])
	}
	end(p)
	want := core.DeliveryUnknown
	if name != "SIGTERM" {
		hang.Release()
		want = core.DeliverySent
	}
	p.ended(0)
	if name != "closed terminal" {
		p.givenBack()
	}
	b.ended(want)
	if n := len(visitor.Inbox()); n > 1 {
		t.Errorf("%d messages arrived", n)
	}
}

// hangUp closes the terminal as a window that is closed does.
func (p *process) hangUp() {
	p.t.Helper()
	for _, f := range []*os.File{p.slave, p.master} {
		if err := f.Close(); err != nil {
			p.t.Fatal(err)
		}
	}
}

// ended checks what an orderly end leaves: a whole database without a log, the
// drafts, and the reply.
func (b *bench) ended(reply core.Delivery) {
	b.t.Helper()
	if _, err := os.Stat(filepath.Join(b.dir, "desk.db-wal")); err == nil {
		b.t.Error("the database was not closed")
	}
	b.host.now = time.Now
	b.want(b.run("doctor"), 0, "nobody runs it now", "")
	b.store(func(ctx context.Context, tx core.Tx) error {
		op, err := tx.OperatorByName(ctx, "mika")
		if err != nil {
			return err
		}
		drafts, err := tx.Drafts(ctx, op.ID, 1)
		if want := (core.Drafts{Reply: core.Draft{Text: "half a draft"}, Note: core.Draft{Text: "half a note"}}); err != nil || drafts != want {
			b.t.Errorf("the drafts are %+v, %v", drafts, err)
		}
		all, err := tx.Messages(ctx, core.MessageQuery{Chat: 1, Limit: 9})
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.From == core.FromOperator && m.Delivery != reply {
				b.t.Errorf("the reply is %s: %s", m.Delivery, m.Problem)
			}
		}
		return nil
	})
}
