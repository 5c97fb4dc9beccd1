package store

// Clearly is for the tests of what a whole server writes.
var Clearly = clearly
