package caldav

import (
	"encoding/xml"
	"net/http"
	"slices"

	"parcours/calendars"
)

// propChange is one instruction of a PROPPATCH or of the body of MKCALENDAR: set a property to a value, or remove
// it (value nil).
type propChange struct {
	name  xml.Name
	value *element
	lang  string // xml:lang in whose scope the value stood
}

// parseChanges reads the DAV:set and DAV:remove children in their order (RFC 4918 §14.19).
func parseChanges(body *element) []propChange {
	var all []propChange
	for _, instruction := range body.children() {
		if instruction.name != dav("set") && instruction.name != dav("remove") {
			continue
		}
		for _, prop := range instruction.all(dav("prop")) {
			for _, el := range prop.children() {
				c := propChange{name: el.name, lang: lastOf(prop.lang(), instruction.lang(), body.lang())}
				if instruction.name == dav("set") {
					c.value = el
				}
				all = append(all, c)
			}
		}
	}
	return all
}

func lastOf(texts ...string) string {
	for _, s := range texts {
		if s != "" {
			return s
		}
	}
	return ""
}

// verdict is the outcome for one property: 0 as long as nothing is wrong.
type verdict struct {
	status    int
	condition string
}

var protected = verdict{http.StatusForbidden, "<D:cannot-modify-protected-property/>"}

const (
	maxKept      = 200       // properties that a viewer may keep on a resource
	maxKeptValue = 32 << 10  // octets of one
	maxKeptAll   = 256 << 10 // of all on a resource

	maxName = 1 << 10  // octets of what a calendar is called, and of its colour
	maxText = 64 << 10 // of its description and its time zone
)

// changeSet is what the changes of a request come to.
type changeSet struct {
	verdicts []verdict
	failed   bool
	kept     calendars.PropertyChange
	edits    []func(*calendars.StoredCollection)
}

// proppatch is the PROPPATCH method (RFC 4918 §9.2): all changes or none, with a status for each. What a calendar
// is called and how it counts is its owner's to change for everybody; anything else, and what anybody else sets, is
// kept for the viewer alone.
func (x *exchange) proppatch(res resource) error {
	body, err := x.readXML()
	if err != nil {
		return err
	}
	if body == nil || body.name != dav("propertyupdate") {
		return badRequest("the body of PROPPATCH is a DAV:propertyupdate")
	}
	changes := parseChanges(body)
	if len(changes) == 0 {
		return badRequest("DAV:propertyupdate changes no property")
	}
	t, err := x.find(res)
	if err != nil {
		return err
	}
	if err := x.loadKept(t); err != nil {
		return err
	}
	set := x.judge(t, changes, false)
	if !set.failed {
		if err := x.apply(t, set); err != nil {
			return err
		}
	}
	if preferencesOf(x.r.Header).minimal && !set.failed { // RFC 8144 §2.2
		x.applied("return=minimal")
		x.w.Header().Set("Content-Length", "0")
		x.w.WriteHeader(http.StatusOK)
		return nil
	}
	ms := newMultistatus(x.w, x.r)
	ms.raw("<D:response>")
	ms.href(t.address())
	ms.verdicts(changes, set)
	ms.raw("</D:response>")
	if err := ms.done(); err != nil {
		return err
	}
	return ms.close()
}

func (x *exchange) apply(t *target, set *changeSet) error {
	if len(set.edits) > 0 {
		set.kept.Collection = set.edit
	}
	return x.calendars.ChangeProperties(x.ctx, x.viewer, t.collection, t.key(), set.kept)
}

func (set *changeSet) edit(c *calendars.StoredCollection) error {
	for _, edit := range set.edits {
		edit(c)
	}
	return nil
}

// judge decides each change. creating says that the collection is being made: more can be set then.
func (x *exchange) judge(t *target, changes []propChange, creating bool) *changeSet {
	set := &changeSet{verdicts: make([]verdict, len(changes))}
	for i, c := range changes {
		v := verdict{}
		if c.name == defaultCalendar.name && t.kind == kindInbox {
			v = x.chooseDefault(set, c.value)
		} else {
			v = set.add(t, c, creating)
		}
		set.verdicts[i] = v
		set.failed = set.failed || v.status != 0
	}
	return set
}

func (set *changeSet) add(t *target, c propChange, creating bool) verdict {
	def := properties[c.name]
	if t.key() == "" || def != nil && (def.on&t.kind == 0 || def.store == nil) && !(def.perViewer && def.on&t.kind != 0) {
		return protected
	}
	var edit func(*calendars.StoredCollection)
	if def != nil && def.store != nil {
		var err error
		if edit, err = def.store(c.value); err != nil {
			f := err.(*failure)
			return verdict{f.status, f.conditions}
		}
	}
	name := calendars.PropertyName{Space: c.name.Space, Local: c.name.Local}
	ownCollection := creating || t.kind == kindCalendar && t.collection.Rights.Properties
	shared := edit != nil && ownCollection && (creating || !def.atCreation)
	if shared {
		set.edits = append(set.edits, edit)
	}
	switch {
	case shared && !(def.perViewer && def.atCreation): // colour and order are also kept as they were sent
		set.remove(name)
	case def != nil && !def.perViewer:
		return protected
	case c.value == nil:
		set.remove(name)
	default:
		text := standalone(c.value, c.lang)
		if len(text) > maxKeptValue || t.keptOctets()+set.octets()+len(text) > maxKeptAll || len(t.kept)+len(set.kept.Set) >= maxKept && t.keptProperty(c.name) == nil {
			return verdict{http.StatusInsufficientStorage, ""}
		}
		set.keep(calendars.Property{Name: name, XML: text})
	}
	return verdict{}
}

// octets are those of what is to be kept.
func (set *changeSet) octets() (n int) {
	for _, p := range set.kept.Set {
		n += len(p.XML)
	}
	return n
}

// keep and remove take back what an earlier instruction said of the same property: the last one counts.
func (set *changeSet) keep(p calendars.Property) {
	set.forget(p.Name)
	set.kept.Set = append(set.kept.Set, p)
}

func (set *changeSet) remove(name calendars.PropertyName) {
	set.forget(name)
	set.kept.Remove = append(set.kept.Remove, name)
}

func (set *changeSet) forget(name calendars.PropertyName) {
	set.kept.Set = slices.DeleteFunc(set.kept.Set, func(p calendars.Property) bool { return p.Name == name })
	set.kept.Remove = slices.DeleteFunc(set.kept.Remove, func(n calendars.PropertyName) bool { return n == name })
}

// verdicts adds a propstat for each change: its own status if it failed, 424 for the others then, else 200.
func (m *markup) verdicts(changes []propChange, set *changeSet) {
	for i, c := range changes {
		v := set.verdicts[i]
		switch {
		case v.status == 0 && set.failed:
			v.status = http.StatusFailedDependency
		case v.status == 0:
			v.status = http.StatusOK
		}
		m.raw("<D:propstat><D:prop>" + tagsOf(c.name).empty + "</D:prop>")
		m.status(v.status)
		if v.condition != "" {
			m.raw("<D:error>" + v.condition + "</D:error>")
		}
		m.raw("</D:propstat>")
	}
}
