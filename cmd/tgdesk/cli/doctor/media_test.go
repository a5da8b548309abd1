package doctor_test

import (
	"os"
	"path/filepath"
	"testing"

	"tgdesk/cmd/tgdesk/e2e/rig"
)

func TestDoctorMedia(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	b.Expect(b.Run("doctor"), 0, "✓ media: 0 files, all known\n", "")
	b.AddChats()
	b.AddAlbum()
	b.Expect(b.Run("doctor"), 0, "✓ media: 1 files, all known\n", "")

	b.WriteFile("desk/media/part/half", "on its way")
	b.Age("part/half")
	b.WriteFile("desk/media/xy/new", "just written") // now, which is after noon
	b.Expect(b.Run("doctor"), 0, "all known\n", "")
	stray := b.WriteFile("desk/media/xy/stray\x1b[2J", "?")
	b.Age("xy/stray\x1b[2J")
	r := b.Run("doctor")
	b.Expect(r, 0, "! media: 1 files in "+filepath.Join(b.DeskDir, "media")+" are unknown to the desk, such as xy/stray", "")
	rig.ExpectPrintable(t, r.Out)

	if err := os.Chmod(stray, 0o644); err != nil {
		t.Fatal(err)
	}
	b.Expect(b.Run("doctor"), 1, "✗ media: others can use 1 of its files and folders, such as "+filepath.Join(b.DeskDir, "media", "xy"), "")
	if err := os.Remove(filepath.Join(b.DeskDir, "media", "ab", "cd.pdf")); err != nil {
		t.Fatal(err)
	}
	b.Expect(b.Run("doctor"), 1, "! media: 1 files are gone from ", "")
}
