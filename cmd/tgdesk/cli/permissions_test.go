package cli_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/store/folder"
)

// What others can use is said by doctor, and ends with the next start.
func TestWideModesAreNarrowed(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	b.WriteFile("desk/media/part/half", "half")
	b.WriteFile("config/tgdesk/config.toml", "")
	b.WriteFile("state/tgdesk/tgdesk.log", "")
	wide := map[string]fs.FileMode{
		"desk": 0o755, "desk/desk.db": 0o644, "desk/desk.lock": 0o666, "desk/media": 0o777,
		"config/tgdesk": 0o755, "config/tgdesk/config.toml": 0o664, "state/tgdesk": 0o750, "state/tgdesk/tgdesk.log": 0o644,
	}
	for name, mode := range wide {
		b.Must(os.Chmod(filepath.Join(b.Root, name), mode))
	}
	said := b.Run("doctor")
	b.Expect(said, 1, "✗ folder: others can look into "+b.DeskDir, "")
	for name := range wide {
		if path := filepath.Join(b.Root, name); name != "desk" && !strings.Contains(said.Out, "others can use "+path+" (mode ") {
			t.Errorf("doctor does not mention %s:\n%s", path, said.Out)
		}
	}
	b.Expect(b.Run("chat", "list"), 0, "", "") // reading changes nothing
	b.ExpectMode(b.DeskDir, 0o755)
	s := b.StartConsole()
	s.WaitFor("PENDING")
	s.Press("q")
	s.ExpectEnd(0, "")
	for name, mode := range wide {
		b.ExpectMode(filepath.Join(b.Root, name), mode&0o700)
	}
	log, err := os.ReadFile(b.Env.LogFile())
	b.Must(err)
	if n := strings.Count(string(log), "others could use it and cannot any more"); n < len(wide) {
		t.Errorf("%d lines in the log, want %d:\n%s", n, len(wide), log)
	}
	b.Expect(b.Run("doctor"), 0, "is yours alone", "")
}

// A link in place of a file of the desk is refused before anything is read or
// written through it.
func TestLinksAreRefused(t *testing.T) {
	t.Parallel()
	for _, name := range append(folder.Files(), cli.MediaName) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := rig.NewSandbox(t)
			b.AddBrand()
			elsewhere := b.WriteFile("elsewhere", "untouched")
			path := filepath.Join(b.DeskDir, name)
			if _, err := os.Lstat(path); err == nil {
				b.Must(os.Remove(path))
			}
			b.Must(os.Symlink(elsewhere, path))
			says := path + " is a symbolic link. Put the file or folder itself there"
			b.Expect(b.Run("brand", "disable", "acme"), 1, "", says)
			b.Expect(b.Run("chat", "list"), 1, "", says)
			b.Expect(b.Run("brand", "show", "acme"), 1, "", says)
			r := b.Run("doctor")
			b.Expect(r, 1, "✗ file: "+path+" is a symbolic link\n    Put the file or folder itself there", "")
			b.Expect(r, 1, "✗ database: it is not opened", "")
			if s := b.StartConsole(); <-s.Status != 1 || !strings.Contains(s.Errs.String(), says) {
				t.Errorf("the console: %q", s.Errs.String())
			}
			if text, err := os.ReadFile(elsewhere); string(text) != "untouched" {
				t.Errorf("it was written through the link: %q %v", text, err)
			}
		})
	}
}

func TestOtherThingsInPlaceOfFiles(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	b.WriteFile("desk/media", "a file where a folder belongs")
	b.Expect(b.Run("brand", "disable", "acme"), 1, "", "media is not what belongs there. Move it away.")
	b.Expect(b.Run("doctor"), 1, "✗ file: ", "")
	b.Must(os.Remove(filepath.Join(b.DeskDir, cli.MediaName)))
	b.WriteFile("desk/media/ab/real", "")
	b.Must(os.Symlink("real", filepath.Join(b.DeskDir, cli.MediaName, "ab", "link")))
	b.Expect(b.Run("doctor"), 1, "✗ media: 1 of its entries are links or no files at all, such as "+filepath.Join(b.DeskDir, cli.MediaName, "ab", "link"), "")
}

// The desk's folder itself may be a link, as on another disk.
func TestLinkedFolder(t *testing.T) {
	t.Parallel()
	b := rig.NewSandbox(t)
	b.AddBrand()
	real := filepath.Join(b.Root, "disk")
	b.Must(os.Rename(b.DeskDir, real))
	b.Must(os.Symlink(real, b.DeskDir))
	b.Expect(b.Run("brand", "set", "acme", "--answer-limit", "10m"), 0, "", "")
	b.Expect(b.Run("doctor"), 0, "✓ folder: "+real+" is yours alone", "")
	b.Expect(b.Run("brand", "list"), 0, "10m", "")
}
