package media

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"tgdesk/core"
)

const (
	// partDir holds files that are not whole yet, and notes of attachments
	// whose messages are not written down yet.
	partDir = "part"
	// outDir holds copies of what operators attached.
	outDir = "out"
	// sniffed is how many bytes tell what a file is.
	sniffed = 3072
	// probeSize is how much room there must be at least, in bytes, for the
	// disk to count as well again.
	probeSize = 256 << 10
)

// media is the directory in which a desk keeps files. All names in it are made
// here; nothing from outside becomes a part of one, and [os.Root] keeps every
// access below it.
type Dir struct {
	Dir   string
	Sniff func(head []byte) string
	// ownServer says that files go to a Bot API server of the desk's own.
	OwnServer bool

	Sweeping sync.RWMutex // held for reading while an attachment is half kept
	need     atomic.Int64 // bytes that found no room last
}

func New(dir string, sniff func([]byte) string, ownServer bool) *Dir {
	if sniff == nil {
		sniff = func([]byte) string { return "" }
	}
	return &Dir{Dir: dir, Sniff: sniff, OwnServer: ownServer}
}

// open returns the directory, made if need be. Close it.
func (m *Dir) Open() (*os.Root, error) {
	if m.Dir == "" {
		return nil, core.Errorf(core.CodeUnavailable, "media_none", "This desk keeps no files.")
	}
	if err := os.MkdirAll(m.Dir, 0o700); err != nil {
		return nil, WrapError(err)
	}
	if info, err := os.Lstat(m.Dir); err == nil && !info.IsDir() {
		return nil, core.Errorf(core.CodeUnavailable, "media_linked", "The folder of the desk's files, %s, is a link. Put the folder itself there.", m.Dir)
	}
	root, err := os.OpenRoot(m.Dir)
	if err != nil {
		return nil, WrapError(err)
	}
	return root, nil
}

// create makes a new, private file and the directory that it stands in.
func create(root *os.Root, name string) (*os.File, error) {
	if err := root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return nil, WrapError(err)
	}
	f, err := root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, WrapError(err)
	}
	return f, nil
}

// receive keeps what copyTo writes as the file of that unique id: whole on
// disk, or not at all. An error of copyTo is returned as it is, unless it was
// the disk that failed.
func (m *Dir) Receive(uniqueID string, kind core.Kind, copyTo func(io.Writer) error) (name string, size int64, err error) {
	root, err := m.Open()
	if err != nil {
		return "", 0, err
	}
	defer root.Close()
	sum := sha256.Sum256([]byte(uniqueID))
	id := hex.EncodeToString(sum[:16])
	part := path.Join(partDir, id)
	f, err := create(root, part)
	if err != nil {
		return "", 0, err
	}
	ext, size, err := m.fill(f, kind, copyTo)
	if err == nil {
		name = path.Join(id[:2], id[2:]+ext)
		err = move(root, part, name)
	}
	if err != nil {
		return "", 0, errors.Join(err, root.Remove(part))
	}
	return name, size, nil
}

// fill writes and closes f, and returns which ending it shall have.
func (m *Dir) fill(f *os.File, kind core.Kind, copyTo func(io.Writer) error) (ext string, size int64, err error) {
	w := &counted{w: f}
	err = copyTo(w)
	if m.need.Store(0); w.err != nil {
		m.need.Store(w.n)
		err = WrapError(w.err)
	}
	head := make([]byte, sniffed)
	if err == nil {
		n, _ := f.ReadAt(head, 0) // a short file is no error
		ext = extension(m.Sniff(head[:n]), kind)
		err = WrapError(f.Sync())
	}
	if closed := WrapError(f.Close()); err == nil {
		err = closed
	}
	return ext, w.n, err
}

// probe tries whether there is room again for what found none, and some more.
func (m *Dir) Probe(context.Context) error {
	root, err := m.Open()
	if err != nil {
		return err
	}
	defer root.Close()
	name := path.Join(partDir, "probe")
	f, err := create(root, name)
	if err != nil {
		return err
	}
	block := make([]byte, probeSize)
	for left := m.need.Load() + probeSize; left > 0 && err == nil; left -= probeSize {
		_, err = f.Write(block)
	}
	return WrapError(errors.Join(err, f.Close(), root.Remove(name)))
}

func move(root *os.Root, from, to string) error {
	if err := root.MkdirAll(path.Dir(to), 0o700); err != nil {
		return WrapError(err)
	}
	if err := root.Rename(from, to); err != nil {
		return WrapError(err)
	}
	return syncDir(root, path.Dir(to))
}

// syncDir makes sure that a new name in dir survives a power cut. Some file
// systems cannot; then there is nothing to be done.
func syncDir(root *os.Root, dir string) error {
	f, err := root.Open(dir)
	if err != nil {
		return WrapError(err)
	}
	_ = f.Sync()
	return WrapError(f.Close())
}

// counted counts what was written and keeps the writer's own error apart from
// those of whoever writes to it.
type counted struct {
	w   io.Writer
	n   int64
	err error
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.w.Write(p)
	c.n += int64(n)
	if err != nil {
		c.err = err
	}
	return n, err
}

// newOut returns a new name below outDir and the unique id that goes with it.
func newOut(ext string) (uniqueID, name string) {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	id := hex.EncodeToString(b)
	return OutPrefix + id, path.Join(outDir, id[:2], id[2:]+ext)
}

// outPrefix begins the unique ids of files that operators attached; Telegram's
// own hold no colon.
const OutPrefix = "out:"

// keep copies src to name. A note of it stays in partDir until the messages
// that need the copy are written down; see settle and sweep.
func (m *Dir) keep(root *os.Root, src io.Reader, uniqueID, name string, size int64) error {
	note, err := create(root, notePath(uniqueID))
	if err != nil {
		return err
	}
	_, err = note.WriteString(name)
	if err := errors.Join(err, note.Close()); err != nil {
		return WrapError(err)
	}
	f, err := create(root, name)
	if err != nil {
		return err
	}
	n, err := io.Copy(f, io.LimitReader(src, size+1))
	if err == nil && n != size {
		err = core.Errorf(core.CodeConflict, "file_changed", "The file changed while it was being read. Attach it again.")
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return WrapError(err)
	}
	return syncDir(root, path.Dir(name))
}

func notePath(uniqueID string) string {
	return path.Join(partDir, "out-"+strings.TrimPrefix(uniqueID, OutPrefix))
}

// sweep removes what an earlier run left half done: fetched files that are not
// whole, and copies of attachments whose messages were never written down.
func (m *Dir) Sweep(ctx context.Context, known func(context.Context, string) (core.File, error)) error {
	if m.Dir == "" {
		return nil
	}
	m.Sweeping.Lock()
	defer m.Sweeping.Unlock()
	root, err := m.Open()
	if err != nil {
		return err
	}
	defer root.Close()
	left, err := fs.ReadDir(root.FS(), partDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, e := range left {
		name := path.Join(partDir, e.Name())
		if id, ok := strings.CutPrefix(e.Name(), "out-"); ok {
			_, missing := known(ctx, OutPrefix+id)
			if missing != nil && !core.IsNotFound(missing) {
				return missing
			}
			if kept, err := root.ReadFile(name); err == nil && missing != nil {
				_ = root.Remove(string(kept))
			}
		}
		if err := root.Remove(name); err != nil {
			return WrapError(err)
		}
	}
	return WrapError(err)
}

// remove deletes a file; one that is gone is no error.
func (m *Dir) Remove(name string) error {
	root, err := m.Open()
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.Remove(filepath.FromSlash(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return WrapError(err)
	}
	return nil
}

// mediaTrouble puts what the system said of a file into a sentence; nil and
// our own errors stay as they are.
func WrapError(err error) error {
	if _, ours := errors.AsType[*core.Error](err); err == nil || ours {
		return err
	}
	return core.Errorf(core.CodeUnavailable, "media_disk", "The desk's files cannot be read or written: %s.", core.SystemReason(err)).Because(err)
}
