package remote

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// slowly takes time for each write.
type slowly struct{ each time.Duration }

func (s slowly) Write(p []byte) (int, error) {
	time.Sleep(s.each)
	return len(p), nil
}

// TestSlowClientsAreNotStalled: each part of a long text has its own time.
func TestSlowClientsAreNotStalled(t *testing.T) {
	t.Parallel()
	limit := DefaultLimits().Stalled
	for each, want := range map[time.Duration]bool{limit - time.Second: false, limit + time.Second: true} {
		synctest.Test(t, func(t *testing.T) {
			var gone atomic.Bool
			w := &writer{slowly{each}, limit, func() { gone.Store(true) }}
			if n, err := w.Write(make([]byte, 10*maxWrite+1)); n != 10*maxWrite+1 || err != nil {
				t.Errorf("%d, %v", n, err)
			}
			if gone.Load() != want {
				t.Errorf("a client that takes %v is given up: %v", each, !want)
			}
		})
	}
}

// TestFloodOfKeys: 1 GB takes hours, while a paste and keys come at once.
func TestFloodOfKeys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		k := newKeys(t.Context(), io.LimitReader(zeros{}, 1<<30), func() {})
		if began, _ := time.Now(), must(io.CopyN(io.Discard, k, 1<<20)); time.Since(began) > time.Second {
			t.Errorf("a paste took %v", time.Since(began))
		}
		began := time.Now()
		if _, err := io.Copy(io.Discard, k); err != nil || time.Since(began) < 4*time.Hour {
			t.Errorf("all of it took %v, %v", time.Since(began), err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		k = newKeys(ctx, zeros{}, func() {})
		time.AfterFunc(time.Minute, cancel)
		if _, err := io.Copy(io.Discard, k); err != nil {
			t.Error(err)
		}
	})
}

func must(n int64, err error) int64 {
	if err != nil {
		panic(err)
	}
	return n
}

// zeros never ends.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// TestTypedLines: what a terminal would have done to the keys of a verb's answer.
func TestTypedLines(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ keys, read, shown string }{
		{"yes\r", "yes\n", "yes\r\n"},
		{"yex\x7fs\ryes", "yes\nyes", "yex\b \bs\r\nyes"},
		{"日本\x7f語\r", "日語\n", "日本\b \b\b \b語\r\n"},
		{"abc\x15d\r", "d\n", "abc\b \b\b \b\b \bd\r\n"},
		{"\x7f\x1b[A\x1bOBa\x1bx\x00\t\x07b\r", "ab\n", "ab\r\n"},
		{"a\x04b\r\x04never\r", "ab\n", "ab\r\n"},
		{"secret\x03never\r", "", "secret^C\r\n"},
		{strings.Repeat("x", 5000) + "\r", strings.Repeat("x", maxLine) + "\n", strings.Repeat("x", maxLine) + "\r\n"},
	} {
		var shown bytes.Buffer
		interrupted := false
		typed := newTyped(&shown, func() { interrupted = true })
		typed.pump(strings.NewReader(c.keys))
		got, err := io.ReadAll(typed)
		if err != nil || string(got) != c.read || shown.String() != c.shown || interrupted != strings.Contains(c.keys, "\x03") {
			t.Errorf("%.40q: read %.40q, shown %.60q, interrupted %v, %v", c.keys, got, shown.String(), interrupted, err)
		}
	}
	var shown bytes.Buffer
	typed := newTyped(&shown, func() {})
	show := typed.hide()
	typed.pump(strings.NewReader("secret\r"))
	if show(); shown.Len() > 0 {
		t.Errorf("a secret was shown as %q", shown.String())
	}
	for range 100 { // nobody reads
		typed.ended = false
		typed.pump(strings.NewReader(strings.Repeat("x", 1000) + "\r"))
	}
	if len(typed.ready) > maxTyped {
		t.Errorf("%d bytes are kept", len(typed.ready))
	}
}

func TestNewlines(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if n, err := io.WriteString(newlines{&b}, "a\nb\r\nc\n"); n != 7 || err != nil || b.String() != "a\r\nb\r\nc\r\n" {
		t.Errorf("%d, %v, %q", n, err, b.String())
	}
}

// TestFailuresAreSampled: a scanner that fails 1,240 times a second for ten minutes
// makes eleven lines of the log, which count all.
func TestFailuresAreSampled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		total, reports := 0, 0
		f := newFailureLog(slog.New(slog.NewTextHandler(&b, nil)), func(f Failures) {
			total += f.Count
			if reports++; f.Addresses < 1 || f.Addresses > maxCounted || f.Address == "" {
				t.Errorf("reported %+v", f)
			}
		})
		const seconds, each = 600, 1240
		reason := "publickey: " + strings.Repeat("\x1b[2J", 1000)
		for range seconds {
			for i := range each {
				from := netip.AddrFrom4([4]byte{10, 0, byte(i >> 8), byte(i)})
				f.add(netip.PrefixFrom(from, 32), from.String(), "SHA256:x", reason)
			}
			time.Sleep(time.Second)
		}
		f.flush()
		if lines := strings.Count(b.String(), "\n"); lines != 11 || reports != 11 || total != seconds*each || strings.Contains(b.String(), `\x1b`) {
			t.Errorf("%d lines, %d reports, %d failures; %.300s", lines, reports, total, b.String())
		}
		time.Sleep(time.Hour)
		if f.flush(); reports != 11 {
			t.Error("reported nothing")
		}
	})
}

// client answers keepalives, or not.
type client struct {
	answers int64
	asked   *atomic.Int64
	closed  chan struct{}
}

func (c client) SendRequest(name string, wantReply bool, _ []byte) (bool, []byte, error) {
	asked := c.asked.Add(1)
	if name != "keepalive@openssh.com" || !wantReply {
		return false, nil, fmt.Errorf("asked for %s", name)
	}
	if asked > c.answers {
		<-c.closed
		return false, nil, errors.New("closed")
	}
	return false, nil, nil
}

// TestKeepAlive: a client that answers is kept for days, and one that has gone
// for a minute.
func TestKeepAlive(t *testing.T) {
	t.Parallel()
	limits := DefaultLimits()
	for answers, want := range map[int64]time.Duration{0: time.Minute, 100: 100*limits.Keepalive + time.Minute, 20_000: 20_000*limits.Keepalive + time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			var asked atomic.Int64
			began := time.Now()
			s := New(Options{Log: slog.New(slog.DiscardHandler), HostKey: nil, Limits: limits})
			c := &connection{Conn: nowhere{}, server: s, closed: make(chan struct{}), local: true}
			c.keepAlive(client{answers, &asked, c.closed})
			if took := time.Since(began); took != want || asked.Load() != answers+1 {
				t.Errorf("after %d answers it was closed after %v, asked %d times", answers, took, asked.Load())
			}
		})
	}
}

// nowhere is a connection that only has an address.
type nowhere struct{ net.Conn }

func (nowhere) Close() error { return nil }

func (nowhere) RemoteAddr() net.Addr { return &net.UnixAddr{} }
