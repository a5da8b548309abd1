package media

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"tgdesk/core"
)

func TestSavedName(t *testing.T) {
	t.Parallel()
	for want, a := range map[string]core.Attachment{
		"a.b.pdf":                     {FileName: "x/a.b.pdf", Title: "never"},
		"rf.mp3":                      {FileName: "x/--rf"},
		"report.mp3":                  {FileName: "report"},
		"AC-DC – feat. Ann.mp3":       {Title: "AC/DC – feat. Ann"},
		"audio 0001-01-01 000000.mp3": {Kind: core.KindAudio, Title: " .. "},
	} {
		a.File.Path = "ab/cd.mp3"
		if got := savedName(core.Message{Attachment: &a}); got != want {
			t.Errorf("%+v: %q, want %q", a, got, want)
		}
	}
}

// TestProbeNeedsTheMissingRoom, and leaves nothing behind.
func TestProbeNeedsTheMissingRoom(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "media")
	m := New(dir, nil, false)
	check(t, m.Probe(t.Context()))
	f, err := os.Create(filepath.Join(dir, partDir, "x"))
	check(t, err)
	_, _, err = m.fill(f, core.KindPhoto, func(w io.Writer) error {
		if _, err := w.Write(make([]byte, 100)); err != nil {
			return err
		}
		_ = f.Close() // as good as a full disk
		_, err := w.Write(make([]byte, 100))
		return err
	})
	if core.CodeOf(err) != core.CodeUnavailable || m.missing.Load() != 100 {
		t.Errorf("%v; %d bytes are missing", err, m.missing.Load())
	}
	check(t, m.Probe(t.Context()))
	if left, err := os.ReadDir(filepath.Join(dir, partDir)); err != nil || len(left) != 1 {
		t.Errorf("left: %v, %v", left, err)
	}
	check(t, os.RemoveAll(dir))
	check(t, os.WriteFile(dir, nil, 0o600))
	if err := m.Probe(t.Context()); core.CodeOf(err) != core.CodeUnavailable {
		t.Errorf("a folder that is none gave %v", err)
	}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
