package calendars

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"

	"parcours/events"
	"parcours/synced"
)

// The calendars of all delegations' calendars of one kind in an organiser's home. Each of theirs stays where it is, and is
// not listed beside it: ten calendars of one kind side by side are none. Expert days are written there too, see
// together_put.go.
const (
	agendasTogether    = "programme." + AgendaName + "s"
	expertDaysTogether = "programme." + AccompagnementName + "s"
)

// togetherCollection resolves the name of a calendar of several delegations' calendars.
func (s *Service) togetherCollection(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection) (*Collection, error) {
	c.Kind, c.Order, c.Rights.Read = KindTogether, 50, true
	c.calendar, c.DisplayName = AgendaName, snap.Word(viewer, "agendas")
	if c.Name == expertDaysTogether {
		c.calendar, c.DisplayName, c.Rights.Write = AccompagnementName, snap.Word(viewer, "expert days"), true
	}
	c.Color = usualColors[c.calendar]
	now, err := s.togetherListing(tx, snap, viewer, c)
	c.Token = now.Token(togetherTokenStart)
	return c, err
}

// within gives the delegations whose calendars are in a collection of several, with where their objects are.
func (c *Collection) within(tx Tx, snap *events.Snapshot, viewer *events.Person) (territories []*events.Territory, stored []StoredCollection, err error) {
	for i := range snap.Territories {
		t := &snap.Territories[i]
		if territoryAccess(snap, viewer, t.ID, c.calendar) == NoAccess {
			continue
		}
		in, err := tx.Collection(events.TerritoryHome(t.ID), c.calendar)
		if err != nil {
			return nil, nil, err
		}
		territories, stored = append(territories, t), append(stored, in)
	}
	return territories, stored, nil
}

// placed is the name that an object of a delegation's calendar has among those of others, and what its UID ends with
// there. One that was made there has the name and UID that it was given.
func placed(t *events.Territory, own string) (name, suffix string) {
	if given, made := strings.CutSuffix(own, madeTogether(t)); made {
		return given + ".ics", ""
	}
	return t.ID + "." + own, "+" + t.ID
}

// madeTogether ends the name of an object that was made among those of others.
func madeTogether(t *events.Territory) string { return "~" + t.ID + ".ics" }

// ownNames are the names that an object of a delegation's calendar may have that has one of these among those of others.
func ownNames(t *events.Territory, names []string) []string {
	var own []string
	for _, name := range names {
		if rest, ours := strings.CutPrefix(name, t.ID+"."); ours {
			own = append(own, rest)
		}
		own = append(own, strings.TrimSuffix(name, ".ics")+madeTogether(t))
	}
	return own
}

func (s *Service) togetherItems(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, q ItemQuery) ([]Item, error) {
	territories, stored, err := c.within(tx, snap, viewer)
	if err != nil {
		return nil, err
	}
	var all []Item
	for i, t := range territories {
		if q.Names != nil && len(q.Names) == 0 {
			break
		}
		objects, err := tx.Objects(stored[i].Home, stored[i].Name, ObjectQuery{
			Names: ownNames(t, q.Names), Component: q.Component, From: q.From, To: q.To, NoOctets: q.NoOctets,
		})
		if err != nil {
			return nil, err
		}
		for j := range objects {
			it, err := s.togetherItem(snap, viewer, t, &objects[j])
			if err != nil {
				return nil, err
			}
			if (q.UID == "" || it.UID == q.UID) && (q.Names == nil || slices.Contains(q.Names, it.Name)) {
				all = append(all, it)
			}
		}
	}
	return all, nil
}

// togetherItem is an object of a delegation's calendar as it stands among those of others.
func (s *Service) togetherItem(snap *events.Snapshot, viewer *events.Person, t *events.Territory, o *Object) (Item, error) {
	name, suffix := placed(t, o.Name)
	it := o.item()
	it.Name, it.UID, it.ETag = name, o.UID+suffix, s.togetherEpoch(snap, viewer, t)+"-"+o.ETag
	if o.Octets == nil {
		return it, nil
	}
	octets, err := s.text.Placed(o.Octets, titleOf(t), suffix)
	it.Octets = octets
	return it, err
}

// titleOf is what the titles of a delegation's events begin with among those of others.
func titleOf(t *events.Territory) string { return t.Name + " · " }

// togetherEpoch changes when what is served of a delegation's calendar may have changed without a change in it.
func (s *Service) togetherEpoch(snap *events.Snapshot, viewer *events.Person, t *events.Territory) string {
	h := fnv.New64a()
	h.Write([]byte(snap.EpochOf(viewer) + "\x00" + t.Name))
	return strconv.FormatUint(h.Sum64(), 36)
}

const togetherTokenStart = "data:,together"

// togetherListing is what a client knows that has everything: the last change in each delegation's calendar.
func (s *Service) togetherListing(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection) (synced.Listing, error) {
	territories, stored, err := c.within(tx, snap, viewer)
	l := synced.Listing{}
	for i, t := range territories {
		l[t.ID] = s.togetherEpoch(snap, viewer, t) + "-" + strconv.FormatInt(max(stored[i].Change, stored[i].Created), 10)
	}
	return l, err
}

// togetherChanges goes on in each delegation's calendar from the change that a token names of it. A token of another epoch,
// or with a delegation whose calendar is there no more, is to start over from.
func (s *Service) togetherChanges(tx Tx, snap *events.Snapshot, viewer *events.Person, c *Collection, since string, limit int) (Changes, error) {
	known, err := synced.ParseListing(togetherTokenStart, since)
	if err != nil {
		return Changes{}, err
	}
	territories, stored, err := c.within(tx, snap, viewer)
	if err != nil {
		return Changes{}, err
	}
	for id := range known {
		if !slices.ContainsFunc(territories, func(t *events.Territory) bool { return t.ID == id }) {
			return Changes{}, events.ErrToken
		}
	}
	now, err := s.togetherListing(tx, snap, viewer, c)
	if err != nil {
		return Changes{}, err
	}
	var out Changes
	for i, t := range territories {
		left := limit - len(out.Changed) - len(out.Gone)
		if known[t.ID] == now[t.ID] {
			continue
		}
		if out.More = limit > 0 && left == 0; out.More {
			break
		}
		part, err := s.changesWithin(tx, snap, viewer, t, &stored[i], known[t.ID], max(left, 0))
		if err != nil {
			return Changes{}, err
		}
		out.Changed, out.Gone = append(out.Changed, part.Changed...), append(out.Gone, part.Gone...)
		known[t.ID] = part.Token
		if out.More = part.More; out.More {
			break
		}
	}
	out.Token = known.Token(togetherTokenStart)
	return out, nil
}

// changesWithin are the changes in one delegation's calendar after the mark that a token has of it, "" for all that is there.
// Its Token is the next mark.
func (s *Service) changesWithin(tx Tx, snap *events.Snapshot, viewer *events.Person, t *events.Territory, in *StoredCollection, mark string, limit int) (Changes, error) {
	epoch := s.togetherEpoch(snap, viewer, t)
	from := synced.Token{Epoch: snap.Generation}
	if mark != "" {
		of, number, _ := strings.Cut(mark, "-")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil || n < 0 || of != epoch {
			return Changes{}, events.ErrToken
		}
		from.Own = n
	}
	part, err := s.storedChanges(tx, &Collection{stored: in}, from, mark == "", limit)
	if err != nil {
		return Changes{}, err
	}
	reached, err := synced.ParseToken(part.Token)
	if err != nil {
		return Changes{}, err
	}
	out := Changes{More: part.More, Token: epoch + "-" + strconv.FormatInt(max(reached.Own, cmp.Or(from.Own, in.Created)), 10)}
	for _, it := range part.Changed {
		name, suffix := placed(t, it.Name)
		it.Name, it.UID, it.ETag = name, it.UID+suffix, epoch+"-"+it.ETag
		out.Changed = append(out.Changed, it)
	}
	for _, own := range part.Gone {
		name, _ := placed(t, own)
		out.Gone = append(out.Gone, name)
	}
	return out, nil
}
