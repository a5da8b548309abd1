package main

import (
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"tgdesk/core"
	"tgdesk/store/folder"
	"tgdesk/store/seal"
)

// keyFile is where the key of the bot tokens lies when neither the service
// manager nor a command has it: outside of the desk's folder, so that copies
// of that folder open no bot.
func (h host) keyFile() string { return filepath.Join(h.config, "tgdesk", "key") }

// credentialKey reads the key that the service manager passes; no key if it
// passes none. It guards that folder itself, with an access list that shows as
// rights of the group.
func credentialKey(path string) (seal.Key, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return seal.Key{}, nil
	}
	if err == nil && info.Mode().Perm()&0o007 != 0 {
		return seal.Key{}, keyError("key_open_to_others", path, info.Mode().Perm(), path)
	}
	var text []byte
	if err == nil {
		text, err = readShort(path, info)
	}
	if err != nil {
		return seal.Key{}, keyError("key_credential_unreadable", path, core.CauseOf(err))
	}
	return keyIn("credential "+path, text)
}

// readKeyFile reads the key file; no key if there is no file. One that is not
// ours alone is refused, as ssh does.
func readKeyFile(path string) (seal.Key, error) {
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return seal.Key{}, nil
	case err != nil:
		return seal.Key{}, keyError("key_unreadable", path, core.CauseOf(err))
	}
	if err := checkKeyFile(path, info); err != nil {
		return seal.Key{}, err
	}
	text, err := readShort(path, info)
	if err != nil {
		return seal.Key{}, keyError("key_unreadable", path, core.CauseOf(err))
	}
	return keyIn("file "+path, text)
}

func checkKeyFile(path string, info fs.FileInfo) error {
	switch {
	case info.Mode().Type() == fs.ModeSymlink:
		return keyError("key_symlink", path)
	case !info.Mode().IsRegular():
		return keyError("key_no_file", path)
	case !ownedByUs(info):
		return keyError("key_not_ours", path)
	case openToOthers(info):
		return keyError("key_file_open_to_others", info.Mode().Perm(), path)
	}
	return nil
}

// readShort reads the file that was looked at as info, and no other that took
// its place since.
func readShort(path string, info fs.FileInfo) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer closeQuietly(f)
	now, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !os.SameFile(info, now) {
		return nil, errors.New("it was replaced meanwhile")
	}
	return io.ReadAll(io.LimitReader(f, maxKeyText+1))
}

// keyIn parses the text of what holds the key.
func keyIn(what string, text []byte) (seal.Key, error) {
	key, err := parseKey(text)
	if err != nil {
		return key, keyError("key_damaged", what, err)
	}
	return key, nil
}

// keyScaffold begins the name of the folder in which a key file is made.
const keyScaffold = ".key-"

// makeKeyFile makes a new key, unless somebody else makes one first. It is
// written in a scaffold and then linked, so that a key file is there as a
// whole or not at all, whenever the machine dies.
func makeKeyFile(path string) error {
	dir := filepath.Dir(path)
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		err = buildKeyFile(path)
	}
	if err != nil {
		return keyError("key_not_made", dir, core.CauseOf(err))
	}
	return nil
}

func buildKeyFile(path string) error {
	dir := filepath.Dir(path)
	s, err := folder.NewTempDir(dir, keyScaffold)
	if err != nil {
		return err
	}
	defer s.Remove()
	if err := writeKey(s.File("key")); err != nil {
		return err
	}
	return errors.Join(ignoreExisting(os.Link(s.File("key"), path)), syncFolder(dir))
}

// writeKey writes a new key in text, which can be pasted elsewhere, to a file
// with mode 0600.
func writeKey(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, hex.EncodeToString(randomKey()))
	return errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close())
}

func ignoreExisting(err error) error {
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}

// syncFolder puts a folder's changes on the disk. Some file systems cannot do
// so for folders, and need not.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}
