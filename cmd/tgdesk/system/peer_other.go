//go:build !linux && !darwin

package system

import (
	"errors"
	"net"
)

// PeerUID cannot tell here.
func PeerUID(*net.UnixConn) (uid int, err error) { return 0, errors.ErrUnsupported }
