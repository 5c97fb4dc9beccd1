package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"parcours/events"
	"parcours/holidays"
)

// holidays reads on which days nobody should be asked: those of a country that the program knows, those of a file of the
// organisers' own, and days that are off in every week.
func (l *loader) holidays(t *table) events.Holidays {
	defer t.close()
	h := events.Holidays{Country: t.one("country", []string{holidays.France}, "").text}
	file, here := t.text("file"), t.text("days")
	switch {
	case file.given() && here.given():
		t.add(here.at, "Keep one of them.", "days off are said here and in %q", file.text)
	case file.given():
		h.Own = l.daysOff(t, file)
	case here.given():
		h.Own = readDays(t, here, "days off", []byte(here.text), nil)
	}
	for _, day := range t.texts("days_off") {
		n := -1
		for w := time.Sunday; w <= time.Saturday; w++ {
			if strings.EqualFold(w.String(), day.text) {
				n = int(w)
			}
		}
		if n < 0 {
			t.add(day.at, `Write English names: days_off = ["saturday", "sunday"].`, "%q is no day of the week", day.text)
			continue
		}
		h.Weekdays = append(h.Weekdays, time.Weekday(n))
	}
	l.zonesKnown(h)
	return h
}

// daysOff reads the file of days off. Its form is told by the head of events/holidays.csv.
func (l *loader) daysOff(t *table, file word) events.DaysOff {
	if l.read == nil {
		t.add(file.at, "", "%q cannot be read here: this file was not read from a folder", file.text)
		return events.DaysOff{}
	}
	octets, err := l.read(file.text)
	return readDays(t, file, fmt.Sprintf("days off of %q", file.text), octets, err)
}

func readDays(t *table, at word, what string, octets []byte, err error) (days events.DaysOff) {
	if err == nil && strings.TrimSpace(string(octets)) == "" {
		err = errors.New("it is empty")
	}
	if err == nil {
		days, err = holidays.Read(string(octets))
	}
	if err != nil {
		t.add(at.at, "The head of holidays/holidays.csv tells the form; a file is named as seen from the folder of this one.", "%s: %v", what, err)
	}
	return days
}

// schoolZone is one of France; where the organisers have a file of their own, whatever they call it there.
func (l *loader) schoolZone(t *table) string {
	if h := l.root.table("holidays"); h.has("file") || h.has("days") {
		return t.text("school_zone").text
	}
	return t.one("school_zone", zones, "").text
}

// zonesKnown warns where territories have a zone of school holidays of which no year is known.
func (l *loader) zonesKnown(h events.Holidays) {
	if h.Country != "" || len(h.Own.Years) > 0 {
		return
	}
	for _, t := range l.root.tables("territory") {
		if zone := t.text("school_zone"); slices.Contains(zones, zone.text) {
			l.warn(zone.at, `Add [holidays] with country = "FR", or with a file.`, "nothing is known of the school holidays of zone %s", zone.text)
			return
		}
	}
}
