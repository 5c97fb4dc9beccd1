package caldav

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"parcours/events"
	"parcours/ical"
	"parcours/scheduling"
)

// postOutbox answers a request for busy times (RFC 6638 §5): a VFREEBUSY with METHOD:REQUEST, whose ORGANIZER is the
// viewer. There is one answer for each ATTENDEE.
func (x *exchange) postOutbox(res resource) error {
	if _, err := x.find(res); err != nil {
		return err
	}
	octets, err := x.readCalendar()
	if err != nil {
		return err
	}
	request, err := x.busyRequest(octets)
	if err != nil {
		return err
	}
	x.masked = request.without != ""
	m := &markup{}
	m.raw(xmlHeader + "<C:schedule-response" + declarations + ">\n")
	users := x.usersByAddress()
	for _, attendee := range request.attendees {
		if err := x.recipient(m, users, request, attendee); err != nil {
			return err
		}
	}
	m.raw("</C:schedule-response>\n")
	x.w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	out := newOutput(x.w, x.r, http.StatusOK)
	if _, err := out.Write(m.buf); err != nil {
		return err
	}
	return out.Close()
}

// busyRequest is a request for busy times.
type busyRequest struct {
	uid       string
	organizer *ical.Property
	attendees []*ical.Property
	from, to  time.Time
	without   string // UID of an event that is being edited, and not to be counted; "" for none
}

// Bounds of a request for busy times.
const (
	maxBusySpan  = 400 * 24 * time.Hour
	maxBusyAsked = 200
)

func (x *exchange) busyRequest(octets []byte) (*busyRequest, error) {
	object, err := ical.Parse(octets)
	if err != nil {
		return nil, err
	}
	invalid := func(why string) error {
		return refuse(http.StatusBadRequest, "<C:valid-scheduling-message/>", why)
	}
	parts := object.Children("VFREEBUSY")
	if !strings.EqualFold(object.Value("METHOD"), "REQUEST") || len(parts) != 1 {
		return nil, invalid("the outbox takes a VFREEBUSY with METHOD:REQUEST; invitations go out when they are stored in a calendar")
	}
	busy := parts[0]
	r := &busyRequest{uid: busy.Text("UID"), organizer: busy.Property("ORGANIZER"), attendees: busy.All("ATTENDEE"), without: busy.Text("X-CALENDARSERVER-MASK-UID")}
	if r.organizer == nil || !r.organizer.HasAddress(x.viewer.Email, x.principal().href()) {
		return nil, refuse(http.StatusForbidden, "<C:valid-organizer/>", "the ORGANIZER is the owner of the outbox")
	}
	zones := ical.NewZones(object)
	for name, to := range map[string]*time.Time{"DTSTART": &r.from, "DTEND": &r.to} {
		p := busy.Property(name)
		if p == nil {
			return nil, invalid("a request for busy times has DTSTART and DTEND")
		}
		when, err := zones.When(p)
		if err != nil {
			return nil, invalid(name + " is no date-time")
		}
		*to = when.Instant(time.UTC)
	}
	if !r.to.After(r.from) || r.to.Sub(r.from) > maxBusySpan {
		return nil, invalid("DTEND is after DTSTART, and within 400 days")
	}
	if r.uid == "" || len(r.attendees) == 0 || len(r.attendees) > maxBusyAsked {
		return nil, invalid("a request for busy times has a UID and one to 200 ATTENDEEs")
	}
	return r, nil
}

// Request statuses (RFC 5546 §3.6).
const (
	statusSuccess     = "2.0;Success"
	statusInvalidUser = "3.7;Invalid calendar user"
	statusNotHere     = "5.3;Scheduling not supported for this calendar user"
)

// recipient adds the answer for one attendee.
func (x *exchange) recipient(m *markup, users map[string]*events.Person, r *busyRequest, attendee *ical.Property) error {
	m.raw("<C:response><C:recipient>")
	m.href(attendee.Value)
	m.raw("</C:recipient><C:request-status>")
	who, status := x.whose(users, attendee)
	m.raw(status + "</C:request-status>")
	if who != nil {
		busy, err := x.busyOfAll(who, r)
		if err != nil {
			return err
		}
		organizer := ical.NewValue("ORGANIZER", r.organizer.Value)
		m.raw("<C:calendar-data>")
		m.octets(x.freeBusyObject(busy, ical.NewText("UID", r.uid), organizer, ical.NewValue("ATTENDEE", attendee.Value)))
		m.raw("</C:calendar-data>")
	}
	m.raw("</C:response>\n")
	return nil
}

// whose are the people whom an attendee stands for, and the status to answer: one person, or those of a group that the viewer may invite,
// whose busy times are told as one.
func (x *exchange) whose(users map[string]*events.Person, attendee *ical.Property) ([]*events.Person, string) {
	snap := x.events.Programme()
	if g, is := scheduling.GroupOf(snap, ical.Address(attendee.Value)); is && g.Invitable(x.viewer) {
		return append([]*events.Person{}, g.Members(snap)...), statusSuccess
	}
	who, status := attendeeNamed(users, attendee)
	if who == nil {
		return nil, status
	}
	return []*events.Person{who}, status
}

// busyOfAll are the times at which somebody of these people is busy.
func (x *exchange) busyOfAll(who []*events.Person, r *busyRequest) (*ical.Component, error) {
	var all []ical.BusyObjects
	for _, p := range who {
		some, err := x.busyCalendars(p, r.from, r.to, countedKinds...)
		if err != nil {
			return nil, err
		}
		for i := range some {
			some[i].Objects = slices.DeleteFunc(some[i].Objects, r.edits)
		}
		all = append(all, some...)
	}
	return ical.FreeBusy(r.from, r.to, all...), nil
}

// edits tells whether an object is of the event that is being edited: Apple's clients ask when its people could come instead.
func (r *busyRequest) edits(object *ical.Component) bool {
	return r.without != "" && slices.ContainsFunc(object.Components, func(c *ical.Component) bool { return c.Text("UID") == r.without })
}

// usersByAddress are the people whom the viewer may know of, by their calendar user addresses.
func (x *exchange) usersByAddress() map[string]*events.Person {
	people := x.events.Programme().People()
	all := make(map[string]*events.Person, 2*len(people))
	for _, p := range people {
		if !x.viewer.Knows(p) {
			continue
		}
		all[ical.Address("mailto:"+p.Email)] = p
		path := resource{kind: kindPrincipal, id: p.ID}.href()
		all[path] = p
	}
	return all
}

// attendeeNamed finds the person of this server that an attendee is, by the address or the EMAIL parameter (RFC 7986
// §6.2), and the status to answer.
func attendeeNamed(users map[string]*events.Person, attendee *ical.Property) (*events.Person, string) {
	address := ical.Address(attendee.Value)
	if p := users[address]; p != nil {
		return p, statusSuccess
	}
	if mail := attendee.Param("EMAIL"); mail != "" && users[ical.Address("mailto:"+mail)] != nil {
		return users[ical.Address("mailto:"+mail)], statusSuccess
	}
	if strings.HasPrefix(address, "mailto:") {
		return nil, statusNotHere
	}
	return nil, statusInvalidUser
}
