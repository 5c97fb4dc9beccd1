package front

import (
	"net/http"
	"slices"
	"sync"
)

// ProbeHeader names a request of parcours doctor, which then asks how it arrived. Its value is random.
const ProbeHeader = "Parcours-Doctor"

// Arrival is how a request reached the server.
type Arrival struct {
	Peer      string   // address of the connection, without port
	Trusted   bool     // the peer is a trusted proxy
	Client    string   // whom the server takes for the client
	Host      string   // as the request names it
	Forwarded []string // lines of X-Forwarded-For
	probe     string
}

// maxProbes bounds what is remembered: anybody can send the header.
const maxProbes = 16

type probes struct {
	mu   sync.Mutex
	last []Arrival
}

// probed remembers how a request of the doctor arrived.
func (w *Watch) probed(r *http.Request) {
	probe := r.Header.Get(ProbeHeader)
	if probe == "" || len(probe) > 64 {
		return
	}
	peer := peerOf(r)
	a := Arrival{Peer: peer, Trusted: w.trusts(peer), Client: w.Client(r), Host: r.Host, Forwarded: r.Header.Values("X-Forwarded-For"), probe: probe}
	w.probes.mu.Lock()
	defer w.probes.mu.Unlock()
	if len(w.probes.last) >= maxProbes {
		w.probes.last = w.probes.last[1:]
	}
	w.probes.last = append(w.probes.last, a)
}

// Arrived is how the request with this value of ProbeHeader came; false if none did lately.
func (w *Watch) Arrived(probe string) (Arrival, bool) {
	w.probes.mu.Lock()
	defer w.probes.mu.Unlock()
	i := slices.IndexFunc(w.probes.last, func(a Arrival) bool { return a.probe == probe })
	if i < 0 {
		return Arrival{}, false
	}
	return w.probes.last[i], true
}
