package webhook

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"

	"golang.org/x/net/dns/dnsmessage"
)

// TestReach tries addresses, also as they hide in others, with each kind of webhook.
func TestReach(t *testing.T) {
	t.Parallel()
	of := func(at string, private bool) reach {
		u, err := url.Parse(at)
		if err != nil {
			t.Fatal(err)
		}
		return reachOf(u, private)
	}
	internet, internetPrivate := of("https://bot.example", false), of("https://bot.example", true)
	local, plain := of("https://LOCALHOST", false), of("http://127.0.0.1:8080", false)
	plainPrivate := of("http://[::1]:8080", true)
	for list, may := range map[string][5]bool{
		// what the internet has
		"8.8.8.8 1.1.1.1 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1 ::8.8.8.8": {true, true, true, false, false},
		// this machine
		"127.0.0.1 127.8.9.10 ::1 ::ffff:127.0.0.1": {false, true, true, true, true},
		// networks of one's own
		"10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 100.127.255.255 169.254.1.1 fe80::1 fe80::1%eth0 fc00::1 fd12::1 ::ffff:10.0.0.1 64:ff9b::a00:1 64:ff9b::7f00:1 64:ff9b:1::a00:1 2002:a00:1::1 2002:7f00:1::1 ::10.0.0.1": {false, true, false, false, false},
		// nobody, everybody, and where clouds keep credentials
		"0.0.0.0 0.1.2.3 :: 224.0.0.1 239.255.255.250 255.255.255.255 240.0.0.1 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.7 192.0.0.192 ff02::1 2001:db8::1 2001::1 fec0::1 100::1 4000::1 " +
			"169.254.169.254 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 169.254.170.2 100.100.100.200 fd00:ec2::254": {},
		"172.15.255.255 172.32.0.0 100.63.255.255 100.128.0.0 9.255.255.255 11.0.0.0 126.255.255.255 128.0.0.1 192.167.255.255 192.169.0.0 223.255.255.255": {true, true, true, false, false},
	} {
		for ip := range strings.FieldsSeq(list) {
			for i, r := range []reach{internet, internetPrivate, local, plain, plainPrivate} {
				if why := r.check(netip.MustParseAddr(ip)); (why == "") != may[i] {
					t.Errorf("%s: %+v: %q, want %t", ip, r, why, may[i])
				}
			}
		}
	}
}

// names answers questions about every name by one address.
func names(t *testing.T, ip string) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	go func() {
		buf := make([]byte, 1500)
		for {
			n, from, err := server.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil {
				continue
			}
			m.Header = dnsmessage.Header{ID: m.ID, Response: true, RecursionAvailable: true}
			m.Additionals = nil
			if q := m.Questions[0]; q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1},
					Body:   &dnsmessage.AResource{A: netip.MustParseAddr(ip).As4()},
				}}
			}
			if answer, err := m.Pack(); err == nil {
				_, _ = server.WriteTo(answer, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "udp", server.LocalAddr().String())
	}}
}

// TestNamesThatLeadInside: a name of the internet is looked up when it is connected to, and
// nothing is sent to where it must not lead.
func TestNamesThatLeadInside(t *testing.T) {
	t.Parallel()
	inside, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = inside.Close() })
	_, port, _ := net.SplitHostPort(inside.Addr().String())
	for ip, want := range map[string]string{
		"127.0.0.1": "127.0.0.1 is a private address, which the brand does not allow: see --chatbot-private.",
		"10.0.0.1":  "10.0.0.1 is a private address, which the brand does not allow: see --chatbot-private.",
		"0.0.0.0":   "0.0.0.0 is no address that a server on the internet can have.",
	} {
		w := open(t, "https://bot.example:"+port, nil)
		w.client.Transport = newTransport(&net.Dialer{Timeout: timeout, Resolver: names(t, ip)}, reachOf(w.url, false), nil)
		_, err := w.Answer(t.Context(), testEvent())
		want = "The webhook's host bot.example:" + port + " leads to where nothing is sent. " + want
		if got, retry := failureOf(t, err); got != want || retry {
			t.Errorf("got  %s (%t)\nwant %s", got, retry, want)
		}
	}
	// With private addresses allowed, it is connected to.
	w := open(t, "https://bot.example:"+port, nil)
	w.client.Transport = newTransport(&net.Dialer{Timeout: timeout, Resolver: names(t, "127.0.0.1")}, reachOf(w.url, true), x509.NewCertPool())
	arrived := make(chan struct{})
	go func() {
		if c, err := inside.Accept(); err == nil {
			_, _ = c.Write([]byte("HTTP/1.1 200 OK\r\n\r\n"))
			close(arrived)
			_ = c.Close()
		}
	}()
	_, err = w.Answer(t.Context(), testEvent())
	if got, _ := failureOf(t, err); got != "The webhook at bot.example:"+port+" does not answer with TLS, as https needs." {
		t.Error(got)
	}
	<-arrived
}

// TestUnreached: what cannot be connected to is said, and is tried again if it may pass.
func TestUnreached(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err   error
		want  string
		tries int
	}{
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, "The webhook at bot.example refused the connection. It was tried 3 times.", 3},
		{&net.OpError{Op: "dial", Err: syscall.ENETUNREACH}, "The webhook at bot.example could not be asked: dial: network is unreachable. It was tried 3 times.", 3},
		{&net.DNSError{Err: "server misbehaving", Name: "bot.example", IsTemporary: true}, "The address of the webhook's host bot.example could not be looked up. It was tried 3 times.", 3},
		{&net.DNSError{Err: "no such host", Name: "bot.example", IsNotFound: true}, "The webhook's host bot.example does not exist.", 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			w, asked := open(t, "https://bot.example", nil), 0
			w.client.Transport.(*http.Transport).DialContext = func(context.Context, string, string) (net.Conn, error) {
				asked++
				return nil, c.err
			}
			_, err := w.Answer(t.Context(), testEvent())
			if got, retry := failureOf(t, err); got != c.want || asked != c.tries || retry != (c.tries > 1) {
				t.Errorf("got  %s (%d times)\nwant %s", got, asked, c.want)
			}
		})
	}
}

// TestNoProxy: an address is checked when it is connected to, which a proxy would do.
func TestNoProxy(t *testing.T) {
	t.Parallel()
	if open(t, "https://bot.example", nil).client.Transport.(*http.Transport).Proxy != nil {
		t.Error("requests may go through a proxy")
	}
}
