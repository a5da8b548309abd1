package richtext

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"

	"tgdesk/core/clean"
	"tgdesk/core/markup"
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
	var t Target
	switch {
	case err != nil || u.Scheme == "" || len(address) > maxAddress:
		return Target{Host: shownHost(address), Misleading: true}
	case u.Scheme == "tg" && u.Host != "" && u.User == nil && !strings.ContainsFunc(u.Host, invalidInHost):
		t = Target{Address: ascii(u.String()), Host: "tg:" + shownHost(u.Host)}
	case u.Scheme != "http" && u.Scheme != "https":
		return Target{Host: shownHost(u.Scheme + ":" + u.Opaque + u.Host), Misleading: true}
	default:
		t = webLink(u)
	}
	if len(t.Address) > maxAddress { // it grew in its ASCII form
		t.Address, t.Misleading = "", true
	}
	return t
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
		// As browsers look names up: UTS 46, not transitional.
		profile := idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false), idna.CheckHyphens(false), idna.BidiRule())
		var err error
		if host, err = profile.ToASCII(written); err != nil || strings.ContainsFunc(host, invalidInHost) {
			return "", false
		}
	}
	if host == "" || len(host) > 253 {
		return "", false
	}
	return numericHost(host)
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

// numericHost reads a host whose last part is a number as browsers do: as an
// IPv4 address of one to four parts, decimal, octal (0…) or hexadecimal (0x…),
// of which the last fills what the others leave (url.spec.whatwg.org, IPv4
// parser). Other hosts are returned as they are; ok is false for numbers that
// are no address.
func numericHost(host string) (address string, ok bool) {
	parts := strings.Split(strings.TrimSuffix(host, "."), ".")
	if _, isNumber := number(parts[len(parts)-1]); !isNumber {
		return host, true
	}
	if len(parts) > 4 {
		return "", false
	}
	var all uint64
	for i, part := range parts {
		n, isNumber := number(part)
		last := i == len(parts)-1
		switch {
		case !isNumber, !last && n > 255, last && n >= 1<<(8*(5-len(parts))):
			return "", false
		case last:
			all |= n
		default:
			all |= n << (8 * (3 - i))
		}
	}
	return fmt.Sprintf("%d.%d.%d.%d", all>>24, all>>16&255, all>>8&255, all&255), true
}

// number parses one part; ok reports that it looks like a number, even one
// that is too large.
func number(part string) (n uint64, ok bool) {
	digits, base := part, 10
	switch {
	case strings.HasPrefix(part, "0x"):
		digits, base = part[2:], 16
	case len(part) > 1 && part[0] == '0':
		digits, base = part[1:], 8
	}
	if digits == "" && base == 16 {
		return 0, true
	}
	n, err := strconv.ParseUint(digits, base, 64)
	if err != nil {
		return 1 << 63, strings.Trim(part, "0123456789") == "" && part != ""
	}
	return n, true
}

// maxLinks is how many links of one message are listed.
const maxLinks = 50

// Targets lists where a text's links lead, each once, in order.
func Targets(raw string, entities markup.Encoded) []Target {
	var out []Target
	for _, s := range spansOf(raw, entities) {
		if s.link.Host != "" && len(out) < maxLinks && !slices.Contains(out, s.link) {
			out = append(out, s.link)
		}
	}
	return out
}

// targetOf returns where an entity over text leads; the zero Target if it is
// no link.
func targetOf(e markup.Entity, text string) Target {
	switch e.Type {
	case markup.TextLink:
		return TargetOf(e.URL)
	case markup.URL:
		return TargetOf(AddressOf(text))
	}
	return Target{}
}

// AddressOf returns the address that a text without a scheme stands for.
func AddressOf(text string) string {
	if strings.Contains(text, "://") {
		return text
	}
	return "https://" + text
}

// HostNote returns what is shown after the text of a link: where it leads, or
// "" where the text says just that.
func HostNote(e markup.Entity, text string) string {
	l := targetOf(e, text)
	switch {
	case e.Type == markup.URL && l.Misleading && l.Address != "":
		return l.Host
	case e.Type != markup.TextLink:
		return ""
	case !l.Misleading && strings.TrimSuffix(strings.TrimSpace(text), "/") == strings.TrimSuffix(e.URL, "/"):
		return ""
	}
	return l.Host
}
