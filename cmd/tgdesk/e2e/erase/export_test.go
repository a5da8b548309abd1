package erase

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestExport: all words about a visitor are in their export, in a folder on the desk's
// machine and as a tar file over SSH, while the desk runs and on its folder.
func TestExport(t *testing.T) {
	t.Parallel()
	s, w := newDesk(t)
	elsewhere := []string{"thumb id0", "thumb id1", "content of drafted0", "content of drafted1"}
	expect := func(what, text string) {
		t.Helper()
		for word, use := range w.all {
			if !slices.Contains(elsewhere, use) && !strings.Contains(text, word) {
				t.Errorf("%s: %s is not in it", what, use)
			}
		}
	}
	folder := filepath.Join(s.Root, "of one")
	s.Expect(s.Run("visitor", "export", "1", folder), 0, "visitor.json and 5 files.\n", "")
	expect("folder", contents(t, folder))
	s.ExpectMode(folder, 0o700)
	s.ExpectMode(filepath.Join(folder, "visitor.json"), 0o600)
	s.Expect(s.Run("visitor", "export", "1", folder), 1, "", "already exists")
	s.Expect(s.Run("visitor", "export", "99", folder+"2"), 1, "", "There is no visitor 99")

	desk := s.StartDesk()
	s.Expect(s.Run("visitor", "export", "1", folder+" again"), 0, "visitor.json and 5 files.\n", "")
	expect("folder of a desk that runs", contents(t, folder+" again"))
	r := s.RunSSH("", "visitor", "export", "1", "-")
	s.Expect(r, 0, "visitor.json", "")
	expect("tar", untar(t, r.Out))
	s.Expect(s.RunSSH("", "visitor", "export", "1", folder+"3"), 1, "", "Over SSH nothing is written")
	s.Expect(s.RunSSHAs("ann", "", "visitor", "export", "1", "-"), 1, "", "Only an admin")
	s.Expect(s.Run("audit", "--act", "exported"), 0, "visitor 1", "")
	s.Expect(s.Run("visitor", "erase", "1", "--yes"), 0, "Erased", "")
	s.Expect(s.Run("visitor", "export", "1", folder+"4"), 0, "visitor.json and 0 files.\n", "")
	desk.End()
}

func contents(t *testing.T, dir string) string {
	t.Helper()
	all := ""
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		text, readErr := os.ReadFile(filepath.Join(dir, e.Name()))
		if err = errors.Join(err, readErr); e.Name() == "visitor.json" && !json.Valid(text) {
			t.Error("visitor.json is no JSON")
		}
		all += string(text)
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func untar(t *testing.T, archive string) string {
	t.Helper()
	all, last := "", ""
	for r := tar.NewReader(strings.NewReader(archive)); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all, last = all+string(text), h.Name
	}
	if last != "tgdesk-visitor-1/visitor.json" {
		t.Errorf("the last file is %s", last)
	}
	return all
}
