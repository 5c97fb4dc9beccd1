// Package polls is what organisers make and change of polls for dates: which dates become sessions, how they are numbered, which may go
// while nobody has voted. It stands on the programme and on the record of who voted. It imports the standard library and the rooms
// below only.
package polls
