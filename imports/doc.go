// Package imports brings calendars from elsewhere into a person's home: those of an iCalendar file (File), read component by
// component so that a broken one is told and the others are taken, and those of an account of another CalDAV server
// (OpenAccount, Account.Bring), whose objects come octet for octet and are known again. All goes through the rules of
// calendars, as if a client wrote it. It knows no programme and no terminal: what it has to tell it writes line by line.
package imports
