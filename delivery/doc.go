// Package delivery is what becomes of notices: mails, reminders and digests, and what came in and waits. It imports the
// standard library and package events only.
//
// It consumes the notices that events stores, writes mails and receipts, and answers for people whose mail says so
// (events.Service.RespondIn). Package mail writes and reads the messages themselves.
package delivery
