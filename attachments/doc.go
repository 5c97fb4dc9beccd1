// Package attachments is the documents that are attached to events and tasks (RFC 8607): who adds, replaces and removes them, who reads them,
// and when they go. Their octets are kept by files, the lines that name them are edits of objects through calendars. It imports the
// standard library and the rooms below.
package attachments
