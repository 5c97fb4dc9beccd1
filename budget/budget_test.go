package budget

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

func enter(t *testing.T, b *Budget, person string) *Request {
	t.Helper()
	r, err := b.Enter(t.Context(), person)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What one person holds leaves others theirs; what all hold is bounded; who waits has it in turn.
func TestHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(Limits{InFlight: 100, PersonInFlight: 40, Wait: time.Second})
		one, two, other, third := enter(t, b, "ana"), enter(t, b, "ana"), enter(t, b, "ben"), enter(t, b, "cid")
		if err := errors.Join(one.Hold(40), other.Hold(40)); err != nil {
			t.Fatal(err)
		}
		if err := two.Hold(1); !errors.Is(err, ErrBusy) {
			t.Errorf("41 octets of one person: %v", err)
		}
		if err := third.Hold(20); err != nil {
			t.Errorf("the last 20 of all: %v", err)
		}
		if err := third.Hold(1); !errors.Is(err, ErrBusy) {
			t.Errorf("101 octets of all: %v", err)
		}
		got := make(chan string, 2)
		for name, r := range map[string]*Request{"ana": two} {
			go func() {
				if err := r.Hold(1000); err != nil { // more than anybody may hold: all that one person may
					t.Error(err)
				}
				got <- name
			}()
		}
		synctest.Wait()
		if len(got) > 0 {
			t.Error("two persons' octets at once")
		}
		one.Release()
		if <-got; b.Held() != 100 {
			t.Errorf("%d octets are held", b.Held())
		}
		for _, r := range []*Request{one, two, other, third} {
			r.Leave()
		}
		if b.Held() != 0 || len(b.people) != 0 || len(b.waiting) != 0 {
			t.Errorf("left behind: %d octets, %d people, %d who wait", b.Held(), len(b.people), len(b.waiting))
		}
	})
}

// A large one that waits for what all share is not overtaken for ever by small ones.
func TestTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(Limits{InFlight: 100, PersonInFlight: 90, Wait: time.Minute})
		first, large, small := enter(t, b, "ana"), enter(t, b, "ben"), enter(t, b, "cid")
		if err := first.Hold(50); err != nil {
			t.Fatal(err)
		}
		var order []string
		go func() { _ = large.Hold(80); order = append(order, "large") }()
		synctest.Wait()
		go func() { _ = small.Hold(30); order = append(order, "small") }()
		synctest.Wait()
		if len(order) > 0 {
			t.Errorf("%v overtook", order)
		}
		first.Release()
		synctest.Wait()
		large.Release()
		synctest.Wait()
		if len(order) != 2 || order[0] != "large" {
			t.Error(order)
		}
	})
}

// So many requests of one person run at once; one who leaves while waiting leaves nothing behind.
func TestRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(Limits{PersonRequests: 2, Wait: time.Second})
		one, two := enter(t, b, "ana"), enter(t, b, "ana")
		enter(t, b, "ben").Leave()
		if _, err := b.Enter(t.Context(), "ana"); !errors.Is(err, ErrBusy) {
			t.Errorf("a third one: %v", err)
		}
		ctx, leave := context.WithCancel(t.Context())
		gone := make(chan error)
		go func() { _, err := b.Enter(ctx, "ana"); gone <- err }()
		synctest.Wait()
		leave()
		if err := <-gone; !errors.Is(err, context.Canceled) {
			t.Errorf("who left: %v", err)
		}
		one.Leave()
		enter(t, b, "ana").Leave()
		if two.Leave(); len(b.people) != 0 || len(b.waiting) != 0 {
			t.Errorf("left behind: %v %v", b.people, b.waiting)
		}
	})
}

// Objects and work are counted; waiting is no work.
func TestObjects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := New(Limits{Objects: 3, Work: time.Second})
		r := enter(t, b, "ana")
		for range 3 {
			since := time.Now()
			time.Sleep(time.Minute)
			r.Waited(since)
			if err := r.Object(); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Object(); !errors.Is(err, ErrMuch) {
			t.Errorf("a fourth object: %v", err)
		}
		late := enter(t, b, "ana")
		time.Sleep(time.Second)
		if err := late.Object(); err != nil {
			t.Errorf("a second of work: %v", err)
		}
		time.Sleep(time.Nanosecond)
		if err := late.Object(); !errors.Is(err, ErrMuch) {
			t.Errorf("more than a second of work: %v", err)
		}
		ctx, leave := context.WithCancel(t.Context())
		left, err := b.Enter(ctx, "ben")
		if err != nil {
			t.Fatal(err)
		}
		leave()
		if err := errors.Join(left.Object()); !errors.Is(err, context.Canceled) {
			t.Errorf("who left: %v", err)
		}
		if err := left.Hold(1); !errors.Is(err, context.Canceled) {
			t.Errorf("who left: %v", err)
		}
	})
}

// So many times an hour for each name, and again in the next.
func TestRate(t *testing.T) {
	now := time.Date(2026, 11, 28, 9, 0, 0, 0, time.UTC)
	r := &Rate{Most: 2, Within: time.Hour, Now: func() time.Time { return now }}
	var taken []bool
	for _, name := range []string{"a", "a", "a", "b"} {
		taken = append(taken, r.Take(name))
	}
	if !slices.Equal(taken, []bool{true, true, false, true}) {
		t.Error("not twice each:", taken)
	}
	if now = now.Add(time.Hour); !r.Take("a") {
		t.Error("not in the next hour")
	}
}
