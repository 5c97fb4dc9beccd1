package caldav

import (
	"errors"
	"net/http"
	"strings"

	"parcours/calendars"
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
	source, err := x.findObject(res, calendars.ItemQuery{NoOctets: true})
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
	case source.resource == to && target.collection.Rights.Write: // RFC 4918 §9.8.5 and §9.9.4
		return refuse(http.StatusForbidden, "", "source and destination are the same")
	}
	result, err := x.calendars.TransferItem(x.ctx, source.collection, target.collection, calendars.Transfer{
		Move: x.r.Method == "MOVE", Name: source.name, NewName: to.name,
		Source: pre, Overwrite: !strings.EqualFold(x.r.Header.Get("Overwrite"), "F"),
	})
	if err != nil {
		return err
	}
	x.w.Header().Set("Location", to.href())
	return x.wrote(to, result)
}

// destination reads the Destination header. Another server's is a bad gateway (RFC 4918 §9.8.5).
func (x *exchange) destination() (resource, error) {
	header := x.r.Header.Get("Destination")
	if header == "" {
		return resource{}, badRequest("COPY and MOVE need a Destination")
	}
	res, authority, err := parseHref(header)
	switch {
	case !x.isOurs(authority):
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
