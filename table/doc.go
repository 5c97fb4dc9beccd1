// Package table writes tables as text that fits a terminal: columns side by side, cells wrapped between words, and what is
// copied, such as addresses and ids, left whole; and files for spreadsheets: CSV, XLSX, ODS. It knows no programme.
package table
