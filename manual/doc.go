// Package manual writes what the command line says of itself: the page of the manual, and what shells need to complete commands. Both
// are made of the model that parses the commands, so that they say what --help says.
package manual
