package doctor_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

func TestDoctorMedia(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.Expect(s.Run("doctor"), 0, "✓ media: 0 files, all known\n", "")
	s.AddChats()
	s.AddAlbum()
	s.Expect(s.Run("doctor"), 0, "✓ media: 1 files, all known\n", "")

	s.WriteFile("desk/media/part/half", "on its way")
	s.Age("part/half")
	s.WriteFile("desk/media/xy/new", "just written") // now, which is after noon
	s.Expect(s.Run("doctor"), 0, "all known\n", "")
	stray := s.WriteFile("desk/media/xy/stray\x1b[2J", "?")
	s.Age("xy/stray\x1b[2J")
	r := s.Run("doctor")
	s.Expect(r, 0, "! media: 1 files in "+filepath.Join(s.DeskDir, "media")+" are unknown to the desk, such as xy/stray", "")
	s.Expect(r, 0, "Keep them, unless you know that no backup does either: there may be no other copy.", "")
	rig.ExpectPrintable(t, r.Out)

	if err := os.Chmod(stray, 0o644); err != nil {
		t.Fatal(err)
	}
	s.Expect(s.Run("doctor"), 1, "✗ media: others can use 1 of its files and folders, such as "+filepath.Join(s.DeskDir, "media", "xy"), "")
	if err := os.Remove(filepath.Join(s.DeskDir, "media", "ab", "cd.pdf")); err != nil {
		t.Fatal(err)
	}
	s.Expect(s.Run("doctor"), 1, "! media: 1 files are gone from ", "")
}

// TestDoctorMediaPutBack restores a desk, and then copies its files back.
func TestDoctorMediaPutBack(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.AddChats()
	s.AddAlbum()
	file, media, away := filepath.Join(s.Root, "desk-backup.db"), filepath.Join(s.DeskDir, "media"), filepath.Join(s.Root, "away")
	s.Expect(s.Run("backup", file), 0, "", "")
	s.Must(os.Rename(media, away))
	s.Expect(s.Run("restore", file, "--yes"), 0, "Copy media/ back before you start the desk", "")
	s.Must(os.Rename(away, media))
	r := s.Run("doctor")
	s.Expect(r, 0, "! media: 1 files that were missing are in "+media+" again\n    Start the desk, or start it again: it takes them back then.\n", "")
	if strings.Contains(r.Out, "unknown") {
		t.Errorf("files that are there again are unknown:\n%s", r.Out)
	}
}
