package budget

import (
	"context"
	"time"
)

// Request is what one request takes. It is used by one goroutine.
type Request struct {
	budget  *Budget
	ctx     context.Context
	person  string
	held    int64
	objects int
	began   time.Time
	idle    time.Duration // waited for its turn or its client
}

// Enter begins a request of a person, and waits while too many of theirs run. ErrBusy if that takes too long; the context's
// error if its client leaves.
func (b *Budget) Enter(ctx context.Context, person string) (*Request, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := b.wait(ctx, &waiter{person: person, request: true}); err != nil {
		return nil, err
	}
	return &Request{budget: b, ctx: ctx, person: person, began: time.Now()}, nil
}

// Leave ends the request, with all that it holds.
func (r *Request) Leave() {
	r.budget.give(r.person, r.held, true)
	r.held = 0
}

// Hold waits until so many octets more are free, for all and for this person. More than a person may hold count as all of that: who
// asks for one thing that is larger has it alone. ErrBusy if it takes too long.
func (r *Request) Hold(octets int64) error {
	octets = min(max(octets, 0), r.budget.limits.PersonInFlight-r.held)
	if err := r.ctx.Err(); err != nil || octets <= 0 {
		return err
	}
	since := time.Now()
	defer r.Waited(since)
	if err := r.budget.wait(r.ctx, &waiter{person: r.person, octets: octets}); err != nil {
		return err
	}
	r.held += octets
	return nil
}

// Release gives back all octets.
func (r *Request) Release() {
	r.budget.give(r.person, r.held, false)
	r.held = 0
}

// Waited says that the request did not work since then.
func (r *Request) Waited(since time.Time) { r.idle += time.Since(since) }

// Object is said before each object that is looked at: the context's error where nobody waits for the answer any more, ErrMuch
// where it was enough.
func (r *Request) Object() error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	r.objects++
	if r.objects > r.budget.limits.Objects || time.Since(r.began)-r.idle > r.budget.limits.Work {
		return ErrMuch
	}
	return nil
}
