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
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.WriteFile("desk/media/part/half", "half")
	s.WriteFile("config/tgdesk/config.toml", "")
	s.WriteFile("state/tgdesk/tgdesk.log", "")
	wide := map[string]fs.FileMode{
		"desk": 0o755, "desk/desk.db": 0o644, "desk/desk.lock": 0o666, "desk/media": 0o777,
		"config/tgdesk": 0o755, "config/tgdesk/config.toml": 0o664, "state/tgdesk": 0o750, "state/tgdesk/tgdesk.log": 0o644,
	}
	for name, mode := range wide {
		s.Must(os.Chmod(filepath.Join(s.Root, name), mode))
	}
	said := s.Run("doctor")
	s.Expect(said, 1, "✗ folder: others can look into "+s.DeskDir, "")
	for name := range wide {
		if path := filepath.Join(s.Root, name); name != "desk" && !strings.Contains(said.Out, "others can use "+path+" (mode ") {
			t.Errorf("doctor does not mention %s:\n%s", path, said.Out)
		}
	}
	s.Expect(s.Run("chat", "list"), 0, "", "") // reading changes nothing
	s.ExpectMode(s.DeskDir, 0o755)
	c := s.StartConsole()
	c.WaitFor("PENDING")
	c.Press("q")
	c.ExpectEnd(0, "")
	for name, mode := range wide {
		s.ExpectMode(filepath.Join(s.Root, name), mode&0o700)
	}
	log, err := os.ReadFile(s.Env.LogFile())
	s.Must(err)
	if n := strings.Count(string(log), "others could use it and cannot any more"); n < len(wide) {
		t.Errorf("%d lines in the log, want %d:\n%s", n, len(wide), log)
	}
	s.Expect(s.Run("doctor"), 0, "is yours alone", "")
}

// A link in place of a file of the desk is refused before anything is read or
// written through it.
func TestLinksAreRefused(t *testing.T) {
	t.Parallel()
	for _, name := range append(folder.Files(), cli.MediaName) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := rig.NewSandbox(t)
			s.AddBrand()
			elsewhere := s.WriteFile("elsewhere", "untouched")
			path := filepath.Join(s.DeskDir, name)
			if _, err := os.Lstat(path); err == nil {
				s.Must(os.Remove(path))
			}
			s.Must(os.Symlink(elsewhere, path))
			says := path + " is a symbolic link. Put the file or folder itself there"
			s.Expect(s.Run("brand", "disable", "acme"), 1, "", says)
			s.Expect(s.Run("chat", "list"), 1, "", says)
			s.Expect(s.Run("brand", "show", "acme"), 1, "", says)
			r := s.Run("doctor")
			s.Expect(r, 1, "✗ file: "+path+" is a symbolic link\n    Put the file or folder itself there", "")
			s.Expect(r, 1, "✗ database: it is not opened", "")
			if c := s.StartConsole(); <-c.Status != 1 || !strings.Contains(c.Errs.String(), says) {
				t.Errorf("the console: %q", c.Errs.String())
			}
			if text, err := os.ReadFile(elsewhere); string(text) != "untouched" {
				t.Errorf("it was written through the link: %q %v", text, err)
			}
		})
	}
}

func TestOtherThingsInPlaceOfFiles(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	s.WriteFile("desk/media", "a file where a folder belongs")
	s.Expect(s.Run("brand", "disable", "acme"), 1, "", "media is not what belongs there. Move it away.")
	s.Expect(s.Run("doctor"), 1, "✗ file: ", "")
	s.Must(os.Remove(filepath.Join(s.DeskDir, cli.MediaName)))
	s.WriteFile("desk/media/ab/real", "")
	s.Must(os.Symlink("real", filepath.Join(s.DeskDir, cli.MediaName, "ab", "link")))
	s.Expect(s.Run("doctor"), 1, "✗ media: 1 of its entries are links or no files at all, such as "+filepath.Join(s.DeskDir, cli.MediaName, "ab", "link"), "")
}

// The desk's folder itself may be a link, as on another disk.
func TestLinkedFolder(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	s.AddBrand()
	real := filepath.Join(s.Root, "disk")
	s.Must(os.Rename(s.DeskDir, real))
	s.Must(os.Symlink(real, s.DeskDir))
	s.Expect(s.Run("brand", "set", "acme", "--answer-limit", "10m"), 0, "", "")
	s.Expect(s.Run("doctor"), 0, "✓ folder: "+real+" is yours alone", "")
	s.Expect(s.Run("brand", "list"), 0, "10m", "")
}
