package richtext

import (
	"cmp"
	"net/url"
	"strings"

	"golang.org/x/net/idna"

	"tgdesk/core/clean"
)

// The longest address that may be opened, and how much of a host is shown, in
// characters. A host's end says who it belongs to.
const (
	maxAddress = 4096
	maxHost    = 60
)

// Target is where an address leads, read as a browser reads it.
type Target struct {
	// Address may be given to a browser: http, https or tg, in ASCII, without user
	// name and password. It is "" for every other address.
	Address string
	// Host is where the address leads, clean. If a browser makes another host of
	// the written one, it shows both.
	Host string
	// Misleading reports that a reader may take the address for another one.
	Misleading bool
}

// TargetOf reads an address. Of one with a user name
// ("https://bank.example@evil.example") the host behind it counts.
func TargetOf(address string) Target {
	address = strings.TrimSpace(address)
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Scheme == "" || len(address) > maxAddress:
		return Target{Host: shownHost(address), Misleading: true}
	case u.Scheme == "tg" && u.Host != "" && u.User == nil && !strings.ContainsFunc(u.Host, invalidInHost):
		return Target{Address: ascii(u.String()), Host: "tg:" + shownHost(u.Host)}.limited()
	case u.Scheme != "http" && u.Scheme != "https":
		return Target{Host: shownHost(u.Scheme + ":" + u.Opaque + u.Host), Misleading: true}
	}
	return webLink(u)
}

func webLink(u *url.URL) Target {
	written := strings.ToLower(u.Hostname())
	host, ok := hostOf(written)
	if !ok {
		return Target{Host: shownHost(cmp.Or(written, u.String())), Misleading: true}
	}
	to := host
	if strings.Contains(host, ":") {
		to = "[" + host + "]"
	}
	if port := u.Port(); port != "" {
		to += ":" + port
	}
	t := Target{Host: shownHost(to), Misleading: u.User != nil || host != written}
	if host != written {
		t.Host = shownHost(written) + " → " + t.Host
	}
	u.Host, u.User = to, nil
	t.Address = ascii(u.String())
	return t.limited()
}

// limited makes an address that grew too long in its ASCII form one that
// cannot be opened.
func (t Target) limited() Target {
	if len(t.Address) > maxAddress {
		t.Address, t.Misleading = "", true
	}
	return t
}

// ascii escapes with % what is not printable ASCII, as browsers do.
func ascii(address string) string {
	var b strings.Builder
	for _, c := range []byte(address) {
		if c > ' ' && c <= '~' && c != '"' && c != '\'' && c != '`' && c != '\\' {
			b.WriteByte(c)
			continue
		}
		const hex = "0123456789ABCDEF"
		b.Write([]byte{'%', hex[c>>4], hex[c&15]})
	}
	return b.String()
}

// hostOf returns the host that a browser makes of a written one: international
// names in their ASCII form, numbers as IP addresses.
func hostOf(written string) (host string, ok bool) {
	if strings.Contains(written, ":") {
		return written, !strings.Contains(written, "%") // IPv6; url.Parse wants brackets around it
	}
	if host = written; strings.ContainsFunc(host, invalidInHost) {
		var err error
		if host, err = idnaProfile().ToASCII(written); err != nil || strings.ContainsFunc(host, invalidInHost) {
			return "", false
		}
	}
	if host == "" || len(host) > 253 {
		return "", false
	}
	return numericHost(host)
}

// idnaProfile is how browsers look names up (UTS 46, not transitional).
func idnaProfile() *idna.Profile {
	return idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.CheckHyphens(false), idna.BidiRule())
}

func invalidInHost(r rune) bool {
	return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '.' && r != '_'
}

// shownHost cleans a host and keeps the end of a long one.
func shownHost(s string) string {
	if r := []rune(s); len(r) > maxHost {
		s = "…" + string(r[len(r)-maxHost+1:])
	}
	return clean.Line(s).String()
}
