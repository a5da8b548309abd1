package attach

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"tgdesk/cmd/tgdesk/system"
	"tgdesk/store/folder"
)

// Listener is the socket of a desk. It accepts only processes of the user whom the
// desk belongs to.
type Listener struct {
	*net.UnixListener
	path string // where it can be removed
	log  *slog.Logger
}

// Listen opens the socket of the desk in dir, for whoever holds the desk's lock:
// what lies at its path was left by a process that was killed, and is removed. The
// desk's folder has mode 0700, so that nobody else gets at the socket before it has
// mode 0600.
func Listen(dir string, log *slog.Logger) (*Listener, error) {
	a, err := addressOf(dir)
	if err != nil {
		return nil, err
	}
	defer a.close()
	if err := os.Remove(a.real); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: a.bound, Net: "unix"})
	if err != nil {
		return nil, err
	}
	l.SetUnlinkOnClose(false) // the path that it knows may lead nowhere by then
	if err := os.Chmod(a.real, 0o600); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return &Listener{UnixListener: l, path: a.real, log: log}, nil
}

// Accept implements net.Listener.
func (l *Listener) Accept() (net.Conn, error) {
	for {
		conn, err := l.AcceptUnix()
		if err != nil {
			return nil, err
		}
		if err := ownPeer(conn); err != nil {
			l.log.Warn("refused a process at the desk's socket", "err", err)
			_ = conn.Close() // it is a stranger's
			continue
		}
		return conn, nil
	}
}

// Close implements net.Listener. It must be called before the desk's lock is given
// up: the socket of the next holder has the same path.
func (l *Listener) Close() error {
	removed := os.Remove(l.path)
	if errors.Is(removed, os.ErrNotExist) {
		removed = nil // somebody did so before, or it is closed already
	}
	return errors.Join(removed, l.UnixListener.Close())
}

// ownPeer returns an error unless the process at the other end of a socket runs as
// the same user as this one.
func ownPeer(conn *net.UnixConn) error {
	uid, err := system.PeerUID(conn)
	if err != nil {
		return fmt.Errorf("whose process is at the other end of the desk's socket is not known: %w", err)
	}
	return sameUser(uid)
}

func sameUser(uid int) error {
	if uid != os.Geteuid() {
		return fmt.Errorf("a process of user %d is at the other end of the desk's socket, this one runs as user %d", uid, os.Geteuid())
	}
	return nil
}

// maxPath is the longest path, in bytes, to which every system binds a socket. Linux
// takes four more.
const maxPath = 103

// address is where the socket of a desk is.
type address struct {
	real  string // its path
	bound string // a short path to it, for the system; valid until close
	close func()
}

// addressOf finds the socket of the desk in dir, which must exist. A path that is too
// long for the system is reached through the open folder, where the system has paths
// for that; elsewhere the socket lies in a private folder of its own.
func addressOf(dir string) (address, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return address{}, err
	}
	path := filepath.Join(dir, folder.Socket)
	if len(path) <= maxPath {
		return address{path, path, func() {}}, nil
	}
	f, err := os.Open(dir)
	if err != nil {
		return address{}, err
	}
	short := fmt.Sprintf("/proc/self/fd/%d", f.Fd())
	if here, err := os.Stat(short); err == nil && here.IsDir() {
		return address{path, filepath.Join(short, folder.Socket), func() { _ = f.Close() }}, nil
	}
	if err := f.Close(); err != nil {
		return address{}, err
	}
	sum := sha256.Sum256([]byte(path))
	private := filepath.Join(os.TempDir(), fmt.Sprintf("tgdesk-%d", os.Geteuid()))
	path = filepath.Join(private, hex.EncodeToString(sum[:8])+".sock")
	return address{path, path, func() {}}, system.PrivateFolder(private)
}
