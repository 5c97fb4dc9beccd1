package ical

import "strings"

// CompRequest is a CALDAV:comp (RFC 4791 §9.6.1): what to return of the components of that name. One that asks for
// nothing, neither properties nor components, returns all, as the example of §7.8.1 has it for VTIMEZONE.
type CompRequest struct {
	Name     string
	AllProps bool // CALDAV:allprop (§9.6.3)
	Props    []PropRequest
	AllComps bool // CALDAV:allcomp (§9.6.2)
	Comps    []CompRequest
}

// PropRequest is a CALDAV:prop (RFC 4791 §9.6.4). With NoValue the property comes with its parameters and an empty value.
type PropRequest struct {
	Name    string
	NoValue bool
}

// Partial gives the part of a VCALENDAR that is asked for; all of it where the request names another component. obj stays
// as it is.
func Partial(obj *Component, want *CompRequest) *Component {
	if !strings.EqualFold(want.Name, obj.Name) || !want.AllProps && !want.AllComps && len(want.Props)+len(want.Comps) == 0 {
		return copyOf(obj)
	}
	made := copyBare(obj)
	for _, p := range obj.Properties {
		asked, novalue := want.property(p.Name)
		if !asked {
			continue
		}
		q := copyInto(made, obj, p)
		if novalue {
			q.Value = ""
		}
		made.Properties = append(made.Properties, q)
	}
	for _, k := range obj.Components {
		if inner := want.component(k.Name); inner != nil {
			made.Components = append(made.Components, copyPart(made, obj, Partial(k, inner)))
		}
	}
	return made
}

// property tells whether a property is asked for, and without its value.
func (want *CompRequest) property(name string) (asked, novalue bool) {
	for _, p := range want.Props {
		if strings.EqualFold(p.Name, name) {
			return true, p.NoValue
		}
	}
	return want.AllProps, false
}

// component is the request for a subcomponent, nil if it is not asked for.
func (want *CompRequest) component(name string) *CompRequest {
	for i := range want.Comps {
		if strings.EqualFold(want.Comps[i].Name, name) {
			return &want.Comps[i]
		}
	}
	if want.AllComps {
		return &CompRequest{Name: name}
	}
	return nil
}
