package calendars

// EditIn changes the octets of a stored object within the transaction of another room, under the preconditions, rules and quota of a PUT by who
// knows the object as it stands.
func EditIn(s *Service, tx Tx, c *Collection, name string, pre Preconditions, change func(Object) ([]byte, error)) (PutResult, error) {
	if err := s.stands(tx, c, pre); err != nil {
		return PutResult{}, err
	}
	o, err := storedObject(tx, c, name, pre)
	if err != nil {
		return PutResult{}, err
	}
	octets, err := change(o)
	if err != nil {
		return PutResult{}, err
	}
	index, err := s.text.Object(octets, s.zone(c))
	if err != nil {
		return PutResult{}, err
	}
	return s.putWithinQuota(tx, c, index.object(name, octets), Preconditions{IfMatch: []string{o.ETag}})
}
