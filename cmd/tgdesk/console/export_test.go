package console

import (
	"log/slog"
	"net"

	"golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/cli"
	"tgdesk/core/desk"
	"tgdesk/tui/canned"
	"tgdesk/tui/picture"
	"tgdesk/tui/remote"
)

// OpenDoor lets clients of the network in to a desk, as serve does.
func OpenDoor(env *cli.Env, d *desk.Desk, key ssh.Signer, network net.Listener) (stop func()) {
	s := &sessions{env: env, desk: d, settings: env.DefaultSettings(), log: slog.New(slog.DiscardHandler), decoder: picture.NewDecoder(), canned: canned.NewCache()}
	return openDoor(s, key, remote.DefaultLimits(), nil, network).close
}
