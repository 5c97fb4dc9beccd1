package calendars

// KeepListings sets how many items listings keep together.
func (s *Service) KeepListings(atMost int) { s.listings.atMost = atMost }

// ListingsKept is how many collections are kept, and how many items with them.
func (s *Service) ListingsKept() (collections, items int) {
	return len(s.listings.kept), s.listings.items - len(s.listings.kept)
}

// Listed is what a transaction is told of a collection that it has read.
func (s *Service) Listed(tx Tx, in StoredCollection) ([]Item, error) { return s.listed(tx, in) }
