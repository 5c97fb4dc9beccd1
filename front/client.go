package front

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Network is what wrong passwords are counted for: the client's address, and of IPv6 the network that one house has.
func (w *Watch) Network(r *http.Request) string {
	client := w.Client(r)
	addr, err := netip.ParseAddr(client)
	if err != nil {
		return client
	}
	if addr = addr.Unmap(); addr.Is4() {
		return addr.String()
	}
	house, err := addr.WithZone("").Prefix(64)
	if err != nil {
		return client
	}
	return house.String()
}

// Client is who asks: the last address in X-Forwarded-For that is no trusted proxy.
func (w *Watch) Client(r *http.Request) string {
	host := peerOf(r)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",") // lines of one field are one list (RFC 9110 §5.3)
	for i := len(hops) - 1; i >= 0 && w.trusts(host); i-- {
		if hop := strings.TrimSpace(hops[i]); hop != "" {
			host = hop
		}
	}
	return host
}

func (w *Watch) trusts(host string) bool {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range w.proxies {
		if p.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}

// peerOf is the address of a request's connection.
func peerOf(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
