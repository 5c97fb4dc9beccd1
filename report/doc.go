// Package report puts the record into words, in tables and lines: who and what by their names, answers, what a delegation said of an
// arbitrage and what is missing. Commands print them, organisers' pages show them, spreadsheets keep them.
package report
