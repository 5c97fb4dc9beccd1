package ical

import "slices"

// New is an empty component of that name (upper case).
func New(name string) *Component { return &Component{Name: name} }

// NewText is a property whose value is a text as people write it; it is escaped here.
func NewText(name, text string, params ...Param) *Property {
	return &Property{Name: name, Params: params, Value: Escape(text)}
}

// NewTextList is a property with a list of texts: CATEGORIES, RESOURCES.
func NewTextList(name string, texts []string, params ...Param) *Property {
	return &Property{Name: name, Params: params, Value: escapeList(texts, ",")}
}

// NewValue is a property whose value is given as on the wire: dates, addresses, rules.
func NewValue(name, value string, params ...Param) *Property {
	return &Property{Name: name, Params: params, Value: value}
}

// P is a parameter of that name (upper case).
func P(name string, values ...string) Param { return Param{Name: name, Values: values} }

// Add appends properties.
func (c *Component) Add(properties ...*Property) { c.Properties = append(c.Properties, properties...) }

// AddComponent appends components.
func (c *Component) AddComponent(components ...*Component) {
	c.Components = append(c.Components, components...)
}

// Set puts the property in the place of the first one of its name, or appends it.
func (c *Component) Set(p *Property) {
	for i, q := range c.Properties {
		if q.Name == p.Name {
			if p != q {
				p.in, p.pos = q.in, q.pos
			}
			c.Properties[i] = p
			return
		}
	}
	c.Add(p)
}

// Remove takes out all properties of that name (upper case) and tells whether there were any.
func (c *Component) Remove(name string) bool {
	before := len(c.Properties)
	c.Properties = slices.DeleteFunc(c.Properties, func(p *Property) bool { return p.Name == name })
	return len(c.Properties) < before
}

// RemoveComponents takes out all direct subcomponents of that name (upper case) and tells whether there were any.
func (c *Component) RemoveComponents(name string) bool {
	before := len(c.Components)
	c.Components = slices.DeleteFunc(c.Components, func(k *Component) bool { return k.Name == name })
	return len(c.Components) < before
}

// SetValue sets the value as on the wire.
func (p *Property) SetValue(value string) { p.Value = value }

// SetText sets the value to a text as people write it; one that reads the same already stays as it was written.
func (p *Property) SetText(text string) {
	if p.Text() != text {
		p.Value = Escape(text)
	}
}

// SetParam sets a parameter (upper case), in the place of the one of that name or after the others.
func (p *Property) SetParam(name string, values ...string) {
	q := Param{Name: name, Values: values}
	params := slices.Clone(p.Params)
	if i := slices.IndexFunc(params, func(q Param) bool { return q.Name == name }); i >= 0 {
		params[i] = q
	} else {
		params = append(params, q)
	}
	p.Params = params
}

// DelParam takes a parameter (upper case) off and tells whether it was there.
func (p *Property) DelParam(name string) bool {
	kept := slices.DeleteFunc(slices.Clone(p.Params), func(q Param) bool { return q.Name == name })
	gone := len(kept) < len(p.Params)
	p.Params = kept
	return gone
}
