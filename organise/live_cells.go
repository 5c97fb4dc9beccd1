package organise

import (
	"encoding/json"
	"fmt"

	"parcours/messages"
	"parcours/record"
)

// changedCell is a cell as the stream carries it.
type changedCell struct {
	ID      string `json:"id"`
	ForUs   string `json:"for_us"`
	Members string `json:"members"`
}

// kind is what part of the table a page shows, and in which language: pages of one kind get the same octets. Any part of it is for
// organisers alone, who may see all.
type kind struct {
	lang, territory, category, session string // "": all of them
	each                               bool   // a line a delegation
}

// kindOf is the kind of a page that is looked at so.
func (p *Pages) kindOf(l look, lang string) kind {
	k := kind{lang, l.Territory, l.Category, l.Session, l.Each}
	if group := p.events.Programme().Group(l.Session); l.Session != "" && len(group) > 0 && group[0].Category != "" {
		k.session = group[0].Group // its row is that of all rooms
	}
	return k
}

// liveCell is a cell that changed, in all languages.
type liveCell struct {
	session, category, territory string // of the row; territory is "" for all delegations together
	said                         map[string]changedCell
}

// shows tells whether a page of a kind has a cell.
func (k kind) shows(c *liveCell) bool {
	if k.session != "" && k.session != c.session || k.category != "" && k.category != c.category {
		return false
	}
	if k.each {
		return c.territory != "" && (k.territory == "" || k.territory == c.territory)
	}
	return k.territory == c.territory
}

// event is what a page of a kind is told of a batch, nil for nothing.
func (b *batch) event(k kind) []byte {
	told, made := b.events[k]
	if made {
		return told
	}
	var cells []changedCell
	for i := range b.cells {
		said, changed := b.cells[i].said[k.lang]
		if changed && k.shows(&b.cells[i]) {
			cells = append(cells, said)
		}
	}
	if text, err := json.Marshal(cells); err == nil && len(cells) > 0 {
		told = fmt.Appendf(nil, "id: %d\ndata: %s\n\n", b.version, text)
	}
	b.events[k] = told
	return told
}

// changed are the cells that say something else than before.
func (p *Pages) changed(before, now *record.Sheet) (all []liveCell) {
	voices := map[string]voice{}
	for _, lang := range messages.Languages {
		voices[lang] = p.voice(messages.For(lang))
	}
	for _, c := range now.Since(before) {
		cell := liveCell{c.Row.ID, c.Category.ID, c.Territory, map[string]changedCell{}}
		for lang, v := range voices {
			said := v.cell(c.Category, &c.Row.RecapRow, c.Now, c.Territory)
			if c.Before != nil && c.Before.Session != "" {
				if was := v.cell(c.Category, &c.Row.RecapRow, c.Before, c.Territory); was.ForUs == said.ForUs && was.Members == said.Members {
					continue
				}
			}
			cell.said[lang] = changedCell{said.ID, said.ForUs, said.Members}
		}
		if len(cell.said) > 0 {
			all = append(all, cell)
		}
	}
	return all
}
