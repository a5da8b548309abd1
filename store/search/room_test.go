package search_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"tgdesk/core"
	"tgdesk/store/folder"
)

// TestIndexLeavesRoomForMessages: on a disk that is nearly full the index waits, a search
// reads what is not in it, and an erasure removes it.
func TestIndexLeavesRoomForMessages(t *testing.T) {
	t.Parallel()
	d := searchDesk(t).indexed()
	found := func(when string) {
		t.Helper()
		if got := finds(t, d, "refund", 9); !slices.Equal(got, []string{"1/1 text"}) {
			t.Errorf("%s: %q", when, got)
		}
	}
	refused := func(when string) {
		t.Helper()
		_, err := d.IndexSearch(t.Context())
		if !core.ProblemOf(err).Is("index_no_room") {
			t.Errorf("%s: %v", when, err)
		}
		if _, _, err := d.Check(t.Context()); !core.ProblemOf(err).Is("index_no_room") {
			t.Errorf("%s, the doctor says: %v", when, err)
		}
		found(when)
	}
	d.SetFree(64 << 10)
	refused("before there is one")
	d.SetFree(1 << 40)
	index(t, d)
	d.SetFree(0)
	index(t, d) // nothing is to be done
	if _, usable, err := d.Check(t.Context()); !usable || err != nil {
		t.Errorf("the doctor of an index that needs no more room: %t, %v", usable, err)
	}
	d.say(core.Chat{ID: 1, VisitorID: 1}, core.Message{From: core.FromVisitor, Text: "another"})
	refused("with one that is behind")
	if err := d.Clean(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := folder.Find(filepath.Join(d.dir, folder.Index)); !core.IsNotFound(err) {
		t.Errorf("after an erasure there is one: %v", err)
	}
	found("without one")
	d.SetFree(1 << 40)
	index(t, d)
	found("made anew")
}

// TestErasedWordsLeaveTheLogOfADeletedIndex: the log of an index may be there without it.
func TestErasedWordsLeaveTheLogOfADeletedIndex(t *testing.T) {
	t.Parallel()
	d := searchDesk(t)
	d.say(core.Chat{ID: 1, VisitorID: 1}, core.Message{From: core.FromVisitor, Text: "Ωzanzibar"})
	index(t, d)
	log := filepath.Join(d.dir, folder.Index+"-wal")
	if content := must[[]byte](t)(os.ReadFile(log)); !bytes.Contains(content, []byte("zanzibar")) {
		t.Fatal("the log has no words")
	}
	if err := os.Remove(filepath.Join(d.dir, folder.Index)); err != nil {
		t.Fatal(err)
	}
	if err := d.CleanSearch(t.Context()); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(log); bytes.Contains(content, []byte("zanzibar")) {
		t.Errorf("the log is there still: %v", err)
	}
}

// TestSearchWithoutTheIndex: whatever is wrong with the index, a search reads the database.
func TestSearchWithoutTheIndex(t *testing.T) {
	t.Parallel()
	d := searchDesk(t).indexed()
	index(t, d)
	if err := d.CloseReading(); err != nil { // as when it is made anew meanwhile
		t.Fatal(err)
	}
	if got := finds(t, d, "refund", 9); !slices.Equal(got, []string{"1/1 text"}) {
		t.Errorf("%q", got)
	}
}
