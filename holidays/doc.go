// Package holidays knows days off: the school holidays of a country's zones and its public holidays, from data that comes with the
// program or from a file of one's own, and what should be known of a day before it is chosen. Days are of the programme's
// calendar, without time zone.
package holidays
