package remote_test

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

// TestOffer reads what the server offers before anybody has said who they are, as a
// scanner does.
func TestOffer(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	conn, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "SSH-2.0-scanner\r\n"); err != nil {
		t.Fatal(err)
	}
	const version = "SSH-2.0-tgdesk_v1.2.3_rc1\r\n"
	first := make([]byte, len(version))
	if _, err := io.ReadFull(conn, first); err != nil || string(first) != version {
		t.Fatalf("%v: the server begins with %q", err, first)
	}
	var head [5]byte
	if _, err := io.ReadFull(conn, head[:]); err != nil {
		t.Fatal(err)
	}
	packet := make([]byte, binary.BigEndian.Uint32(head[:])-1)
	if _, err := io.ReadFull(conn, packet); err != nil {
		t.Fatal(err)
	}
	var offer struct {
		Cookie                                                   [16]byte `sshtype:"20"`
		Kex, HostKeys, CiphersIn, CiphersOut, MACsIn, MACsOut    []string
		CompressionIn, CompressionOut, LanguagesIn, LanguagesOut []string
		Follows                                                  bool
		Reserved                                                 uint32
	}
	if err := gossh.Unmarshal(packet[:len(packet)-int(head[4])], &offer); err != nil {
		t.Fatal(err)
	}
	ciphers, macs := "chacha20-poly1305@openssh.com aes256-gcm@openssh.com aes128-gcm@openssh.com", "hmac-sha2-256-etm@openssh.com hmac-sha2-512-etm@openssh.com"
	for _, c := range []struct {
		got  []string
		want string
	}{
		{offer.Kex, "mlkem768x25519-sha256 curve25519-sha256 curve25519-sha256@libssh.org ecdh-sha2-nistp256 kex-strict-s-v00@openssh.com"},
		{offer.HostKeys, "ssh-ed25519"}, {offer.CiphersIn, ciphers}, {offer.CiphersOut, ciphers}, {offer.MACsIn, macs}, {offer.MACsOut, macs},
		{offer.CompressionIn, "none"}, {offer.CompressionOut, "none"},
	} {
		if got := strings.Join(c.got, " "); got != c.want {
			t.Errorf("offered %q, want %q", got, c.want)
		}
	}
}

// TestOldAlgorithms are refused to a client that has nothing better.
func TestOldAlgorithms(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	for _, option := range []string{
		"KexAlgorithms=diffie-hellman-group14-sha1", "KexAlgorithms=diffie-hellman-group14-sha256", "HostKeyAlgorithms=ssh-rsa,rsa-sha2-256",
		"Ciphers=aes128-ctr,aes256-ctr", "Ciphers=3des-cbc",
	} {
		if _, errs, status := r.openSSH("", "-o", option, "who"); status != 255 || !strings.Contains(errs, "Unable to negotiate") {
			t.Errorf("%s: status %d, %q", option, status, errs)
		}
	}
	for _, option := range []string{"KexAlgorithms=curve25519-sha256", "KexAlgorithms=ecdh-sha2-nistp256", "Ciphers=aes256-gcm@openssh.com", "Ciphers=chacha20-poly1305@openssh.com"} {
		if out, errs, status := r.openSSH("", "-o", option, "who"); status != 0 || !strings.HasPrefix(out, "mika") {
			t.Errorf("%s: status %d, %q", option, status, errs)
		}
	}
}

// TestKeysThatWork, and a signature with SHA-1, which does not.
func TestKeysThatWork(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ecdsaKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	old, err := gossh.NewSignerFromKey(rsaKey)
	if err != nil {
		t.Fatal(err)
	}
	onlySHA1, err := gossh.NewSignerWithAlgorithms(old.(gossh.AlgorithmSigner), []string{gossh.KeyAlgoRSA})
	if err != nil {
		t.Fatal(err)
	}
	r.key = old
	if _, err := r.dialAs(onlySHA1); err == nil {
		t.Error("a signature with SHA-1 was taken")
	}
	for _, raw := range []any{rsaKey, ecdsaKey} {
		if r.key, err = gossh.NewSignerFromKey(raw); err != nil {
			t.Fatal(err)
		}
		r.dial()
	}
}

// TestOnlySessions: forwarding, subsystems, agents and X11 are answered with no.
func TestOnlySessions(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	client := r.dial()
	for _, channel := range []string{"direct-tcpip", "forwarded-tcpip", "x11", "auth-agent@openssh.com", "direct-streamlocal@openssh.com", "tun@openssh.com", "default"} {
		_, _, err := client.OpenChannel(channel, nil)
		if e, ok := errors.AsType[*gossh.OpenChannelError](err); !ok || e.Reason != gossh.UnknownChannelType {
			t.Errorf("a channel %s: %v", channel, err)
		}
	}
	for _, request := range []string{"tcpip-forward", "streamlocal-forward@openssh.com", "hostkeys-prove-00@openssh.com", "keepalive@openssh.com"} {
		if ok, _, err := client.SendRequest(request, true, nil); ok || err != nil {
			t.Errorf("a request %s: %v, %v", request, ok, err)
		}
	}
	channel, requests, err := client.OpenChannel("session", nil)
	if err != nil {
		t.Fatal(err)
	}
	go gossh.DiscardRequests(requests)
	sftp := gossh.Marshal(struct{ Name string }{"sftp"})
	for request, payload := range map[string][]byte{
		"subsystem": sftp, "auth-agent-req@openssh.com": nil, "x11-req": nil, "break": nil, "pty-req": []byte("short"), "window-change": nil, "signal": nil, "exec": {1}, "env": nil,
	} {
		if ok, err := channel.SendRequest(request, true, payload); ok || err != nil {
			t.Errorf("in a session, %s: %v, %v", request, ok, err)
		}
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"-s", "sftp"}, "subsystem request failed"},
		{[]string{"-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:1", "who"}, "remote port forwarding failed"},
		{[]string{"-W", "127.0.0.1:1"}, "unknown channel type"},
	} {
		if _, errs, status := r.openSSH("", c.args...); status != 255 && status != 1 || !strings.Contains(errs, c.says) {
			t.Errorf("%q: status %d, %q", c.args, status, errs)
		}
	}
}

// TestTriesAreCounted, beside as many keys that were only offered: people have
// several.
func TestTriesAreCounted(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	strangers := make([]gossh.Signer, 7)
	for i := range strangers {
		strangers[i], _ = newKey(t)
	}
	c, err := r.dialAs(slices.Concat(strangers[:5], []gossh.Signer{r.key})...)
	if err != nil {
		t.Fatalf("after 5 other keys: %v", err)
	}
	c.Close()
	if _, err := r.dialAs(slices.Concat(strangers, []gossh.Signer{r.key})...); err == nil || !strings.Contains(err.Error(), "too many authentication failures") {
		t.Errorf("after 7 other keys: %v", err)
	}
}

// pretender offers a key that is not its own.
type pretender struct{ key gossh.PublicKey }

func (p pretender) PublicKey() gossh.PublicKey { return p.key }

func (p pretender) Sign(io.Reader, []byte) (*gossh.Signature, error) {
	return nil, errors.New("it is not mine")
}

// TestOfferedKeyProvesNothing: who offers an admin's key and proves another one is
// who the other one says.
func TestOfferedKeyProvesNothing(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	ada, _ := newKey(t)
	r.addKey(ada, 2, "ada")
	client, err := r.dialAs(ada)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	offered := &gossh.ClientConfig{
		User: "mika", HostKeyCallback: gossh.FixedHostKey(r.host),
		Auth: []gossh.AuthMethod{gossh.PublicKeys(pretender{key: r.key.PublicKey()}, ada)},
	}
	if c, err := gossh.Dial("tcp", r.addr, offered); err == nil {
		defer c.Close()
		client = c
	}
	s, err := client.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := s.Output("who"); err != nil || !strings.HasPrefix(string(out), "ada ") {
		t.Errorf("%v: the session is of %q", err, out)
	}
	if !slices.Contains(r.asked(), gossh.FingerprintSHA256(r.key.PublicKey())) {
		t.Error("the other key was never offered")
	}
}

// TestEnvironment: of 10,000 variables the few that matter are taken.
func TestEnvironment(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	s, err := r.dial().NewSession()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"LD_PRELOAD", "PATH", "HOME", "TGDESK_DATA", "TGDESK_API_URL", "SSH_TTY", "LC_A\x1b[2J", "LANG\x00"} {
		if s.Setenv(name, "x") == nil {
			t.Errorf("%q was taken", name)
		}
	}
	for _, value := range []string{strings.Repeat("x", 300), "a\x1b]0;x\a", "\xff", "a\nb"} {
		if s.Setenv("LANG", value) == nil {
			t.Errorf("the value %q was taken", value)
		}
	}
	taken := 0
	for i := range 10_000 {
		if s.Setenv(fmt.Sprintf("LC_%d", i), "x") == nil {
			taken++
		}
	}
	if taken != 16 {
		t.Errorf("%d variables were taken", taken)
	}
	if out, err := s.Output("env LC_15 LC_16 LD_PRELOAD"); err != nil || string(out) != "LC_15=x true\nLC_16= false\nLD_PRELOAD= false\n" {
		t.Errorf("%v: %q", err, out)
	}
}

// TestOpenSSHOffersManyKeys names the remedy of people with more keys than that in
// the manual; here is what they see.
func TestOpenSSHOffersManyKeys(t *testing.T) {
	t.Parallel()
	r := start(t, nil)
	var args []string
	for i := range 8 {
		path := filepath.Join(t.TempDir(), fmt.Sprint(i))
		_, raw := newKey(t)
		if err := os.WriteFile(path, pemOf(t, raw), 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, "-i", path)
	}
	options := r.clientOptions()
	_, errs, status := r.runSSH("", slices.Concat(args, options, []string{"who"}))
	if status != 255 || !strings.Contains(errs, "too many authentication failures") {
		t.Errorf("status %d, %q", status, errs)
	}
	if out, _, status := r.runSSH("", slices.Concat(options[:len(options)-1], args, options[len(options)-1:], []string{"who"})); status != 0 || !bytes.HasPrefix([]byte(out), []byte("mika")) {
		t.Errorf("with the right key first: status %d, %q", status, out)
	}
}
