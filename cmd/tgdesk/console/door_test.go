package console_test

import (
	"bytes"
	"errors"
	"net"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"tgdesk/cmd/tgdesk/console"
	"tgdesk/cmd/tgdesk/e2e/rig"
	"tgdesk/core"
	"tgdesk/core/desk"
	"tgdesk/store"
)

// TestAccessEnds under open screens, for each reason; others stay.
func TestAccessEnds(t *testing.T) {
	t.Parallel()
	s := rig.NewSandbox(t)
	mika := s.AddOperator("mika", core.RoleAdmin)
	db, err := store.Open(s.DeskDir, store.Options{Now: rig.Noon})
	s.Must(err)
	defer db.Close()
	d := desk.New(db, nil, core.NewHub(), desk.Options{Now: rig.Noon})
	host := rig.NewSSHKey(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	s.Must(err)
	defer console.OpenDoor(&s.Env, d, host.Signer, l)()
	open := func(k rig.SSHKey) (ended chan error, told *bytes.Buffer) {
		client, err := gossh.Dial("tcp", l.Addr().String(), &gossh.ClientConfig{User: "x", Auth: []gossh.AuthMethod{gossh.PublicKeys(k.Signer)}, HostKeyCallback: gossh.FixedHostKey(host.Signer.PublicKey())})
		s.Must(err)
		t.Cleanup(func() { client.Close() })
		session, err := client.NewSession()
		s.Must(err)
		told, ended = &bytes.Buffer{}, make(chan error, 1)
		session.Stderr = told
		_, err = session.StdinPipe()
		out, pipeErr := session.StdoutPipe()
		s.Must(errors.Join(err, pipeErr, session.RequestPty("xterm", 36, 120, nil), session.Shell()))
		if _, err := out.Read(make([]byte, 10)); err != nil {
			t.Fatal(err)
		}
		go func() {
			for b := make([]byte, 1024); err == nil; {
				_, err = out.Read(b)
			}
			ended <- session.Wait()
		}()
		return ended, told
	}
	stays, _ := open(mika)
	for says, end := range map[string]func(k rig.SSHKey) error{
		"This key has been revoked.": func(k rig.SSHKey) error { return d.RevokeKey(t.Context(), mika.Operator, k.Operator, k.Fingerprint()) },
		"disabled": func(k rig.SSHKey) error {
			disabled := true
			_, err := d.SetOperator(t.Context(), mika.Operator, k.Operator, desk.OperatorChange{Disabled: &disabled})
			return err
		},
		"no longer": func(k rig.SSHKey) error { return d.RemoveOperator(t.Context(), mika.Operator, k.Operator) },
	} {
		name, role := strings.Fields(says)[0]+"-er", core.RoleOperator
		op, err := d.AddOperator(t.Context(), mika.Operator, desk.OperatorChange{Name: &name, Role: &role})
		s.Must(err)
		k := rig.NewSSHKey(t)
		k.Operator = op.ID
		_, err = d.AddKey(t.Context(), mika.Operator, op.ID, k.Public())
		s.Must(err)
		ended, told := open(k)
		s.Must(end(k))
		if err := <-ended; err == nil || !strings.Contains(told.String(), says) {
			t.Errorf("ended with %v, told %q, want %q", err, told, says)
		}
	}
	select {
	case err := <-stays:
		t.Errorf("the admin's screen ended with %v", err)
	default:
	}
}
