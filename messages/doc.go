// Package messages is what people read, in French and in English: in calendars, on pages and in mails. The texts are
// in the TOML files of this folder, two files a subject (ical.fr.toml, ical.en.toml), with the plural rules of
// go-i18n; dates and lists are put into words here too.
package messages
