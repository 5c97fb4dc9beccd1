// Package front is what stands before all doors: where connections come in, who asks, what is counted and logged of it,
// and whether the server can do its work. It knows nothing of the programme.
package front
