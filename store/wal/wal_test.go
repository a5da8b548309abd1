package wal

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const testPage = 512

// written is a log as SQLite writes it, frame by frame.
type written struct {
	bytes []byte
	sum   checksum
	salt  string
}

func begin(salt string) *written {
	w := &written{salt: salt, sum: checksum{order: binary.LittleEndian}}
	for _, n := range []uint32{magic, version, testPage, 0} {
		w.bytes = binary.BigEndian.AppendUint32(w.bytes, n)
	}
	w.bytes = append(w.bytes, salt...)
	w.sum.add(w.bytes)
	w.appendSum()
	return w
}

func (w *written) appendSum() {
	w.bytes = binary.BigEndian.AppendUint32(w.bytes, w.sum.a)
	w.bytes = binary.BigEndian.AppendUint32(w.bytes, w.sum.b)
}

func (w *written) frame(number, commit uint32, page []byte) {
	head := binary.BigEndian.AppendUint32(nil, number)
	head = binary.BigEndian.AppendUint32(head, commit)
	w.sum.add(head)
	w.sum.add(page)
	w.bytes = append(append(w.bytes, head...), w.salt...)
	w.appendSum()
	w.bytes = append(w.bytes, page...)
}

func pageOf(c Commit) []byte {
	page := make([]byte, testPage)
	page[0], page[4] = tableLeaf, 1
	record := append([]byte{5, serialNull, serialBlob16, serialBlob16, 1}, c.Previous[:]...)
	record = append(append(record, c.Current[:]...), byte(c.Schema))
	cell := append([]byte{byte(len(record)), 1}, record...)
	binary.BigEndian.PutUint16(page[8:], uint16(testPage-len(cell)))
	copy(page[testPage-len(cell):], cell)
	return page
}

func schemaPage(version uint32) []byte {
	page := make([]byte, testPage)
	binary.BigEndian.PutUint32(page[schemaCookieAt:], version)
	return page
}

func read(t *testing.T, bytes []byte) Log {
	t.Helper()
	path := filepath.Join(t.TempDir(), "log")
	if err := os.WriteFile(path, bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	log, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	if salt, err := SaltOf(path); salt != log.Salt || err != nil {
		t.Errorf("the salt is %q, %v; of the whole log %q", salt, err, log.Salt)
	}
	return log
}

// Only what SQLite would play counts, wherever the log was cut.
func TestReadStopsWhereSQLiteDoes(t *testing.T) {
	t.Parallel()
	a, b := Commit{Current: [16]byte{1}, Schema: 3}, Commit{Previous: [16]byte{1}, Current: [16]byte{2}, Schema: 4}
	salt := Salt([]byte("8 bytes."))
	w := begin(string(salt[:]))
	w.frame(7, 0, make([]byte, testPage))
	w.frame(CommitPage, 9, pageOf(a))
	first := len(w.bytes)
	w.frame(1, 0, schemaPage(4))
	w.frame(CommitPage, 9, pageOf(b))
	whole := Log{Commits: []Commit{a, b}, Schemas: []uint32{4}, Salt: salt, Size: int64(len(w.bytes))}
	if diff := cmp.Diff(whole, read(t, w.bytes)); diff != "" {
		t.Error(diff)
	}
	for n := 0; n < len(w.bytes); n += 13 {
		want := Log{}
		if n >= headerSize {
			want = Log{Salt: salt, Size: headerSize}
		}
		if n >= first {
			want = Log{Commits: []Commit{a}, Salt: salt, Size: int64(first)}
		}
		if diff := cmp.Diff(want, read(t, w.bytes[:n])); diff != "" {
			t.Fatalf("cut after %d bytes: %s", n, diff)
		}
	}
	// The file is used again, and the process is killed when it has written the header
	// of a frame, but not its page: that is still the one of the earlier use.
	again := begin("8 more b")
	again.frame(CommitPage, 9, pageOf(b))
	copy(w.bytes, again.bytes[:headerSize+frameHeaderSize])
	copy(w.bytes[headerSize+frameHeaderSize:], pageOf(a))
	if diff := cmp.Diff(Log{Salt: Salt([]byte("8 more b")), Size: headerSize}, read(t, w.bytes)); diff != "" {
		t.Error(diff)
	}
}

// TestNoLog: what SQLite would not play is the zero Log.
func TestNoLog(t *testing.T) {
	t.Parallel()
	damaged := begin("8 bytes.").bytes
	damaged[16]++
	if diff := cmp.Diff(Log{}, read(t, damaged)); diff != "" {
		t.Error(diff)
	}
	none := filepath.Join(t.TempDir(), "log")
	if log, err := Read(none); err != nil || log.Size != 0 {
		t.Errorf("of no log: %+v, %v", log, err)
	}
	if salt, err := SaltOf(none); err != nil || salt != (Salt{}) {
		t.Errorf("of no log: %q, %v", salt, err)
	}
}

// No page makes the program fail.
func FuzzDecodeCommit(f *testing.F) {
	f.Add(pageOf(Commit{Schema: 7}))
	f.Fuzz(func(_ *testing.T, page []byte) {
		decodeCommit(append(page, make([]byte, testPage)...)[:testPage])
	})
}
