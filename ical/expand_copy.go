package ical

import "slices"

// copyOf is a copy that shares nothing with the component that could be changed. It is written as the original is.
func copyOf(c *Component) *Component { return copyWith(c, func(*Component) bool { return true }) }

// copyWith is such a copy with those of its direct subcomponents that are wanted.
func copyWith(c *Component, wanted func(*Component) bool) *Component {
	made := copyBare(c)
	for _, p := range c.Properties {
		made.Properties = append(made.Properties, copyInto(made, c, p))
	}
	for _, k := range c.Components {
		if wanted(k) {
			made.Components = append(made.Components, copyPart(made, c, copyOf(k)))
		}
	}
	return made
}

// copyBare is a copy without properties and subcomponents.
func copyBare(c *Component) *Component {
	made := *c
	made.Properties, made.Components = nil, nil
	return &made
}

// copyInto copies a property of from for its copy to.
func copyInto(to, from *Component, p *Property) *Property {
	made := *p
	if made.in == from {
		made.in = to
	}
	made.Params = make([]Param, len(p.Params))
	for i, q := range p.Params {
		made.Params[i] = Param{Name: q.Name, Values: slices.Clone(q.Values)}
	}
	return &made
}

// copyPart gives a copied component of from its place in the copy to.
func copyPart(to, from, part *Component) *Component {
	if part.in == from {
		part.in = to
	}
	return part
}
