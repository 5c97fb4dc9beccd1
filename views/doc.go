// Package views lays what stands on days out by time: as a month, and as a line from the first day to the last. It knows neither
// sessions nor pages, and is pure: what is laid out comes with its days, and goes into the template as it came.
package views
