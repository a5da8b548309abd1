package system

import (
	"os"
	"strings"
	"testing"
)

// What somebody else owns is not used, and not changed. Whoever tests, the
// root folder or a file given away belongs to another.
func TestForeignFiles(t *testing.T) {
	t.Parallel()
	p := Path{Name: "/", Folder: true}
	if os.Geteuid() == 0 {
		p.Name = t.TempDir()
		if err := os.Chown(p.Name, 12345, -1); err != nil {
			t.Fatal(err)
		}
	}
	f, mode, err := p.Inspect()
	if f != FaultForeign || err != nil {
		t.Fatalf("%q %v", f, err)
	}
	if problem, _ := p.Describe(f, mode); !strings.Contains(problem, "belongs to another user") {
		t.Error(problem)
	}
}
