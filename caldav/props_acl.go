package caldav

// aclProperties are those of RFC 3744 §4 and §5. Rights come from the domain: only an owner's shares can be changed.
var aclProperties = []*property{
	linking(dav("principal-URL"), principalKinds|kindPerson, func(_ *exchange, t *target) ([]resource, bool) { return one(t.resource) }),
	constant(dav("alternate-URI-set"), principalKinds|kindPerson, ""),
	linking(dav("group-membership"), principalKinds, func(x *exchange, t *target) ([]resource, bool) {
		if t.kind == kindGroup {
			return nil, true
		}
		return x.memberships(), true
	}),
	// A person is not told who else belongs to a group.
	linking(dav("group-member-set"), principalKinds, func(x *exchange, t *target) ([]resource, bool) {
		if t.kind == kindGroup && x.belongsTo(t.resource) {
			return one(x.principal())
		}
		return nil, true
	}),
	linking(dav("principal-collection-set"), anyKind, func(*exchange, *target) ([]resource, bool) {
		return one(resource{kind: kindPrincipals})
	}),
	linking(dav("owner"), anyKind, func(x *exchange, t *target) ([]resource, bool) {
		switch {
		case t.collection != nil:
			owner, ok := x.ownerOf(t.collection)
			if !ok {
				return nil, true // the server's own (RFC 3744 §5.1)
			}
			return one(owner)
		case t.kind&(kindHome|kindPrincipal) != 0:
			return one(x.principal())
		}
		return nil, true
	}),
	{name: dav("current-user-privilege-set"), on: anyKind, value: func(m *markup, _ *exchange, t *target) bool {
		m.privileges(privilegesOf(t))
		return true
	}},
	constant(dav("supported-privilege-set"), anyKind, supportedPrivileges),
	{name: dav("acl"), on: anyKind, value: aclValue},
	constant(dav("acl-restrictions"), anyKind, "<D:grant-only/><D:no-invert/>"),
	constant(dav("inherited-acl-set"), anyKind, ""),
}

func (m *markup) privileges(all []string) {
	for _, p := range all {
		m.raw("<D:privilege><" + p + "/></D:privilege>")
	}
}

var (
	reading = []string{"D:read", "D:read-current-user-privilege-set", "D:read-acl"}
	// Clients take a calendar as writable by DAV:write, DAV:write-content or DAV:write-properties, so that a
	// read-only one must have none of them, though each viewer may keep a colour on it.
	writing = []string{"D:write", "D:write-content", "D:write-properties", "D:bind", "D:unbind"}
)

// privilegesOf says in the words of RFC 3744 §3, RFC 4791 §6.1 and RFC 6638 §6 what the viewer may do.
func privilegesOf(t *target) []string {
	all := append([]string(nil), reading...)
	switch {
	case t.kind == kindInbox:
		return append(all, "D:unbind", "D:write-properties", "C:schedule-deliver", "C:schedule-deliver-invite", "C:schedule-deliver-reply", "C:schedule-query-freebusy")
	case t.kind == kindOutbox:
		return append(all, "C:schedule-send", "C:schedule-send-invite", "C:schedule-send-reply", "C:schedule-send-freebusy")
	case t.collection != nil:
		all = append(all, "C:read-free-busy")
		if writable(t.collection) {
			all = append(all, writing...)
		}
		if t.collection.Rights.Share {
			all = append(all, "D:write-acl")
		}
	case t.kind == kindHome:
		all = append(all, "D:bind", "D:unbind", "D:write-properties")
	case t.kind == kindPrincipal:
		all = append(all, "D:write-properties")
	}
	return all
}

// supportedPrivileges is the tree of privileges (RFC 3744 §5.3).
var supportedPrivileges = privilegeTree{"D:all", "every right", []privilegeTree{
	{"D:read", "read", []privilegeTree{{"C:read-free-busy", "read busy times", nil}}},
	{"D:write", "write", []privilegeTree{
		{"D:write-properties", "change properties", nil}, {"D:write-content", "change objects", nil},
		{"D:bind", "add objects", nil}, {"D:unbind", "remove objects", nil},
	}},
	{"D:read-acl", "read rights", nil},
	{"D:write-acl", "give rights", nil},
	{"D:read-current-user-privilege-set", "read one's own rights", nil},
	{"C:schedule-deliver", "deliver scheduling messages", []privilegeTree{
		{"C:schedule-deliver-invite", "deliver invitations", nil}, {"C:schedule-deliver-reply", "deliver replies", nil},
		{"C:schedule-query-freebusy", "ask for busy times", nil},
	}},
	{"C:schedule-send", "send scheduling messages", []privilegeTree{
		{"C:schedule-send-invite", "send invitations", nil}, {"C:schedule-send-reply", "send replies", nil},
		{"C:schedule-send-freebusy", "ask others for busy times", nil},
	}},
}}.markup()

type privilegeTree struct {
	name, description string
	parts             []privilegeTree
}

func (p privilegeTree) markup() string {
	s := "<D:supported-privilege><D:privilege><" + p.name + "/></D:privilege>" +
		`<D:description xml:lang="en">` + p.description + "</D:description>"
	for _, part := range p.parts {
		s += part.markup()
	}
	return s + "</D:supported-privilege>"
}
