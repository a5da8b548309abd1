package store

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/store/folder"
)

// fillDisk makes a desk, fills its disk, and opens the desk with more and more room.
func fillDisk(dir string) int {
	db, err := Open(dir, Options{Key: testKey()})
	if err == nil {
		err = db.Close()
	}
	filler, _ := os.Create(filepath.Join(dir, "filler"))
	filled := int64(0)
	for size := 1 << 20; size > 0; size /= 2 {
		for n := size; n == size; filled += int64(n) {
			n, _ = filler.Write(make([]byte, size))
		}
	}
	refused := 0
	for room := int64(0); err == nil && room < 600<<10; room += 1 << 10 {
		if err = filler.Truncate(filled - room); err != nil {
			break
		}
		switch db, opened := Open(dir, Options{Key: testKey()}); {
		case opened == nil:
			err = db.Close()
		case core.ProblemOf(opened) == core.NewProblem("store_full"):
			refused++
		default:
			err = opened
		}
	}
	fmt.Println(err, refused > 0)
	return 0
}

// On a file system with blocks smaller than a page, a full disk kills nobody. It takes
// root to make one.
func TestFullDiskWithSmallBlocks(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root can mount a file system")
	}
	image, dir := filepath.Join(t.TempDir(), "image"), filepath.Join(t.TempDir(), "disk")
	for _, command := range []string{
		"truncate -s 12M " + image, "mkfs.ext4 -q -b 1024 -m 0 -O ^has_journal " + image, "mkdir " + dir, "mount -o loop " + image + " " + dir,
	} {
		words := strings.Fields(command)
		if out, err := exec.CommandContext(t.Context(), words[0], words[1:]...).CombinedOutput(); err != nil {
			t.Skipf("%s: %v %s", command, err, out)
		}
	}
	t.Cleanup(func() { _ = exec.Command("umount", dir).Run() })
	cmd := another(t, "fill", dir)
	cmd.Stdout, cmd.Stderr = nil, nil
	out, err := cmd.CombinedOutput()
	if err != nil || string(out) != "<nil> true\n" {
		t.Errorf("%v\n%.600s", err, out)
	}
}

// The index of the log has its place on the disk before it is needed.
func TestIndexIsReserved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := openAt(t, dir)
	if err := operators(t, d, "ann"); err != nil {
		t.Fatal(err)
	}
	info := must[os.FileInfo](t)(os.Stat(filepath.Join(dir, folder.Database+"-shm")))
	if info.Size() < indexAhead || d.files.reserved < indexAhead {
		t.Errorf("%d bytes, %d reserved", info.Size(), d.files.reserved)
	}
}
