package rich

import (
	"net/url"
	"strings"

	"tgdesk/core/clean"
)

// maxHost bounds how much of a host is shown, in characters; its end is what tells
// who it belongs to.
const maxHost = 60

// HostOf is where an address leads, as it may be shown: the host, and the
// scheme where that is not the web's. What hides behind a name and password in
// the address ("https://bank.example@evil.example") is the host that counts.
func HostOf(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Scheme == "" {
		return shown(address)
	}
	host := u.Hostname()
	switch u.Scheme {
	case "http", "https":
	case "tg":
		return "tg:" + shown(host)
	default:
		return shown(u.Scheme + ":" + u.Opaque + host)
	}
	if host == "" {
		return shown(address)
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	return shown(host)
}

// shown cleans a host; of a long one it keeps the end.
func shown(s string) string {
	if r := []rune(s); len(r) > maxHost {
		s = "…" + string(r[len(r)-maxHost+1:])
	}
	return clean.Line(s).String()
}
