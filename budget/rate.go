package budget

import (
	"sync"
	"time"
)

// Rate lets something be done so many times within a time, for each name. It is kept in memory: a restart forgets.
type Rate struct {
	Most   int
	Within time.Duration
	Now    func() time.Time

	mu    sync.Mutex
	since time.Time
	count map[string]int
}

// maxNames is how many names are counted at once; beyond that all are forgotten, so that nobody fills the memory.
const maxNames = 50_000

// Take counts one for a name; false, and nothing is counted, where it had its share. Time is divided into parts of Within.
func (r *Rate) Take(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now := r.Now(); r.count == nil || now.Sub(r.since) >= r.Within || len(r.count) >= maxNames {
		r.since, r.count = now, map[string]int{}
	}
	if r.count[name] >= r.Most {
		return false
	}
	r.count[name]++
	return true
}
