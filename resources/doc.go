// Package resources is what organisers make and change of the programme's resources: links and documents of the whole programme or of a
// delegation, and the sessions and arbitrages that show them. It imports the standard library and packages events and record only.
package resources
