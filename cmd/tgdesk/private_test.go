package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"tgdesk/store/folder"
)

func (b *bench) mode(path string, want fs.FileMode) {
	b.t.Helper()
	info, err := os.Lstat(path)
	if err != nil || info.Mode().Perm() != want {
		b.t.Errorf("%s: %v %v, want %04o", path, info, err, want)
	}
}

// What others can use is said by doctor, and ends with the next start.
func TestWideModesAreNarrowed(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.file("desk/media/part/half", "half")
	b.file("config/tgdesk/config.toml", "")
	b.file("state/tgdesk/tgdesk.log", "")
	wide := map[string]fs.FileMode{
		"desk": 0o755, "desk/desk.db": 0o644, "desk/desk.lock": 0o666, "desk/media": 0o777,
		"config/tgdesk": 0o755, "config/tgdesk/config.toml": 0o664, "state/tgdesk": 0o750, "state/tgdesk/tgdesk.log": 0o644,
	}
	for name, mode := range wide {
		b.must(os.Chmod(filepath.Join(b.root, name), mode))
	}
	said := b.run("doctor")
	b.want(said, 1, "✗ folder: others can look into "+b.dir, "")
	for name := range wide {
		if path := filepath.Join(b.root, name); name != "desk" && !strings.Contains(said.out, "others can use "+path+" (mode ") {
			t.Errorf("doctor does not mention %s:\n%s", path, said.out)
		}
	}
	b.want(b.run("chat", "list"), 0, "", "") // reading changes nothing
	b.mode(b.dir, 0o755)
	s := b.sit()
	s.see("PENDING")
	s.press("q")
	s.end(0, "")
	for name, mode := range wide {
		b.mode(filepath.Join(b.root, name), mode&0o700)
	}
	log, err := os.ReadFile(b.host.logFile())
	b.must(err)
	if n := strings.Count(string(log), "others could use it and cannot any more"); n < len(wide) {
		t.Errorf("%d lines in the log, want %d:\n%s", n, len(wide), log)
	}
	b.want(b.run("doctor"), 0, "is yours alone", "")
}

// A link in place of a file of the desk is refused before anything is read or
// written through it.
func TestLinksAreRefused(t *testing.T) {
	t.Parallel()
	for _, name := range append(folder.Files(), mediaName) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			b.addAcme()
			elsewhere := b.file("elsewhere", "untouched")
			path := filepath.Join(b.dir, name)
			if _, err := os.Lstat(path); err == nil {
				b.must(os.Remove(path))
			}
			b.must(os.Symlink(elsewhere, path))
			says := path + " is a symbolic link. Put the file or folder itself there"
			b.want(b.run("brand", "disable", "acme"), 1, "", says)
			b.want(b.run("chat", "list"), 1, "", says)
			b.want(b.run("brand", "show", "acme"), 1, "", says)
			r := b.run("doctor")
			b.want(r, 1, "✗ file: "+path+" is a symbolic link\n    Put the file or folder itself there", "")
			b.want(r, 1, "✗ database: it is not opened", "")
			if s := b.sit(); <-s.status != 1 || !strings.Contains(s.errs.String(), says) {
				t.Errorf("the console: %q", s.errs.String())
			}
			if text, err := os.ReadFile(elsewhere); string(text) != "untouched" {
				t.Errorf("it was written through the link: %q %v", text, err)
			}
		})
	}
}

func TestOtherThingsInPlaceOfFiles(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	b.file("desk/media", "a file where a folder belongs")
	b.want(b.run("brand", "disable", "acme"), 1, "", "media is not what belongs there. Move it away.")
	b.want(b.run("doctor"), 1, "✗ file: ", "")
	b.must(os.Remove(filepath.Join(b.dir, mediaName)))
	b.file("desk/media/ab/real", "")
	b.must(os.Symlink("real", filepath.Join(b.dir, mediaName, "ab", "link")))
	b.want(b.run("doctor"), 1, "✗ media: 1 of its entries are links or no files at all, such as "+filepath.Join(b.dir, mediaName, "ab", "link"), "")
}

// The desk's folder itself may be a link, as on another disk.
func TestLinkedFolder(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.addAcme()
	real := filepath.Join(b.root, "disk")
	b.must(os.Rename(b.dir, real))
	b.must(os.Symlink(real, b.dir))
	b.want(b.run("brand", "set", "acme", "--answer-limit", "10m"), 0, "", "")
	b.want(b.run("doctor"), 0, "✓ folder: "+real+" is yours alone", "")
	b.want(b.run("brand", "list"), 0, "10m", "")
}

// What somebody else owns is not used, and not changed. Whoever tests, the
// root folder or a file given away belongs to another.
func TestForeignFiles(t *testing.T) {
	t.Parallel()
	p := place{path: "/", folder: true}
	if os.Geteuid() == 0 {
		p.path = t.TempDir()
		if err := os.Chown(p.path, 12345, -1); err != nil {
			t.Fatal(err)
		}
	}
	f, mode, err := p.inspect()
	if f != faultForeign || err != nil {
		t.Fatalf("%q %v", f, err)
	}
	if err := p.refused(f, mode); !strings.Contains(err.Error(), "belongs to another user") {
		t.Error(err)
	}
}
