package events

import "encoding/hex"

// ErasedKey is the key of Tx.Setting that tells when somebody with this id or address was erased (RFC 3339): a keyed hash, from
// which neither is read.
func (s Links) ErasedKey(name string) string {
	return "erased:" + hex.EncodeToString(s.Sign("erased", FoldAddress(name)))
}

// NobodyPrefix begins the ids under which the answers of erased people stand.
const NobodyPrefix = "nobody-"

// Erased tells whether this is what is left of somebody who was erased: nobody, whose answers count.
func (p *Person) Erased() bool { return p.Removed && p.Email == "" }

// notErased refuses somebody new by whose id or address a person was erased: whoever keeps lists of people must not bring them back
// without a word.
func (s *Service) notErased(tx Tx, p Person) error {
	for _, name := range []string{p.ID, p.Email} {
		at, err := tx.Setting(Links{s.secret}.ErasedKey(name))
		if err != nil {
			return err
		}
		if at != "" {
			return Invalidf("erased", "%s: what was kept of them was erased on %.10s; take them out of lists and files, or, if they wish to come back, "+
				"let them: parcours people erase --let-back %s", name, at, name)
		}
	}
	return nil
}
