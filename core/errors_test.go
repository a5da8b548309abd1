package core

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// What the system says of a file goes into a sentence without the file's name.
func TestCauses(t *testing.T) {
	t.Parallel()
	gone := filepath.Join(t.TempDir(), "gone")
	_, unopened := os.Open(gone)
	unlinked := os.Link(gone, gone+"2")
	for _, tt := range []struct {
		err          error
		cause, ofOur string
	}{
		{unopened, "no such file or directory", "no such file or directory"},
		{errors.Join(fmt.Errorf("save: %w", unlinked), unopened), "no such file or directory", "no such file or directory"},
		{errors.New("it was replaced meanwhile"), "it was replaced meanwhile", "the disk refused"},
	} {
		if got := CauseOf(tt.err); got != tt.cause {
			t.Errorf("the cause of %v is %q, want %q", tt.err, got, tt.cause)
		}
		if got := SystemReason(tt.err); got != tt.ofOur {
			t.Errorf("the reason of %v is %q, want %q", tt.err, got, tt.ofOur)
		}
	}
}
