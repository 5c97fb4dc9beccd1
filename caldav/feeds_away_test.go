package caldav

import (
	"context"
	"net/http"
	"strings"
	"testing"
)

// A closed store refuses everything: what is answered now comes from memory alone.
func TestPublicFeedsNeedNoStore(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	first := s.get(elusFeed)
	s.move("pairs-1-elus")
	if err := s.db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.service.Record.Recap(context.Background(), ""); err == nil {
		t.Fatal("the store still answers")
	}
	changed := s.get(elusFeed, "If-None-Match: "+first.Header.Get("ETag"))
	isFeed(t, changed)
	if changed.body == first.body {
		t.Error("the feed is that of before the change")
	}
	s.get(elusFeed, "If-None-Match: "+changed.Header.Get("ETag")).want(t, http.StatusNotModified)
	isFeed(t, s.get("/feeds/t/faverges/never-asked-for.ics"))
	s.get("/feeds/index.json").want(t, http.StatusOK)
}

func TestStoreAwayGivesTheLastGoodFeed(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	mia, tom := s.personalPath("mia"), s.personalPath("tom")
	first := s.get(mia)
	if err := s.db.Close(); err != nil {
		t.Fatal(err)
	}
	a := s.get(mia)
	isFeed(t, a)
	if a.body != first.body {
		t.Error("other octets")
	}
	s.get(mia, "If-None-Match: "+first.Header.Get("ETag")).want(t, http.StatusNotModified)
	if !strings.Contains(s.log.String(), "last good") {
		t.Errorf("the log does not say so: %s", s.log.String())
	}
	never := s.get(tom).want(t, http.StatusNotFound) // never 500 or 503: Thunderbird would empty the calendar
	if never.Header.Get("Retry-After") == "" || never.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%v", never.Header)
	}
}

func TestRevokedFeedIsGone(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	old := s.personalPath("mia")
	first := s.get(old)
	if err := s.service.Accounts.RevokeFeed(context.Background(), "mia"); err != nil {
		t.Fatal(err)
	}
	a := s.get(old, "If-None-Match: "+first.Header.Get("ETag")).want(t, http.StatusGone)
	if strings.Contains(a.body, "VCALENDAR") {
		t.Error("it still tells")
	}
	isFeed(t, s.get(s.personalPath("mia")))
	if err := s.db.Close(); err != nil {
		t.Fatal(err)
	}
	if a := s.get(old); a.StatusCode == http.StatusOK {
		t.Error("the last good one of a revoked feed is given")
	}
}

// A subscriber of what is no more keeps a valid calendar.
func TestFeedOfARemovedCategoryIsEmpty(t *testing.T) {
	s := newFeedSite(t, testProgramme())
	before := s.get("/feeds/c/techniciens/x.ics")
	p := testProgramme()
	p.Categories = p.Categories[:1]
	p.Sessions = append(p.Sessions[:2:2], p.Sessions[3:]...)
	for i := range p.People {
		if p.People[i].Category == "techniciens" {
			p.People[i].Category = "elus"
		}
	}
	s.apply(p)
	a := s.get("/feeds/c/techniciens/x.ics", "If-None-Match: "+before.Header.Get("ETag"))
	if n := len(isFeed(t, a).Events()); n != 0 {
		t.Errorf("%d events", n)
	}
	if !strings.Contains(a.body, "BEGIN:VTIMEZONE") {
		t.Errorf("no component, which strict readers refuse:\n%s", a.body)
	}
}

func TestShelfKeepsWhatWasAskedForLast(t *testing.T) {
	s := shelf{room: 3 * 1600}
	for _, key := range []string{"a", "b", "c"} {
		s.put(key, &rendition{packed: make([]byte, 1000)})
	}
	s.get("a")
	s.put("d", &rendition{packed: make([]byte, 1000)})
	for key, want := range map[string]bool{"a": true, "b": false, "c": true, "d": true} {
		if got := s.get(key) != nil; got != want {
			t.Errorf("%s is kept: %v, want %v", key, got, want)
		}
	}
	s.put("a", &rendition{packed: make([]byte, 10)})
	s.put("huge", &rendition{packed: make([]byte, 10000)})
	if s.get("huge") != nil || s.taken != 0 || s.order.Len() != len(s.places) {
		t.Errorf("%d octets taken by %d", s.taken, s.order.Len())
	}
	s.put("a", &rendition{})
	s.remove("a")
	s.remove("nobody")
	if s.taken != 0 || s.order.Len() != 0 || len(s.places) != 0 {
		t.Errorf("%d octets taken by %d", s.taken, s.order.Len())
	}
}
