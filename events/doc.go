// Package events is the programme: its words, the rules as pure functions of a Snapshot, and the use cases that change it.
// It imports the standard library only: no HTTP, no SQL, no iCalendar text. Clock and identifiers are passed in.
//
// What a change does to others it says as rows in the same transaction (a notice, an epoch, a change number), never by a
// call upwards. Every rule about who may see, answer, vote or decide is here and nowhere else.
package events
