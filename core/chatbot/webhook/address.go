package webhook

import (
	"net/netip"
	"slices"

	"tgdesk/core"
)

// refusedAlways are where no webhook can be: nobody there, everybody, or the keeper of a
// machine's own credentials at a cloud.
var refusedAlways = prefixes(
	"0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
	"169.254.169.254/32", "169.254.170.2/32", "100.100.100.200/32", "fd00:ec2::254/128",
	"::/128", "100::/64", "2001::/32", "2001:db8::/32", "fec0::/10", "ff00::/8",
)

// private are networks of one's own, which a name of the internet must not lead into
// unless that is wanted.
var private = prefixes(
	"10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
	"::1/128", "fc00::/7", "fe80::/10",
)

// embedding are ranges of IPv6 that lead to an address of IPv4, which begins at a byte.
var embedding = []struct {
	netip.Prefix
	at int
}{
	{netip.MustParsePrefix("::/96"), 12},          // IPv4-compatible
	{netip.MustParsePrefix("64:ff9b::/96"), 12},   // NAT64
	{netip.MustParsePrefix("64:ff9b:1::/48"), 12}, // NAT64 of a network's own
	{netip.MustParsePrefix("2002::/16"), 2},       // 6to4
}

func prefixes(texts ...string) (all []netip.Prefix) {
	for _, text := range texts {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

// reach says which addresses a webhook may be at.
type reach struct {
	loopbackOnly bool // the URL is http
	loopback     bool // the URL itself is of this machine
	private      bool // the brand allows it
}

// check returns why no request may go to an address, "" if one may.
func (r reach) check(ip netip.Addr) core.Problem {
	ip = ip.WithZone("").Unmap()
	isIn := func(p netip.Prefix) bool { return p.Contains(ip) }
	switch {
	case ip.IsLoopback() && (r.loopback || r.private):
		return ""
	case r.loopbackOnly:
		return core.NewProblem("webhook_not_loopback", ip.String())
	case slices.ContainsFunc(refusedAlways, isIn):
		return core.NewProblem("webhook_address", ip.String())
	case slices.ContainsFunc(private, isIn):
		if r.private {
			return ""
		}
		return core.NewProblem("webhook_private", ip.String())
	}
	for _, e := range embedding {
		if b := ip.AsSlice(); e.Contains(ip) {
			inner, _ := netip.AddrFromSlice(b[e.at : e.at+4])
			return reach{private: r.private}.check(inner)
		}
	}
	if ip.Is6() && !netip.MustParsePrefix("2000::/3").Contains(ip) { // all that is given out
		return core.NewProblem("webhook_address", ip.String())
	}
	return ""
}
