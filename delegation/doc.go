// Package delegation is what a delegation keeps of itself on its desk: its agenda and expert days (calendar.go), and its people
// (people.go). It has no store of its own: events go through the use cases of calendars as if a client wrote them, people
// through those of events. What it adds is whom a referent may change. It imports the standard library and the rooms below.
package delegation
