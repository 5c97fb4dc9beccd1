// Package personal is what is kept of a person, in all rooms: given to them whole, or erased at their wish. It imports the standard library
// and the rooms below only.
package personal
