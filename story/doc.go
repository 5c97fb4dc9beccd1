// Package story says how the year 2022 of the note d'arbitrage ends, whichever way it was told: through calendar programs and
// commands, or by delegations and organisers in a browser. Only tests import it.
package story
