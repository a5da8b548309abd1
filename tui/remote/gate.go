package remote

import (
	"net"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// gate bounds what clients cost before they are authenticated. Handshakes take
// processor time, so only a few of one address run at once and some more wait
// for them; an address that fails all the time is let in seldom. Who
// authenticates gives back what it took, so scripts are not slowed down.
type gate struct {
	limits Limits

	mu        sync.Mutex
	inside    int // not authenticated yet, of all addresses
	addresses map[netip.Prefix]*address
}

// address is what an address, or a network of IPv6 that one customer has, uses.
type address struct {
	slots    chan struct{} // handshakes under way
	inside   int           // these and those that wait
	failures *rate.Limiter
}

// maxAddresses bounds what is remembered of addresses that failed.
const maxAddresses = 4096

func newGate(l Limits) *gate { return &gate{limits: l, addresses: map[netip.Prefix]*address{}} }

// enter lets a connection in, perhaps after a wait, or reports false. leave must
// be called once, when the connection is authenticated or closed.
func (g *gate) enter(from netip.Prefix) (leave func(authenticated bool), ok bool) {
	g.mu.Lock()
	a := g.addresses[from]
	if a == nil {
		g.forgetHarmless()
		perSecond := rate.Limit(float64(g.limits.FailedRate) / 60)
		a = &address{slots: make(chan struct{}, g.limits.PerAddress), failures: rate.NewLimiter(perSecond, g.limits.FailedBurst)}
		g.addresses[from] = a
	}
	if g.inside >= g.limits.Unauthenticated || a.inside >= g.limits.PerAddress+g.limits.Waiting || a.failures.Tokens() < 1 {
		g.mu.Unlock()
		return nil, false
	}
	g.inside++
	a.inside++
	g.mu.Unlock()
	turn := time.NewTimer(g.limits.Wait)
	defer turn.Stop()
	select {
	case a.slots <- struct{}{}:
	case <-turn.C:
		g.leave(a, false)
		return nil, false
	}
	return func(authenticated bool) {
		<-a.slots
		g.leave(a, !authenticated)
	}, true
}

func (g *gate) leave(a *address, failed bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	a.inside--
	if failed {
		a.failures.Allow()
	}
}

// forgetHarmless makes room for another address.
func (g *gate) forgetHarmless() {
	if len(g.addresses) < maxAddresses {
		return
	}
	for from, a := range g.addresses {
		if a.inside == 0 && a.failures.Tokens() >= float64(g.limits.FailedBurst) {
			delete(g.addresses, from)
		}
	}
	for from, a := range g.addresses { // all of them failed lately: any will do
		if len(g.addresses) < maxAddresses {
			return
		}
		if a.inside == 0 {
			delete(g.addresses, from)
		}
	}
}

// networkOf is what counts as one address: all of an IPv4 address, the first 64
// bits of one of IPv6. It is the zero prefix for what is no address of IP.
func networkOf(a net.Addr) netip.Prefix {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.Prefix{}
	}
	ip := tcp.AddrPort().Addr().Unmap()
	bits := 64
	if ip.Is4() {
		bits = 32
	}
	p, err := ip.WithZone("").Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return p
}
