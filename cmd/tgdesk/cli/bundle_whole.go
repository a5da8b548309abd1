package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"tgdesk/store/folder"
)

// wholeName is a file beside the contents that is written before they get the name of the
// bundle. By it, a later run recognizes them there.
const wholeName = "whole"

// markWhole notes that made is about to get the bundle's name.
func (b *localBundle) markWhole(made string) error {
	mark, err := b.markOf(made)
	if err != nil {
		return err
	}
	name := filepath.Join(b.part, wholeName)
	if err := os.WriteFile(name, []byte(mark), 0o600); err != nil {
		return err
	}
	return folder.SyncFile(name)
}

// isWhole reports whether a cut run with the same contents gave the bundle its name, and was
// cut only before it removed what else it had made.
func (b *localBundle) isWhole() bool {
	noted, err := os.ReadFile(filepath.Join(b.part, wholeName))
	if err != nil {
		return false
	}
	mark, err := b.markOf(b.path)
	return err == nil && string(noted) == mark
}

// markOf is what a file or a folder keeps when it is renamed.
func (b *localBundle) markOf(path string) (string, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%d %d %s", info.Size(), info.ModTime().UnixNano(), b.o.What), nil
}

// wholeBundle is one to which nothing is left to write.
type wholeBundle struct{ Unkept }

func (wholeBundle) Kept() string { return BundleWhole }

func (wholeBundle) Write([]byte) (int, error) { return 0, os.ErrClosed }

func (wholeBundle) Commit() error { return nil }
