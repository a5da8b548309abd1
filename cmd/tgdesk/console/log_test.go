package console

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/e2e/hostile"
	"tgdesk/core"

	"pgregory.net/rapid"
)

func TestLogRotates(t *testing.T) {
	t.Parallel()
	env := cli.Env{Dirs: cli.Dirs{State: t.TempDir()}}
	path := env.LogFile()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, make([]byte, maxLog+1), 0o600); err != nil {
		t.Fatal(err)
	}
	log, file := openLogOrNone(&env) // beyond its size already
	secret := strings.Repeat("S", 35)
	log.Info("hello", "text", "123456:"+secret, "err", cli.Usagef("in 123456:%s", secret), "token", core.Token("123456:"+secret))
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "msg=hello") || strings.Contains(string(text), secret) {
		t.Errorf("%v %s", err, text)
	}
	if info, err := os.Stat(path + ".1"); err != nil || info.Size() != maxLog+1 {
		t.Errorf("%v %v", info, err)
	}
}

// TestLogRotatesWhileRunning writes more than two logs hold.
func TestLogRotatesWhileRunning(t *testing.T) {
	t.Parallel()
	env := cli.Env{Dirs: cli.Dirs{State: t.TempDir()}}
	log, file := openLogOrNone(&env)
	const record = 64 << 10
	for i := range 2*maxLog/record + 5 {
		log.Info("poll failed", "n", i, "detail", strings.Repeat("x", record))
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	var total int64
	for _, path := range []string{env.LogFile(), env.LogFile() + ".1"} {
		info, err := os.Stat(path)
		if err != nil || info.Size() > maxLog || info.Mode().Perm() != 0o600 {
			t.Fatalf("%s: %v, %v", path, info, err)
		}
		total += info.Size()
	}
	text, err := os.ReadFile(env.LogFile())
	if last := fmt.Sprintf("n=%d ", 2*maxLog/record+4); err != nil || !strings.Contains(string(text), last) || total < maxLog {
		t.Errorf("%d bytes in all, the last record is missing: %v", total, err)
	}
	if logs, err := filepath.Glob(env.LogFile() + "*"); err != nil || len(logs) != 2 {
		t.Errorf("%v, %v", logs, err)
	}
}

// TestALogRecordIsOneLine holds for any value in any record.
func TestALogRecordIsOneLine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		var b bytes.Buffer
		s := hostile.AnyText().Draw(rt, "text")
		slog.New(slog.NewTextHandler(&b, &slog.HandlerOptions{ReplaceAttr: redactAttr})).Warn("refused", "error", cli.Usagef("%s", s), "detail", s)
		out := b.String()
		if strings.Count(out, "\n") != 1 || strings.ContainsFunc(strings.TrimSuffix(out, "\n"), hostile.StrayRune) || !utf8.ValidString(out) {
			rt.Fatalf("%q is logged as %q", s, out)
		}
	})
}
