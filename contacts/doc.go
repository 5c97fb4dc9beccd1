// Package contacts reads what people write of people: a table of contacts as a spreadsheet saves it (Read), and the one
// person, territory or category that is meant by an id, an address or a name (Find, TerritoryID, CategoryID), whatever its case
// and accents. It changes nothing; who reads a table adds the people to the programme.
package contacts
