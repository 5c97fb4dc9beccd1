// Package events is the domain of Parcours: the programme (sessions, answers, polls, decisions, territories,
// people, rights) and the calendars (collections, calendar objects as opaque octets with an index). It imports the
// standard library only: no HTTP, no SQL, no iCalendar text. Clock and identifiers are passed in.
//
// Service is the one set of use cases; Store the one interface to persistence; Text what the domain needs of
// iCalendar text. Every rule about who may see, answer, vote or decide is here and nowhere else.
package events
