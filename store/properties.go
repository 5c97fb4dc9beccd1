package store

import (
	"strings"

	"parcours/calendars"
)

// trimPath is the form in which resources are kept: without slashes at the ends, so that a collection has one name.
func trimPath(resource string) string { return strings.Trim(resource, "/") }

// collectionPath is the resource of a stored collection.
func collectionPath(home, name string) string { return "calendars/" + home + "/" + name }

// Properties implements Tx: by name. A slash at either end of a resource makes no difference.
func (t *tx) Properties(person, resource string) ([]calendars.Property, error) {
	return list(t, func(row scanner) (p calendars.Property, err error) {
		return p, row.Scan(&p.Name.Space, &p.Name.Local, &p.XML)
	}, "SELECT space, local, xml FROM properties WHERE resource = $1 AND person = $2 ORDER BY space, local", trimPath(resource), person)
}

// SetProperty implements Tx.
func (t *tx) SetProperty(person, resource string, p calendars.Property) error {
	return t.write(`INSERT INTO properties (resource, person, space, local, xml) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (resource, person, space, local) DO UPDATE SET xml = excluded.xml`,
		trimPath(resource), person, p.Name.Space, p.Name.Local, p.XML)
}

// RemoveProperty implements Tx. Removing what is not there is no error (RFC 4918 §14.23).
func (t *tx) RemoveProperty(person, resource string, name calendars.PropertyName) error {
	return t.write("DELETE FROM properties WHERE resource = $1 AND person = $2 AND space = $3 AND local = $4",
		trimPath(resource), person, name.Space, name.Local)
}

// removePropertiesBelow removes everybody's properties of a resource and of all below it. '0' follows '/'.
func (t *tx) removePropertiesBelow(resource string) error {
	if err := t.write("DELETE FROM properties WHERE resource = $1", resource); err != nil {
		return err
	}
	return t.write("DELETE FROM properties WHERE resource >= $1 AND resource < $2", resource+"/", resource+"0")
}
