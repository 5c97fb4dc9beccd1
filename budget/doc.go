// Package budget bounds what one request, one person and all of them together may take of the server: octets in flight, objects
// read, time of work, requests at once. It knows no protocol: a door holds what it is about to read, gives it back, and says
// between objects that it goes on.
package budget
