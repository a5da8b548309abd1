package secrets

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"tgdesk/cmd/tgdesk/system"
	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/seal"
)

// readCredential reads the key that the service manager passes; no key if it
// passes none. The manager guards that folder itself, with an access list that
// shows as rights of the group.
func readCredential(path string) (seal.Key, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return seal.Key{}, nil
	}
	if err == nil && info.Mode().Perm()&0o007 != 0 {
		return seal.Key{}, keyError("key_open_to_others", path, info.Mode().Perm(), path)
	}
	var text []byte
	if err == nil {
		text, err = readSame(path, info)
	}
	if err != nil {
		return seal.Key{}, keyError("key_credential_unreadable", path, core.CauseOf(err))
	}
	return keyOf("credential "+path, text)
}

// readFile reads the key file; no key if there is no file. One that others can
// use is refused, as ssh does.
func readFile(path string) (seal.Key, error) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return seal.Key{}, nil
	}
	var text []byte
	if err == nil {
		switch {
		case info.Mode().Type() == fs.ModeSymlink:
			return seal.Key{}, keyError("key_symlink", path)
		case !info.Mode().IsRegular():
			return seal.Key{}, keyError("key_no_file", path)
		case !system.OwnedByUs(info):
			return seal.Key{}, keyError("key_not_ours", path)
		case system.OpenToOthers(info):
			return seal.Key{}, keyError("key_file_open_to_others", info.Mode().Perm(), path)
		}
		text, err = readSame(path, info)
	}
	if err != nil {
		return seal.Key{}, keyError("key_unreadable", path, core.CauseOf(err))
	}
	return keyOf("file "+path, text)
}

// readSame reads the file that info describes, and no other that took its place
// since.
func readSame(path string, info fs.FileInfo) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	now, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !os.SameFile(info, now) {
		return nil, errors.New("it was replaced meanwhile")
	}
	return io.ReadAll(io.LimitReader(f, maxKeyText+1))
}

func keyOf(place string, text []byte) (seal.Key, error) {
	key, err := parseKey(text)
	if err != nil {
		return key, keyError("key_damaged", place, err)
	}
	return key, nil
}

// tempPrefix begins the name of the folder in which a key file is made.
const tempPrefix = ".key-"

// writeFile writes a new key as text, with mode 0600, unless somebody else makes
// one first. The file is written in a folder of its own and then linked, so that
// it is there as a whole or not at all, whenever the machine dies.
func writeFile(path string) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp, err := folder.NewTempDir(dir, tempPrefix)
	if err != nil {
		return err
	}
	defer temp.Remove()
	f, err := os.OpenFile(temp.File("key"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, hex.EncodeToString(NewKey()))
	if err := errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(temp.File("key"), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return folder.SyncDir(dir)
}
