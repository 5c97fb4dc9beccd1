// Package arbitrages is what organisers make and change of arbitrages: which question is put to the delegations, how it is answered, and
// what it is about. It stands on the programme and on the record. It imports the standard library and the rooms below only.
package arbitrages
