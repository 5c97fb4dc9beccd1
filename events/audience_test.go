package events

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestAudienceCovers(t *testing.T) {
	marc := &Person{ID: "marc", Role: Member, Category: "elus", Territories: []string{"faverges", "annecy"}}
	gwen := &Person{ID: "gwen", Role: Guest, Category: "elus", Territories: []string{"faverges"}}
	emma := &Person{ID: "emma", Role: Expert, Territories: []string{"faverges"}}
	orga := &Person{ID: "orga", Role: Organiser}
	paul := &Person{ID: "paul"}
	all := []*Person{marc, gwen, emma, orga, paul}
	for _, c := range []struct {
		name string
		rule Audience
		want string
	}{
		{"the zero rule", Audience{}, "marc gwen"},
		{"a category", Audience{Categories: []string{"elus"}}, "marc gwen"},
		{"another category", Audience{Categories: []string{"ddt"}}, ""},
		{"a territory", Audience{Territories: []string{"annecy"}}, "marc"},
		{"one of several territories", Audience{Territories: []string{"vimy", "faverges"}}, "marc gwen"},
		{"experts", Audience{Roles: []Role{Expert}}, "emma"},
		{"experts and members", Audience{Roles: []Role{Expert, Member}}, "marc emma"},
		{"experts of a category", Audience{Roles: []Role{Expert}, Categories: []string{"elus"}}, ""},
		{"organisers of no territory", Audience{Roles: []Role{Organiser}, Territories: []string{"faverges"}}, ""},
		{"organisers", Audience{Roles: []Role{Organiser}}, "orga"},
		{"plain calendar users", Audience{Roles: []Role{""}}, "paul"},
	} {
		var got string
		for _, p := range all {
			if c.rule.covers(p) {
				got += " " + p.ID
			}
		}
		if got != "" && got[1:] != c.want || got == "" && c.want != "" {
			t.Errorf("%s covers%s, want %s", c.name, got, c.want)
		}
	}
}

func TestAudienceReaches(t *testing.T) {
	for _, c := range []struct {
		rule                Audience
		territory, category string
		want                bool
	}{
		{Audience{}, "faverges", "elus", true},
		{Audience{}, "", "", true},
		{Audience{Roles: []Role{Referent}}, "faverges", "", true},
		{Audience{Roles: []Role{Guest}}, "faverges", "", false},
		{Audience{Roles: []Role{Expert, Organiser}}, "", "", false},
		{Audience{Territories: []string{"annecy"}}, "faverges", "", false},
		{Audience{Territories: []string{"annecy"}}, "", "elus", true},
		{Audience{Categories: []string{"ddt"}}, "faverges", "elus", false},
		{Audience{Categories: []string{"ddt"}}, "faverges", "", true},
	} {
		if got := c.rule.Reaches(c.territory, c.category); got != c.want {
			t.Errorf("%+v in %q, %q: %v", c.rule, c.territory, c.category, got)
		}
	}
	referents := &Session{Asked: []Audience{{Roles: []Role{Referent}}}}
	if !referents.AsksDelegation("faverges") || referents.AsksCategory("faverges", "elus") {
		t.Error("a session of referents is the delegation's, and of no category")
	}
	room := &Session{Plan: Plan{Category: "elus"}, Asked: []Audience{{Categories: []string{"techniciens"}}}}
	if room.AsksDelegation("faverges") {
		t.Error("a room that asks another category asks the delegation in its own")
	}
}

// People named one by one stand beside the rule, and those excused against it.
func TestAsksByName(t *testing.T) {
	x := &Session{Asked: []Audience{{Categories: []string{"elus"}}}, Invited: []string{"emma", "anne"}, Excused: []string{"marc", "anne"}}
	for p, want := range map[*Person]bool{
		{ID: "rene", Role: Member, Category: "elus"}:        true,
		{ID: "marc", Role: Member, Category: "elus"}:        false,
		{ID: "emma", Role: Expert}:                          true,
		{ID: "anne", Role: Member, Category: "techniciens"}: false,
		{ID: "paul"}: false,
	} {
		if got := x.Asks(p); got != want {
			t.Errorf("%s: %v", p.ID, got)
		}
	}
}

func TestResolve(t *testing.T) {
	plans := map[string][]*Plan{}
	for _, p := range []*Plan{
		{ID: "pairs-elus", Group: "pairs", Category: "elus"}, {ID: "pairs-ddt", Group: "pairs", Category: "ddt", Audience: Audience{Territories: []string{"annecy"}}},
		{ID: "experts", Audience: Audience{Roles: []Role{Expert}}}, {ID: "agora", Audience: Audience{AskedTo: []string{"pairs"}}},
		{ID: "ronde", Audience: Audience{AskedTo: []string{"ronde"}}},
	} {
		plans[p.ID] = append(plans[p.ID], p)
		plans[p.Group] = append(plans[p.Group], p)
	}
	elus, ddt, experts := Audience{Categories: []string{"elus"}}, Audience{Categories: []string{"ddt"}, Territories: []string{"annecy"}}, Audience{Roles: []Role{Expert}}
	for _, c := range []struct {
		name string
		plan Plan
		want []Audience
	}{
		{"its own rule", Plan{Audience: ddt}, []Audience{ddt}},
		{"no rule", Plan{}, []Audience{{}}},
		{"a room", Plan{Category: "elus"}, []Audience{elus}},
		{"a room with categories of its own", Plan{Category: "elus", Audience: ddt}, []Audience{ddt}},
		{"those asked to a group", Plan{Audience: Audience{AskedTo: []string{"pairs"}}}, []Audience{elus, ddt}},
		{"those asked to one of it", Plan{Audience: Audience{AskedTo: []string{"pairs-elus"}}}, []Audience{elus}},
		{"through another session", Plan{Audience: Audience{AskedTo: []string{"agora"}}}, []Audience{elus, ddt}},
		{"twice the same", Plan{Audience: Audience{AskedTo: []string{"pairs", "agora"}}}, []Audience{elus, ddt}},
		{"the experts too", Plan{Audience: Audience{AskedTo: []string{"pairs-elus", "experts"}}}, []Audience{elus, experts}},
		{"of a territory", Plan{Audience: Audience{AskedTo: []string{"pairs"}, Territories: []string{"faverges"}}},
			[]Audience{{Categories: []string{"elus"}, Territories: []string{"faverges"}}}},
		{"the referents among them", Plan{Audience: Audience{AskedTo: []string{"pairs-elus"}, Roles: []Role{Referent}}},
			[]Audience{{Categories: []string{"elus"}, Roles: []Role{Referent}}}},
		{"the experts among members", Plan{Audience: Audience{AskedTo: []string{"pairs"}, Roles: []Role{Expert}}}, nil},
		{"of a category that is not asked", Plan{Audience: Audience{AskedTo: []string{"pairs"}, Categories: []string{"techniciens"}}}, nil},
		{"of nothing that is there", Plan{Audience: Audience{AskedTo: []string{"rien"}}}, nil},
		{"of itself, for ever", *plans["ronde"][0], []Audience{{AskedTo: []string{"ronde"}}}},
	} {
		got := c.plan.resolve(plans)
		for i := range got {
			if c.name == "of itself, for ever" {
				got[i].AskedTo = c.want[0].AskedTo // what is left of it does not matter, but that there is an end
			}
		}
		if !EqualRules(got, c.want) {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
}

// A narrowed rule covers exactly those whom both cover, where the second speaks of roles; else whom the first covers
// within the second's categories and territories.
func TestNarrowedLaw(t *testing.T) {
	rule := func(t *rapid.T, name string) Audience {
		some := func(of ...string) []string {
			return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 0, 2, rapid.ID[string]).Draw(t, name)
		}
		return Audience{Categories: some("elus", "ddt", "techniciens"), Territories: some("annecy", "faverges", "vimy"),
			Roles: rapid.SliceOfNDistinct(rapid.SampledFrom(Roles), 0, 2, rapid.ID[Role]).Draw(t, name)}
	}
	rapid.Check(t, func(t *rapid.T) {
		a, b := rule(t, "a"), rule(t, "b")
		both, any := a.narrowed(b)
		p := &Person{Role: rapid.SampledFrom(append(slices.Clone(Roles), "")).Draw(t, "role"), Category: rapid.SampledFrom([]string{"", "elus", "ddt", "techniciens"}).Draw(t, "category"),
			Territories: rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"annecy", "faverges", "vimy"}), 0, 1, rapid.ID[string]).Draw(t, "territory")}
		if len(b.Roles) == 0 {
			b.Roles = []Role{p.Role}
		}
		if got, want := any && both.covers(p), a.covers(p) && b.covers(p); got != want {
			t.Fatalf("%+v and %+v make %+v; %+v: %v", a, b, both, p, got)
		}
	})
}
