package caldav

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// origins knows from which web pages requests may come.
type origins struct {
	listed []string                    // sites whose pages may use /dav/, as browsers call them: "https://calendar.example.org"
	own    *http.CrossOriginProtection // what a page of this server may send
}

func newOrigins(publicURL string, listed []string) origins {
	o := origins{own: http.NewCrossOriginProtection()}
	all := slices.Clone(listed)
	if u, err := url.Parse(publicURL); err == nil && u.Host != "" { // a proxy may give us another Host
		all = append(all, u.Scheme+"://"+u.Host)
	}
	for _, origin := range all {
		if o.own.AddTrustedOrigin(origin) == nil && slices.Contains(listed, origin) {
			o.listed = append(o.listed, origin)
		}
	}
	return o
}

// allow lets pages of the listed sites read answers, and tells their browsers beforehand what they may send (Fetch,
// CORS protocol). A page signs in by itself: what a browser remembers of credentials is not sent.
func (o *origins) allow(w http.ResponseWriter, r *http.Request) {
	if len(o.listed) == 0 {
		return
	}
	h := w.Header()
	h.Add("Vary", "Origin")
	origin := r.Header.Get("Origin")
	if !slices.Contains(o.listed, origin) {
		return
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "Allow, DAV, ETag, Last-Modified, Location, Preference-Applied, Schedule-Tag")
	if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
		h.Set("Access-Control-Allow-Methods", "OPTIONS, GET, HEAD, POST, PUT, DELETE, COPY, MOVE, MKCALENDAR, MKCOL, ACL, PROPFIND, PROPPATCH, REPORT")
		h.Set("Access-Control-Allow-Headers", strings.Join(sentHeaders, ", "))
		h.Set("Access-Control-Max-Age", "7200")
	}
}

// sentHeaders are the fields that a client sends beside those that browsers always let through.
var sentHeaders = []string{
	"Authorization", "Brief", "Content-Type", "Depth", "Destination", "If", "If-Match", "If-Modified-Since", "If-None-Match",
	"If-Schedule-Tag-Match", "Overwrite", "Prefer", "Schedule-Reply", "X-Requested-With",
}

// refuseForeign refuses a POST from a page of another site: the one method that writes here and that browsers send with
// remembered credentials without asking first.
func (x *exchange) refuseForeign() error {
	if x.r.Method == http.MethodPost && x.origins.own.Check(x.r) != nil {
		return refuse(http.StatusForbidden, "", "this comes from a page of another site: list its origin in cors_origins if it may write here")
	}
	return nil
}
