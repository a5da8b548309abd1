package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tgdesk/core"
	"tgdesk/core/fulltext"
	"tgdesk/store/folder"
)

// fillDisk makes a desk, fills its disk, and opens the desk with more and more room.
func fillDisk(dir string) int {
	db, err := Open(dir, Options{Key: testKey()})
	if err == nil {
		err = db.Close()
	}
	filler, filled := fill(dir)
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

// fill takes all room on a disk, and returns how much that was.
func fill(dir string) (filler *os.File, filled int64) {
	filler, _ = os.OpenFile(filepath.Join(dir, "filler"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	for size := 1 << 20; size > 0; size /= 2 {
		for n := size; n == size; {
			n, _ = filler.Write(make([]byte, size))
		}
	}
	info, _ := filler.Stat()
	return filler, info.Size()
}

// fillWhileIndexing has a desk make its index with more and more room.
func fillWhileIndexing(dir string) int {
	ctx := context.Background()
	db, err := Open(dir, Options{Now: noon, Key: testKey()})
	if err == nil {
		err = sayMany(ctx, db, 300)
	}
	refused, whole := 0, 0
	for room := int64(0); err == nil && room < 4000<<10; room += 6<<10 + room/5 {
		filler, filled := fill(dir)
		err = filler.Truncate(filled - room)
		switch indexed := indexAll(ctx, db); {
		case indexed == nil:
			whole++
		case core.ProblemOf(indexed).Is("store_full"), core.ProblemOf(indexed).Is("index_no_room"):
			refused++
		default:
			err = errors.Join(err, indexed)
		}
		if r, searched := db.Search(ctx, core.SearchQuery{Limit: 500, Words: zebras()}); searched != nil || len(r.Hits) != 300 {
			err = errors.Join(err, searched, fmt.Errorf("%d hits with room for %d bytes", len(r.Hits), room))
		}
		err = errors.Join(err, filler.Close(), db.DropSearch(ctx))
	}
	fmt.Println(err, refused > 0 && whole > 0)
	return 0
}

// fillBesideLog fills a disk on which a desk's log takes some room, of which the database
// needs none more.
func fillBesideLog(dir string) int {
	ctx := context.Background()
	db, err := Open(dir, Options{Now: noon, Key: testKey()})
	if err == nil {
		err = errors.Join(sayMany(ctx, db, 4000), db.Close())
	}
	if err == nil {
		db, err = Open(dir, Options{Now: noon, Key: testKey()})
	}
	if err == nil {
		err = db.write(ctx, func(t *tx) error {
			_, err := t.exec(ctx, `UPDATE messages SET keyboard = 1`)
			return err
		})
	}
	filler, _ := fill(dir)
	full := folder.ProbeSpace(dir)
	fmt.Println(errors.Join(err, db.Probe(ctx), filler.Close(), db.Close()), core.ProblemOf(full).Is("store_full"))
	return 0
}

// indexAll does all steps of the index that there are.
func indexAll(ctx context.Context, db *DB) error {
	for {
		if p, err := db.IndexSearch(ctx); err != nil || !p.More {
			return err
		}
	}
}

// zebras are the words of all messages of sayMany.
func zebras() fulltext.Pattern {
	s, _ := core.ParseSearch("zebra", noon())
	return s.Words
}

// sayMany adds messages to a chat of a new desk.
func sayMany(ctx context.Context, db *DB, count int) error {
	return db.Write(ctx, func(tx core.Tx) error {
		b, err := tx.InsertBrand(ctx, testBrand("acme"))
		if err != nil {
			return err
		}
		v, err := tx.InsertVisitor(ctx, core.Visitor{BrandID: b.ID, FirstSeen: noon(), Profile: core.Profile{TelegramID: 1}})
		if err != nil {
			return err
		}
		c, err := tx.InsertChat(ctx, chatIn(v, core.Pending, noon(), 0))
		for i := range count {
			if err == nil {
				_, err = tx.InsertMessage(ctx, core.Message{ChatID: c.ID, VisitorID: v.ID, From: core.FromVisitor, Kind: core.KindText, Text: strings.Repeat(fmt.Sprint("zebra", i, " "), 20), SentAt: noon()})
			}
		}
		return err
	})
}

// On a file system with blocks smaller than a page, a full disk kills nobody. It takes
// root to make one.
func TestFullDiskWithSmallBlocks(t *testing.T) {
	t.Parallel()
	for _, role := range []string{"fill", "fill while indexing", "fill beside a log"} {
		cmd := another(t, role, smallBlocks(t))
		cmd.Stdout, cmd.Stderr = nil, nil
		out, err := cmd.CombinedOutput()
		if err != nil || string(out) != "<nil> true\n" {
			t.Errorf("%s: %v\n%.600s", role, err, out)
		}
	}
}

// smallBlocks is a folder on a file system of 12 MB with such blocks.
func smallBlocks(t *testing.T) string {
	t.Helper()
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
	return dir
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
	if info.Size() < folder.IndexAhead {
		t.Errorf("%d bytes", info.Size())
	}
}
