// Package rules is what the rules of delegations' own calendars say: of the day of dialogue in an agenda, of expert days and
// what is left of them, and of what a delegation and its experts answered to such a day. Pure functions of what is entered: they
// refuse nothing, and say what somebody has to settle. Package calendars asks them, and writes what they say into the events.
package rules
