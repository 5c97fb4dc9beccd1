// Package feeds gives the calendars that are published at an address: the public ones of a programme, and each person's own. It
// depends on the standard library only and does no I/O.
package feeds

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"parcours/calendars"
	"parcours/events"
	"parcours/rules"
)

// Feed is what a published calendar holds.
type Feed struct {
	events.FeedInfo
	Description string
	Programme   *events.Snapshot
	Reader      *events.Person // of a personal feed
	Invitations []events.Invitation
	Tasks       []events.Task
	Days        []FeedDay // of an expert
	Modified    time.Time // of what last changed in it
	Revision    string    // equal revisions have equal octets
}

// FeedDay is an expert day in the feed of its expert.
type FeedDay struct {
	calendars.Day
	Territory *events.Territory
}

// Service is the use cases of published calendars.
type Service struct {
	events    *events.Service
	calendars *calendars.Service
	store     events.Store[calendars.Tx]
}

// New gives the published calendars of a programme. Expert days come from calendars, in a transaction of the same store.
func New(programme *events.Service, days *calendars.Service, store events.Store[calendars.Tx]) *Service {
	return &Service{events: programme, calendars: days, store: store}
}

// Feed gives a public feed. It does not touch the store. A scope that the programme no longer has is empty, for
// its subscribers; ErrNotFound if it never was.
func (s *Service) Feed(scope string) (*Feed, error) {
	snap := s.events.Programme()
	info, ok := snap.FeedOf(scope)
	if !ok {
		return nil, events.ErrNotFound
	}
	f := &Feed{FeedInfo: info, Programme: snap, Description: snap.Description, Modified: snap.Modified}
	var last int64
	for _, x := range snap.All() {
		if !snap.InScope(scope, x) {
			last = max(last, leftScope(snap, scope, x))
			continue
		}
		last = max(last, x.Change)
		if x.Published() {
			f.Invitations = append(f.Invitations, *snap.Invite(x, events.ViewPublic, nil, events.Subject{}, nil, nil))
			f.Modified = events.Latest(f.Modified, x.Modified)
		}
	}
	f.Revision = fmt.Sprintf("%s-%d", snap.EpochOf(nil), last)
	return f, nil
}

// leftScope is the change number at which a public feed last stopped telling of a session, 0 if it never told of it.
func leftScope(snap *events.Snapshot, scope string, x *events.Session) int64 {
	for _, was := range slices.Backward(x.Was) {
		if before := (&events.Session{Plan: events.Plan{Category: x.Category}, Asked: was.Asked}); snap.InScope(scope, before) {
			return was.Until
		}
	}
	return 0
}

// PersonalFeedRevision is cheap: it tells whether a person's own feed is the one with this Feed.Revision.
func (s *Service) PersonalFeedRevision(ctx context.Context, reader *events.Person) (string, error) {
	var revision string
	err := s.store.View(ctx, func(tx calendars.Tx) (err error) {
		revision, err = s.feedRevision(tx, s.events.Programme(), reader)
		return err
	})
	return revision, err
}

func (s *Service) feedRevision(tx calendars.Tx, snap *events.Snapshot, p *events.Person) (string, error) {
	own, err := tx.LastChange(events.AnswersHome(p.ID))
	if err != nil {
		return "", err
	}
	revision := fmt.Sprintf("%s-%d-%d", snap.EpochOf(p), snap.Change, own)
	for _, t := range p.Territories {
		n, err := tx.LastChange(events.TerritoryHome(t))
		if err != nil {
			return "", err
		}
		revision += fmt.Sprintf("-%d", n)
	}
	return revision, nil
}

// PersonalFeed gives a person's own feed: what they are asked to, with answer links; for an expert the days of their territories; for a referent the delegation's answer
// links and the due dates of the arbitrages too; for an organiser everything.
func (s *Service) PersonalFeed(ctx context.Context, reader *events.Person) (*Feed, error) {
	snap := s.events.Programme()
	f := &Feed{
		FeedInfo:  events.NewFeedInfo("p/"+reader.FeedToken, snap.Title+" · "+reader.Name, "Mon-Parcours.ics", ""),
		Programme: snap, Reader: reader, Description: snap.Description, Modified: snap.Modified,
	}
	err := s.store.View(ctx, func(tx calendars.Tx) (err error) {
		if f.Revision, err = s.feedRevision(tx, snap, reader); err != nil {
			return err
		}
		f.Tasks = snap.TasksFor(reader)
		f.Invitations, err = events.PersonalInvitations(tx, snap, reader)
		for i := range f.Invitations {
			f.Modified = events.Latest(f.Modified, f.Invitations[i].Modified)
		}
		return errors.Join(err, s.feedDays(tx, snap, f))
	})
	return f, err
}

// feedDays adds the expert days that the reader is asked to, but for those that they declined.
func (s *Service) feedDays(tx calendars.Tx, snap *events.Snapshot, f *Feed) error {
	for i := range snap.Territories {
		t := &snap.Territories[i]
		if !rules.ExpertOf(f.Reader, t.ID) {
			continue
		}
		days, err := calendars.DaysIn(s.calendars, tx, t.ID)
		if err != nil {
			return err
		}
		for _, d := range days {
			if d.Day.Mine(f.Reader.ID).Answer() != events.Declined {
				f.Days = append(f.Days, FeedDay{d, t})
				f.Modified = events.Latest(f.Modified, d.Modified)
			}
		}
	}
	return nil
}

// FeedOfSession is the public feed of one session alone. ErrNotFound for one that is not published.
func FeedOfSession(snap *events.Snapshot, id string) (*Feed, error) {
	x := snap.Session(id)
	if x == nil || !x.Published() || !snap.InScope("all", x) {
		return nil, events.ErrNotFound
	}
	name := x.ID + ".ics"
	return &Feed{
		FeedInfo:  events.FeedInfo{Scope: "all", Title: x.Title, Name: name, Path: "/s/" + name},
		Programme: snap, Modified: x.Modified,
		Invitations: []events.Invitation{*snap.Invite(x, events.ViewPublic, nil, events.Subject{}, nil, nil)},
	}, nil
}
