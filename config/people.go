package config

import (
	"strings"

	"parcours/events"
)

var roles = wordsOf(events.Roles)

func wordsOf[T ~string](all []T) []string {
	var words []string
	for _, x := range all {
		words = append(words, string(x))
	}
	return words
}

func (l *loader) people() {
	l.addresses = map[string]position{}
	var brought []askedTo
	for _, t := range l.root.tables("person") {
		l.file.Programme.People = append(l.file.Programme.People, l.person(t))
		if by := t.text("godparent"); by.given() {
			brought = append(brought, askedTo{t, by})
		}
		t.close()
	}
	for _, b := range brought {
		l.refer(b.in, "person", b.name)
	}
}

func (l *loader) person(t *table) events.Person {
	p := events.Person{
		ID:          l.identify(t, "person"),
		Email:       t.address("email"),
		Name:        t.need("name").text,
		Function:    t.text("function").text,
		Language:    t.one("language", languages, "").text,
		Territories: l.referAll(t, "territory", t.texts("territories")),
		Category:    l.refer(t, "category", t.text("category")),
		Godparent:   t.text("godparent").text,
		Briefed:     t.flag("briefed"),
		InFile:      true,
	}
	p.Role = events.Role(t.one("role", roles, usualRole(p)).text)
	l.onceOnly(t, p.Email)
	l.placed(t, p)
	l.guest(t, p)
	return p
}

// usualRole is the role of who has none in the file: somebody of a territory is a member of its delegation.
func usualRole(p events.Person) string {
	if len(p.Territories) > 0 {
		return string(events.Member)
	}
	return ""
}

// onceOnly checks that an address is there and is nobody else's: it is the login.
func (l *loader) onceOnly(t *table, email string) {
	if !t.has("email") {
		t.add(t.node.at, `Add email = "camille.roux@example.org": it is the login.`, "%s has no e-mail address", t.name)
	}
	if email == "" {
		return
	}
	folded := strings.ToLower(email)
	if first, taken := l.addresses[folded]; taken {
		t.add(t.at("email"), "Give each person their own address: it is the login.", "address %s is given twice, first on line %d", email, first.line)
		return
	}
	l.addresses[folded] = t.at("email")
}

// guest checks that only a guest is somebody's.
func (l *loader) guest(t *table, p events.Person) {
	if p.Role != events.Guest && (t.has("godparent") || p.Briefed) {
		t.add(t.at("godparent"), `Add role = "guest", or remove what is said of guests.`, "%s is no guest, and has a godparent or was briefed", t.name)
	}
}

// placed checks that who belongs to a delegation has a territory, and a category.
func (l *loader) placed(t *table, p events.Person) {
	ofDelegation := p.Role == events.Referent || p.Role == events.Member
	if ofDelegation && len(p.Territories) == 0 && !t.has("territories") {
		t.add(t.at("role"), `Add territories = ["..."]: whose delegation it is.`, "%s is a %s without territory", t.name, p.Role)
	}
	if ofDelegation && !t.has("category") && len(l.ids["category"]) > 0 {
		t.warn(t.node.at, `Add category = "...".`, "%s has no category, and is asked to no session between peers", t.name)
	}
}
