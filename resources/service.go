package resources

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"parcours/events"
	"parcours/record"
)

// Service is the use cases of making resources.
type Service struct {
	events *events.Service
	record *record.Service
}

// New opens the resources of a programme.
func New(programme *events.Service, of *record.Service) *Service { return &Service{programme, of} }

// Written are the resources as they were written, in their order.
func (s *Service) Written(ctx context.Context) ([]events.Resource, error) {
	all, err := s.record.Written(ctx)
	return all.Resources, err
}

// Make adds a resource, and gives its id. Sessions that it names show it from then on. ErrForbidden to who is no organiser; an *Invalid
// names the field and keeps nothing.
func (s *Service) Make(ctx context.Context, by *events.Person, r events.Resource) (string, error) {
	err := s.events.Revise(ctx, by, func(all *events.Programme) error {
		r.ID = freeID(all, r.Title)
		all.Resources = append(all.Resources, r)
		return Check(s.events.Programme(), &r)
	})
	if err != nil {
		return "", err
	}
	return r.ID, nil
}

// freeID is an id that no resource has, of its title.
func freeID(all *events.Programme, title string) string {
	base := strings.Trim(events.Cut(events.NameID(title), 40), "-")
	if base == "" {
		base = "resource"
	}
	id := base
	for slices.ContainsFunc(all.Resources, func(r events.Resource) bool { return r.ID == id }) {
		id += "-2"
	}
	return id
}

// Change changes a resource; its id stays. ErrNotFound without it.
func (s *Service) Change(ctx context.Context, by *events.Person, r events.Resource) error {
	return s.events.Revise(ctx, by, func(all *events.Programme) error {
		i := slices.IndexFunc(all.Resources, func(x events.Resource) bool { return x.ID == r.ID })
		if i < 0 {
			return events.ErrNotFound
		}
		all.Resources[i] = r
		return Check(s.events.Programme(), &r)
	})
}

// Remove takes a resource away: nothing shows it any more. ErrNotFound without it.
func (s *Service) Remove(ctx context.Context, by *events.Person, id string) error {
	return s.events.Revise(ctx, by, func(all *events.Programme) error {
		i := slices.IndexFunc(all.Resources, func(x events.Resource) bool { return x.ID == id })
		if i < 0 {
			return events.ErrNotFound
		}
		all.Resources = slices.Delete(all.Resources, i, i+1)
		return nil
	})
}

// Check tells what is wrong with a resource, nil if nothing: an *Invalid that names the field.
func Check(snap *events.Snapshot, r *events.Resource) error {
	u, err := url.Parse(r.URL)
	switch {
	case strings.TrimSpace(r.Title) == "":
		return events.Invalidf("title", "a resource needs a title")
	case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "":
		return events.Invalidf("url", "%q: give an address that begins with https://", r.URL)
	case r.Territory != "" && snap.Territory(r.Territory) == nil:
		return events.Invalidf("territory", "%q is not a territory of the programme", r.Territory)
	case slices.ContainsFunc(r.Sessions, func(name string) bool { return len(snap.Group(name)) == 0 }):
		return events.Invalidf("sessions", "one of these is no session")
	case slices.ContainsFunc(r.Decisions, func(n int) bool { return snap.Decision(n) == nil }):
		return events.Invalidf("decisions", "one of these is no arbitrage")
	}
	return nil
}
