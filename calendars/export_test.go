package calendars

// KeepListings sets how many octets listings take together.
func (s *Service) KeepListings(atMost int) { s.listings.atMost = atMost }

// ListingsTake is how many octets are taken, as it was counted, and as it is.
func (s *Service) ListingsTake() (counted, taken int) {
	for _, l := range s.listings.kept {
		for _, o := range l.byName {
			taken += objectTakes + len(o.Octets)
		}
	}
	return s.listings.taken, taken
}

// FromListing is what a transaction is told by a listing.
func (s *Service) FromListing(tx Tx, in StoredCollection, q ItemQuery) ([]Item, bool, error) {
	return s.fromListing(tx, in, q)
}

// FromStore is what the store says.
func FromStore(tx Tx, in StoredCollection, q ItemQuery) ([]Item, error) {
	return objectItems(tx, in, q)
}
