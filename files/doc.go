// Package files is what delegations hand in: documents that the store keeps, and links to documents elsewhere, as resources
// of the delegation or as answers to the arbitrages that ask for a document. It imports the standard library and package
// events only.
package files
