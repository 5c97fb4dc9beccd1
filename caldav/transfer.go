package caldav

import (
	"errors"
	"net/http"
	"strings"

	"parcours/events"
)

// transfer is COPY and MOVE of an object between stored calendars (RFC 4918 §9.8 and §9.9). What is derived from the
// programme stays where it is; calendars themselves are neither copied nor moved.
func (x *exchange) transfer(res resource) error {
	if res.kind&objectKinds == 0 {
		if _, err := x.find(res); err != nil {
			return err
		}
		return refuse(http.StatusForbidden, x.needPrivileges(), "calendars are neither copied nor moved: make another and move its objects")
	}
	to, err := x.destination()
	if err != nil {
		return err
	}
	source, err := x.findObject(res, events.ItemQuery{})
	if err != nil {
		return err
	}
	pre, err := x.preconditions(res)
	if err != nil {
		return err
	}
	target, err := x.findCollection(to.parent())
	switch {
	case errors.Is(err, events.ErrNotFound): // RFC 4918 §9.8.5; the same for a foreign home
		return &failure{http.StatusConflict, "", "there is no calendar at the destination"}
	case err != nil:
		return err
	case source.collection.Derived() || target.collection.Derived() || x.r.Method == "MOVE" && !source.collection.Rights.Write:
		return events.ErrDerived
	case !target.collection.Rights.Write:
		return events.ErrForbidden
	case source.resource == to:
		return refuse(http.StatusForbidden, "", "source and destination are the same")
	}
	if !holdsFor(pre, source.item) {
		return events.ErrPrecondition
	}
	return x.transferTo(source, target, to.name)
}

// destination reads the Destination header. Another server's is a bad gateway (RFC 4918 §9.8.5).
func (x *exchange) destination() (resource, error) {
	header := x.r.Header.Get("Destination")
	if header == "" {
		return resource{}, badRequest("COPY and MOVE need a Destination")
	}
	res, authority, err := parseHref(header)
	switch {
	case authority != "" && !strings.EqualFold(authority, x.r.Host) && !strings.EqualFold(authority, x.host):
		return res, &failure{http.StatusBadGateway, "", "the destination is on another server"}
	case errors.Is(err, events.ErrNotFound):
		return res, &failure{http.StatusConflict, "", "there is no calendar at the destination"}
	case err != nil:
		return res, err
	case res.kind&objectKinds == 0:
		return res, refuse(http.StatusForbidden, "<C:calendar-collection-location-ok/>", "the destination is the name of an object in a calendar")
	}
	return res, nil
}

func holdsFor(pre events.Preconditions, it *events.Item) bool {
	matches := func(list []string) bool {
		for _, tag := range list {
			if tag == "*" || tag == it.ETag {
				return true
			}
		}
		return false
	}
	return (pre.IfMatch == nil || matches(pre.IfMatch)) && (pre.IfNoneMatch == nil || !matches(pre.IfNoneMatch)) &&
		(pre.IfScheduleTagMatch == "" || pre.IfScheduleTagMatch == it.ScheduleTag)
}

// transferTo writes the copy and, for MOVE, removes the source. Within one calendar the source goes first, because
// a calendar has each UID once; it comes back if the copy cannot be written.
func (x *exchange) transferTo(source, target *target, name string) error {
	var pre events.Preconditions
	if strings.EqualFold(x.r.Header.Get("Overwrite"), "F") {
		pre.IfNoneMatch = []string{"*"}
	}
	within := x.r.Method == "MOVE" && source.parent() == target.resource
	put := func() (events.PutResult, error) {
		return x.service.PutItem(x.ctx, x.viewer, target.collection, name, pre, source.item.Octets)
	}
	x.writing = target.member(name)
	var result events.PutResult
	var err error
	if within {
		if err := x.occupied(target, name, pre); err != nil {
			return err
		}
		if err = x.remove(source); err != nil {
			return err
		}
		if result, err = put(); err != nil {
			_, back := x.service.PutItem(x.ctx, x.viewer, source.collection, source.name, events.Preconditions{}, source.item.Octets)
			return errors.Join(err, back)
		}
	} else {
		if result, err = put(); err != nil {
			return err
		}
		if x.r.Method == "MOVE" {
			err = x.remove(source)
		}
		if err != nil && result.Created { // the source changed meanwhile: it stays where it is
			return errors.Join(err, x.service.DeleteItem(x.ctx, x.viewer, target.collection, name, events.Preconditions{}))
		}
		if err != nil {
			return err
		}
	}
	x.stored(result)
	x.w.Header().Set("Location", target.member(name).href())
	x.created(result.Created)
	return nil
}

// occupied tells, before anything is removed, why an object must not take the place of another one in its calendar:
// Overwrite: F, else the other's UID (RFC 4791 §5.3.2.1).
func (x *exchange) occupied(t *target, name string, pre events.Preconditions) error {
	switch {
	case x.etagOf(t.member(name)) == "":
		return nil
	case pre.IfNoneMatch != nil:
		return events.ErrPrecondition
	}
	return &events.UIDConflict{Name: name}
}

func (x *exchange) remove(t *target) error {
	return x.service.DeleteItem(x.ctx, x.viewer, t.collection, t.name, events.Preconditions{IfMatch: []string{t.item.ETag}})
}
