package help_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tgdesk/tui/remote"
)

// TestServeLimits holds the manual's table of limits to the server's.
func TestServeLimits(t *testing.T) {
	t.Parallel()
	long := func(d time.Duration) string {
		if d%time.Minute == 0 {
			return fmt.Sprintf("%d minutes", d/time.Minute)
		}
		return fmt.Sprintf("%d seconds", d/time.Second)
	}
	l := remote.DefaultLimits()
	rows := [][2]string{
		{"until a connection is authenticated", fmt.Sprintf("%s, %d refused keys beside %d that are only offered", long(l.Handshake), l.AuthTries, l.AuthTries)},
		{"handshakes at once", fmt.Sprintf("%d of one address, and %d that wait; %d in all", l.PerAddress, l.Waiting, l.Unauthenticated)},
		{"failed logins of one address", fmt.Sprintf("%d at once, then %d a minute", l.FailedBurst, l.FailedRate)},
		{"sessions", fmt.Sprintf("%d of one operator, %d of one connection, %d in all", l.SessionsPerOperator, l.SessionsPerConnection, l.Sessions)},
		{"connections of one operator", fmt.Sprint(l.Connections)},
		{"a client that does not answer", fmt.Sprintf("is asked every %s, and gone after %s without an answer", long(l.Keepalive), long(l.Keepalive*time.Duration(l.Misses)))},
		{"a client that reads nothing", fmt.Sprintf("is gone after %s, one that runs a verb after %s", long(l.Stalled), long(l.VerbStalled))},
		{"the size of a screen", fmt.Sprintf("%d×%d", remote.MaxWidth, remote.MaxHeight)},
	}
	table := "| what | at most |\n|---|---|\n"
	for _, r := range rows {
		table += "| " + strings.Join(r[:], " | ") + " |\n"
	}
	sameBlock(t, "topics/serve.md", "limits", table)
}
