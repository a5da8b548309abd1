package system

import (
	"net"

	"golang.org/x/sys/unix"
)

// PeerUID is the user as whom the process at the other end of a socket ran when it
// connected or listened.
func PeerUID(conn *net.UnixConn) (uid int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	var peer *unix.Xucred
	var asked error
	err = raw.Control(func(fd uintptr) { peer, asked = unix.GetsockoptXucred(int(fd), unix.SOL_LOCAL, unix.LOCAL_PEERCRED) })
	if err != nil {
		return 0, err
	}
	if asked != nil {
		return 0, asked
	}
	return int(peer.Uid), nil
}
