package openid_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"parcours/openid"
	"parcours/openid/openidtest"
)

// hangsAt makes a provider hang where a path is asked for, until well is true or the test ends.
func hangsAt(t *testing.T, s *openidtest.Service, path string) (reached <-chan struct{}, well *atomic.Bool) {
	there, released := make(chan struct{}, 100), make(chan struct{})
	well = &atomic.Bool{}
	s.Keeps = func(asked string) {
		if strings.HasPrefix(asked, path) && !well.Load() {
			there <- struct{}{}
			<-released
		}
	}
	t.Cleanup(func() { close(released) })
	return there, well
}

var steps = map[string]string{"discovery": "/.well-known/", "token": "/token", "keys": "/keys", "userinfo": "/userinfo"}

// whole signs somebody in, by all that a provider is asked.
func whole(ctx context.Context, s *openidtest.Service, p *openid.Provider) error {
	address, trip, err := p.Leave(ctx)
	if err == nil {
		_, err = p.Return(ctx, trip, s.Visit(address))
	}
	return err
}

func hangingProvider(t *testing.T, patience time.Duration) (*openidtest.Service, *openid.Provider) {
	s := openidtest.New(t, back)
	s.Says, s.Info = nil, map[string]any{"sub": "m", "email": "marc@example.org", "email_verified": true}
	return s, provider(s, func(c *openid.Config) { c.Patience = patience })
}

// A provider that hangs, at whatever it is asked: it is given up, the error says where, and it is asked again.
func TestProviderThatHangs(t *testing.T) {
	for name, path := range steps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, p := hangingProvider(t, 500*time.Millisecond)
			_, well := hangsAt(t, s, path)
			err := whole(t.Context(), s, p)
			if err == nil || !strings.Contains(err.Error(), s.URL+path) || !os.IsTimeout(errors.Unwrap(errors.Unwrap(err))) && !strings.Contains(err.Error(), "Client.Timeout exceeded") {
				t.Errorf("it says %v", err)
			}
			well.Store(true)
			for err != nil && t.Context().Err() == nil { // whoever comes within askAgain is told at once
				time.Sleep(50 * time.Millisecond)
				if err = whole(t.Context(), s, p); err != nil && !strings.Contains(err.Error(), s.URL+path) {
					t.Fatal(err)
				}
			}
		})
	}
}

// Whoever leaves does not wait for a provider that hangs, nor for another who asks it.
func TestLeavingAProviderThatHangs(t *testing.T) {
	for name, path := range steps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, p := hangingProvider(t, time.Hour)
			reached, _ := hangsAt(t, s, path)
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 2)
			go func() { ended <- whole(ctx, s, p) }()
			<-reached
			if name == "discovery" {
				later, leave := context.WithCancel(t.Context())
				leave()
				if err := whole(later, s, p); !errors.Is(err, context.Canceled) {
					t.Errorf("who came later: %v", err)
				}
			}
			cancel()
			if err := <-ended; !errors.Is(err, context.Canceled) && !strings.Contains(err.Error(), "context canceled") {
				t.Error(err)
			}
		})
	}
}
