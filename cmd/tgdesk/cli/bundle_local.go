package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"tgdesk/core"
	"tgdesk/store/folder"
)

// partSuffix ends the name of the folder in which a bundle is made. In it lie the
// contents, which are a file or a folder, the checkpoint, the names of what was put there
// since, and the lock of who writes.
const (
	partSuffix     = ".part"
	contentsName   = "contents"
	packedName     = "packed"
	checkpointName = "checkpoint.json"
	sinceName      = "since."
	lockName       = "lock"
)

// checkpoint is how far a bundle has come.
type checkpoint struct {
	What   string `json:"what"`
	Number int    `json:"number"`
	Size   int64  `json:"size"` // of the main file
	Keep   string `json:"keep"`
}

// localBundle is a bundle on this machine.
type localBundle struct {
	name, path string // path is name as the system finds it
	o          BundleOptions
	part       string
	unlock     func()
	saved      checkpoint
	contents   *os.Root // nil of a bundle that is one file
	since      *os.File // takes the names of other files before they are made
	main       *os.File // nil if there is none
	buffer     *bufio.Writer
	size       int64
	committed  bool
}

// CreateBundle implements Files.
func (l LocalFiles) CreateBundle(name string, o BundleOptions) (Bundle, error) {
	b := &localBundle{name: filepath.Clean(name), o: o}
	b.path = l.find(b.name)
	b.part = b.path + partSuffix
	if info, err := os.Stat(b.path); err == nil && !info.IsDir() && !info.Mode().IsRegular() && o.Kind == BundleFile {
		f, err := l.Create(name, Creation{})
		if err != nil {
			return nil, err
		}
		return streamBundle{NewFile: f}, nil
	}
	if err := b.lockPart(); err != nil {
		return nil, err
	}
	if b.isWhole() {
		b.clear()
		if o.Resume {
			b.clearUnless(false)
			b.release()
			return wholeBundle{}, nil
		}
	}
	if err := b.open(); err != nil {
		b.clearUnless(b.begun())
		b.release()
		return nil, err
	}
	return b, nil
}

// lockPart makes the folder in which the bundle is made, or takes over one that nobody
// else writes in.
func (b *localBundle) lockPart() error {
	made := os.Mkdir(b.part, 0o700)
	if info, err := os.Lstat(b.part); made != nil && (err != nil || !info.IsDir()) {
		return b.notWritten(made)
	}
	unlock, free, err := folder.TryLock(filepath.Join(b.part, lockName))
	if err != nil {
		return b.notWritten(err)
	}
	if !free {
		return core.NewError(core.CodeConflict, "bundle_busy", b.name)
	}
	b.unlock = unlock
	return nil
}

// open opens the contents at the checkpoint of a cut run, or new ones.
func (b *localBundle) open() error {
	if err := b.checkTarget(); err != nil {
		return err
	}
	switch begun := b.begun(); {
	case begun && b.o.Resume && b.saved.What != b.o.What:
		return core.NewError(core.CodeConflict, "bundle_other", b.name, b.saved.What)
	case begun && !b.o.Resume && !b.o.Replace:
		return core.NewError(core.CodeConflict, "bundle_cut", b.name, b.name+partSuffix)
	case !begun || !b.o.Resume:
		b.clear()
		b.saved = checkpoint{What: b.o.What}
	}
	if b.o.Kind != BundleFile {
		if err := b.openFolder(); err != nil {
			return b.notWritten(err)
		}
	}
	return b.openMain()
}

// checkTarget refuses to replace what is there, unless it was asked to; a folder is
// never replaced.
func (b *localBundle) checkTarget() error {
	info, err := os.Lstat(b.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return b.notWritten(err)
	case info.IsDir() || b.o.Kind == BundleFolder:
		return core.NewError(core.CodeConflict, "bundle_in_the_way", b.name)
	case !b.o.Replace:
		return core.NewError(core.CodeConflict, "output_exists", b.name)
	}
	return nil
}

// begun reads the checkpoint of a cut run, and reports whether there is something to go
// on with. What it made before its first checkpoint is not.
func (b *localBundle) begun() bool {
	text, err := os.ReadFile(filepath.Join(b.part, checkpointName))
	if err != nil || json.Unmarshal(text, &b.saved) != nil {
		return false
	}
	_, err = os.Lstat(filepath.Join(b.part, contentsName))
	return err == nil
}

// openFolder opens the folder of the contents, and removes what was put there after the
// checkpoint: a later run may not put it there again.
func (b *localBundle) openFolder() (err error) {
	dir := filepath.Join(b.part, contentsName)
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if b.contents, err = os.OpenRoot(dir); err != nil {
		return err
	}
	names, err := os.ReadFile(b.sincePath())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for name := range strings.Lines(string(names)) {
		if err := b.contents.Remove(strings.TrimSuffix(name, "\n")); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return b.openSince()
}

// sincePath is another one after each checkpoint, so that a list never goes with the
// checkpoint after it.
func (b *localBundle) sincePath() string {
	return filepath.Join(b.part, sinceName+strconv.Itoa(b.saved.Number))
}

func (b *localBundle) openSince() (err error) {
	b.since, err = os.OpenFile(b.sincePath(), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	return err
}

// openMain opens the main file and cuts off what came after the checkpoint.
func (b *localBundle) openMain() (err error) {
	const flags = os.O_WRONLY | os.O_CREATE
	switch {
	case b.contents == nil:
		b.main, err = os.OpenFile(filepath.Join(b.part, contentsName), flags, 0o600)
	case b.o.Main != "":
		b.main, err = b.contents.OpenFile(b.o.Main, flags, 0o600)
	}
	if b.main == nil {
		return b.notWritten(err)
	}
	b.size = b.saved.Size
	info, err := b.main.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular() || info.Size() < b.size:
		return core.NewError(core.CodeConflict, "bundle_changed", b.name+partSuffix)
	default:
		err = errors.Join(b.main.Chmod(0o600), b.main.Truncate(b.size)) // whatever the umask
	}
	if err == nil {
		_, err = b.main.Seek(b.size, io.SeekStart)
	}
	b.buffer = bufio.NewWriterSize(b.main, 64<<10)
	return b.notWritten(err)
}

func (b *localBundle) Kept() string { return b.saved.Keep }

func (b *localBundle) Write(p []byte) (int, error) {
	if b.buffer == nil {
		return 0, errors.ErrUnsupported
	}
	n, err := b.buffer.Write(p)
	b.size += int64(n)
	return n, b.notWritten(err)
}

// Put implements Bundle. Nothing but a file below the contents can have the name.
func (b *localBundle) Put(name string) (NewFile, error) {
	if b.contents == nil || name == b.o.Main || name == "." || !fs.ValidPath(name) || strings.Contains(name, "\n") {
		return nil, errors.ErrUnsupported
	}
	_, err := b.since.WriteString(name + "\n")
	if err == nil {
		err = b.contents.MkdirAll(path.Dir(name), 0o700)
	}
	if err != nil {
		return nil, b.notWritten(err)
	}
	f, err := b.contents.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, b.notWritten(err)
	}
	return &putFile{b: b, f: f, name: name}, b.notWritten(f.Chmod(0o600))
}

// Checkpoint implements Bundle.
func (b *localBundle) Checkpoint(keep string) error {
	if b.main != nil {
		if err := errors.Join(b.buffer.Flush(), b.main.Sync()); err != nil {
			return b.notWritten(err)
		}
	}
	before := b.sincePath()
	b.saved = checkpoint{What: b.o.What, Number: b.saved.Number + 1, Size: b.size, Keep: keep}
	text, err := json.Marshal(b.saved)
	if err != nil {
		return err
	}
	to := filepath.Join(b.part, checkpointName)
	if err := os.WriteFile(to+".new", text, 0o600); err != nil {
		return b.notWritten(err)
	}
	if err := folder.SyncFile(to + ".new"); err != nil {
		return b.notWritten(err)
	}
	if err := folder.Rename(to+".new", to, true); err != nil || b.contents == nil {
		return b.notWritten(err)
	}
	_ = b.since.Close() // what it says does not count any more
	_ = os.Remove(before)
	return b.notWritten(b.openSince())
}

// Commit implements Bundle.
func (b *localBundle) Commit() (err error) {
	if b.main != nil {
		err = errors.Join(b.buffer.Flush(), b.main.Sync())
	}
	made := filepath.Join(b.part, contentsName)
	if err == nil && b.o.Kind == BundleZip {
		made = filepath.Join(b.part, packedName)
		err = pack(b.contents.FS(), made)
	}
	if err == nil {
		err = b.checkTarget()
	}
	if err == nil {
		err = b.markWhole(made)
	}
	if err == nil && b.o.Kind == BundleFolder {
		err = errors.Join(os.Rename(made, b.path), folder.SyncDir(filepath.Dir(b.path)))
	} else if err == nil {
		err = folder.Rename(made, b.path, b.o.Replace)
	}
	if err != nil {
		return b.notWritten(err)
	}
	b.committed = true
	return nil
}

// Close implements Bundle.
func (b *localBundle) Close() error {
	incomplete := !b.committed && b.begun()
	b.clearUnless(incomplete)
	b.release()
	if incomplete {
		return errIncomplete(b.name)
	}
	return nil
}

func (b *localBundle) clearUnless(needed bool) {
	if needed {
		return
	}
	b.closeFiles()
	b.clear()
	_ = os.Remove(filepath.Join(b.part, lockName)) // what cannot be removed is in nobody's way
	_ = os.Remove(b.part)
}

// clear removes what a bundle consists of, and nothing else.
func (b *localBundle) clear() {
	lists, _ := filepath.Glob(filepath.Join(b.part, sinceName+"*"))
	for _, name := range []string{checkpointName, checkpointName + ".new", packedName, contentsName, wholeName} { // the checkpoint first: without it the rest counts for nothing
		_ = os.RemoveAll(filepath.Join(b.part, name))
	}
	for _, list := range lists {
		_ = os.Remove(list)
	}
}

func (b *localBundle) release() {
	b.closeFiles()
	b.unlock()
}

// closeFiles closes what was flushed as far as it counts.
func (b *localBundle) closeFiles() {
	if b.main != nil {
		_ = b.main.Close()
	}
	if b.contents != nil {
		_ = b.contents.Close()
	}
	if b.since != nil {
		_ = b.since.Close()
	}
}

func (b *localBundle) notWritten(err error) error {
	if _, known := errors.AsType[*core.Error](err); known || err == nil {
		return err
	}
	return Creation{}.notWritten(b.name, err)
}

// putFile is a file of a bundle beside its main one.
type putFile struct {
	b    *localBundle
	f    *os.File
	name string
	done bool
}

func (p *putFile) Write(data []byte) (int, error) {
	n, err := p.f.Write(data)
	return n, p.b.notWritten(err)
}

func (p *putFile) Commit() error {
	p.done = true
	return p.b.notWritten(errors.Join(p.f.Sync(), p.f.Close()))
}

func (p *putFile) Discard() {
	if !p.done {
		_ = p.f.Close()
		_ = p.b.contents.Remove(p.name)
	}
}

// streamBundle is something that only takes bytes, such as a pipe.
type streamBundle struct {
	NewFile
	Unkept
}

func (s streamBundle) Close() error {
	s.Discard()
	return nil
}
