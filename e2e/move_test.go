//go:build e2e

package e2e

import (
	"strconv"
	"strings"
	"testing"

	"parcours/config"
)

func TestThunderbirdSeesMove(t *testing.T) {
	date := demoDate()
	s := serve(t, example(t), "--demo-from", date.Format("2006-01-02"))
	referent := s.referentOfFaverges()
	b := startThunderbird(t)
	feed := b.subscribe(s.url + "/feeds/c/elus/Parcours-Elus.ics")
	calendars := b.addAccount(s, referent)
	parcours, delegation := calendars["parcours"], calendars["faverges.delegation"]
	session := uid("pairs-2-elus")
	b.answer(parcours, session, "ACCEPTED")
	inFeed, invited := b.events(feed), b.events(parcours)

	// In the file the dates are those of 2022.
	s.configure(edited(t, example(t), "pairs-2", map[string]string{"start": "2022-03-23T10:00:00", "end": "2022-03-23T12:30:00"}))
	s.reload()
	moved := held{"pairs-2-elus", "2022-03-23T10:00", "2022-03-23T12:30", "CONFIRMED"}
	start, _ := moved.local(t, shift(t, date))
	until(t, "the new time in the feed", func() bool {
		return property(s.get(person{}, "/feeds/c/elus/Parcours-Elus.ics"), session, "DTSTART") == start
	})

	table := append([]held(nil), forElus...)
	for i := range table {
		if table[i].id == moved.id {
			table[i] = moved
		}
	}
	checkMove(t, inFeed, b.events(feed), table, shift(t, date))
	after := b.events(parcours)
	checkMove(t, invited, after, append(table, held{"prep-cloture", "2022-06-23", "2022-06-23", "TENTATIVE"}), shift(t, date))
	checkAnswers(t, after, map[string]string{session: "NEEDS-ACTION"})
	forUs := b.events(delegation)
	for _, category := range []string{"techniciens", "elus", "partenaires", "ddt"} {
		room := uid("pairs-2-"+category) + "+faverges." + category
		if got := forUs[room].Start.Local; got != start {
			t.Errorf("%s is at %s in the delegation's calendar, want %s", room, got, start)
		}
	}

	b.answer(parcours, session, "TENTATIVE")
	checkHistory(t, s.historyBy(referent), []answer{
		{Session: "pairs-2-elus", For: referent.id, By: referent.id, Status: "ACCEPTED", Door: "caldav"},
		{Session: "pairs-2-elus", For: referent.id, By: referent.id, Status: "TENTATIVE", Door: "caldav"},
	})
	b.screenshot("thunderbird-moved.png", "week", start[:4]+"-"+start[4:6]+"-"+start[6:8], after[session].Summary)
}

// checkMove checks times after a move, and that only the moved session has another SEQUENCE: one higher.
func checkMove(t *testing.T, before, after map[string]thing, table []held, demo config.Demo) {
	t.Helper()
	checkTimes(t, after, table, demo)
	for id, e := range after {
		want := sequence(t, before[id])
		if strings.HasPrefix(id, "pairs-2-elus@") {
			want++
		}
		if got := sequence(t, e); got != want {
			t.Errorf("%s has SEQUENCE %d, want %d", id, got, want)
		}
	}
}

// sequence is an event's SEQUENCE; without one it is 0 (RFC 5545 §3.8.7.4).
func sequence(t *testing.T, e thing) int {
	t.Helper()
	if e.Sequence == "" {
		return 0
	}
	n, err := strconv.Atoi(e.Sequence)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
