package caldav

import (
	"net/http"
	"strings"
	"time"

	"parcours/calendars"
)

// depth of a request.
type depth int

const (
	depthAbsent depth = iota - 1
	depthZero
	depthOne
	depthInfinity
)

// depthOf reads the Depth header (RFC 4918 §10.2).
func depthOf(h http.Header) (depth, error) {
	switch strings.ToLower(strings.TrimSpace(h.Get("Depth"))) {
	case "":
		return depthAbsent, nil
	case "0":
		return depthZero, nil
	case "1", "1,noroot":
		return depthOne, nil
	case "infinity":
		return depthInfinity, nil
	}
	return 0, badRequest("Depth is 0, 1 or infinity")
}

// etag is an entity tag of a request (RFC 9110 §8.8.3).
type etag struct {
	value string // without quotes; "*" for any
	weak  bool
}

// parseETags reads the list of If-Match or If-None-Match; one without quotes is taken as it is. It is nil without
// the header.
func parseETags(values []string) []etag {
	if len(values) == 0 {
		return nil
	}
	tags := []etag{}
	for rest := strings.Join(values, ","); ; {
		rest = strings.TrimLeft(rest, " \t,")
		if rest == "" {
			return tags
		}
		var t etag
		if after, ok := strings.CutPrefix(rest, "W/"); ok {
			t.weak, rest = true, after
		}
		if after, ok := strings.CutPrefix(rest, `"`); ok {
			t.value, rest, _ = strings.Cut(after, `"`)
		} else {
			end := strings.IndexAny(rest, ", \t")
			if end < 0 {
				end = len(rest)
			}
			t.value, rest = rest[:end], rest[end:]
		}
		tags = append(tags, t)
	}
}

// preconditionsOf reads the conditional headers of a write. If-Match compares strongly (RFC 9110 §13.1.1); our own tags are
// strong all of them, so the weak form of one is what a proxy that compresses made of it (nginx does), and names the same
// octets: it holds, or clients behind such a proxy could never write. If-None-Match compares weakly (§13.1.2).
func preconditionsOf(h http.Header) calendars.Preconditions {
	var pre calendars.Preconditions
	if tags := parseETags(h.Values("If-Match")); tags != nil {
		pre.IfMatch = []string{}
		for _, t := range tags {
			pre.IfMatch = append(pre.IfMatch, t.value)
		}
	}
	if tags := parseETags(h.Values("If-None-Match")); tags != nil {
		pre.IfNoneMatch = []string{}
		for _, t := range tags {
			pre.IfNoneMatch = append(pre.IfNoneMatch, t.value)
		}
	}
	if tags := parseETags(h.Values("If-Schedule-Tag-Match")); len(tags) > 0 {
		pre.IfScheduleTagMatch = tags[0].value
	}
	return pre
}

// unchanged tells whether a GET may be answered 304 (RFC 9110 §13.2.2): If-None-Match decides where it is given,
// else If-Modified-Since.
func unchanged(h http.Header, current string, modified time.Time) bool {
	if tags := parseETags(h.Values("If-None-Match")); tags != nil {
		for _, t := range tags {
			if t.value == "*" || strings.TrimSuffix(t.value, gzipSuffix) == current {
				return true
			}
		}
		return false
	}
	since, err := http.ParseTime(h.Get("If-Modified-Since"))
	return err == nil && !modified.IsZero() && !modified.Truncate(time.Second).After(since)
}

// gzipSuffix tells the entity tag of a compressed representation from the plain one's (RFC 9110 §8.8.3.3).
const gzipSuffix = "-gzip"

func quoted(tag string) string { return `"` + tag + `"` }
