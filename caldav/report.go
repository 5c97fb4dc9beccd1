package caldav

import (
	"encoding/xml"
	"net/http"
)

// reportRow says who answers a report.
type reportRow struct {
	name xml.Name
	on   kind
}

const queryable = calendarKinds | kindInbox | objectKinds | kindHome

// reportTable are the reports (RFC 3253 §3.6): each name stands here and in run.
var reportTable = []reportRow{
	{name: cal("calendar-query"), on: queryable},
	{name: cal("calendar-multiget"), on: queryable},
	{name: cal("free-busy-query"), on: calendarKinds | kindHome},
	{name: dav("sync-collection"), on: calendarKinds | kindInbox | kindHome},
	{name: dav("expand-property"), on: anyKind &^ kindRoot},
	{name: dav("principal-match"), on: anyKind &^ kindRoot},
	{name: dav("principal-property-search"), on: anyKind &^ kindRoot},
	{name: dav("principal-search-property-set"), on: anyKind &^ kindRoot},
	{name: dav("acl-principal-prop-set"), on: anyKind &^ kindRoot},
}

// supportedReports is DAV:supported-report-set (RFC 3253 §3.1.5).
func supportedReports(m *markup, _ *exchange, t *target) bool {
	for _, r := range reportTable {
		if r.on&t.kind != 0 {
			m.raw("<D:supported-report><D:report>" + tagsOf(r.name).empty + "</D:report></D:supported-report>")
		}
	}
	return true
}

// report is the REPORT method (RFC 3253 §3.6). A missing Depth is taken as the one that the report needs: clients
// leave it out.
func (x *exchange) report(res resource) error {
	if _, err := depthOf(x.r.Header); err != nil {
		return err
	}
	body, err := x.readXML()
	if err != nil {
		return err
	}
	if body == nil {
		return badRequest("REPORT needs a body")
	}
	t, err := x.find(res)
	if err != nil {
		return err
	}
	for _, r := range reportTable {
		if r.name == body.name && r.on&res.kind != 0 {
			return x.run(t, body)
		}
	}
	return refuse(http.StatusForbidden, "<D:supported-report/>", "this resource does not answer that report")
}

func (x *exchange) run(t *target, body *element) error {
	switch body.name {
	case cal("calendar-query"):
		return x.calendarQuery(t, body)
	case cal("calendar-multiget"):
		return x.calendarMultiget(t, body)
	case cal("free-busy-query"):
		return x.freeBusyQuery(t, body)
	case dav("sync-collection"):
		return x.syncCollection(t, body)
	case dav("expand-property"):
		return x.expandProperty(t, body)
	}
	if err := x.needDepthZero(); err != nil {
		return err
	}
	switch body.name {
	case dav("principal-match"):
		return x.principalMatch(t, body)
	case dav("principal-property-search"):
		return x.principalSearch(body)
	case dav("principal-search-property-set"):
		return x.searchableProperties()
	}
	return x.aclPrincipals(t, body)
}
