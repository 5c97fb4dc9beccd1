// Package calendars is what a calendar client sees: homes, collections (stored and derived), calendar object resources as
// opaque octets with an index, preconditions, sync and its tokens, sharing, quota, the rules of delegations' agendas and the
// ledger that counts in them. It imports the standard library and package events only.
//
// It may read the programme and answer in it (events.Service), and writes collections, objects, overlays and shares. It
// sends nothing: what others must learn is a notice that events stores with the change.
package calendars
