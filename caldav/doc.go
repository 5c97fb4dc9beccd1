// Package caldav is the DAV face of the server: WebDAV classes 1 and 3 (RFC 4918), access control (RFC 3744),
// CalDAV (RFC 4791), collection synchronisation (RFC 6578), the scheduling collections (RFC 6638), extended MKCOL
// (RFC 5689), add-member (RFC 5995) and the published feeds.
//
// A path is resolved once, to a typed resource (path.go); one switch sends the request to its method (method.go);
// one table says which properties there are and who has them (props.go); one function turns the domain's errors
// into answers (errors.go). No rule about who may see or do what stands here: package events knows it.
package caldav
