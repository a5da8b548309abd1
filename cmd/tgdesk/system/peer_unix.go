//go:build linux || darwin

package system

import "net"

// PeerUID is the user as whom the process at the other end of a socket ran when it
// connected or listened.
func PeerUID(conn *net.UnixConn) (uid int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	var asked error
	if err := raw.Control(func(fd uintptr) { uid, asked = peerUID(int(fd)) }); err != nil {
		return 0, err
	}
	return uid, asked
}
