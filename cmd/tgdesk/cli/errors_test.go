package cli

import (
	"strings"
	"testing"
)

func TestSentence(t *testing.T) {
	t.Parallel()
	err := Usagef("bad \x1b[31m thing\nin 123456:%s", strings.Repeat("A", 35))
	if got := new(Env).ErrorText(err); strings.ContainsAny(got, "\x1b\n") || !strings.Contains(got, "123456:…") || strings.Contains(got, "AAAA") {
		t.Errorf("%q", got)
	}
}
