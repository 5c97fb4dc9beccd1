package record

import (
	"slices"

	"parcours/events"
)

// Changed is a cell of the table that says something else than before.
type Changed struct {
	Row         *SheetRow
	Category    events.Category
	Territory   string     // of a delegation's line; "" for all of them
	Before, Now *RecapCell // Before is nil where there was none
}

// Since gives the cells that are not what they were in a table before, in the order of the table. Of two readings of one programme it
// costs what was said between them, and a look at each line.
func (t *Sheet) Since(before *Sheet) (all []Changed) {
	if !slices.EqualFunc(t.Categories, before.Categories, func(a, b events.Category) bool { return a.ID == b.ID }) {
		before = &Sheet{}
	}
	rows := map[rowPlace]*SheetRow{}
	for i := range before.Rows {
		rows[placeOf(&before.Rows[i].RecapRow)] = &before.Rows[i]
	}
	for i := range t.Rows {
		row := &t.Rows[i]
		was := rows[placeOf(&row.RecapRow)]
		if was == nil {
			was = &SheetRow{}
		}
		all = t.cells(all, row, "", was.Cells, row.Cells)
		if len(was.Delegations) > 0 && len(row.Delegations) == len(was.Delegations) && &was.Delegations[0] == &row.Delegations[0] {
			continue // as it was
		}
		for k, line := range row.Delegations {
			all = t.cells(all, row, line.Territory, was.line(k, line.Territory), line.Cells)
		}
	}
	return all
}

// line gives the cells of a delegation, which is probably the nth; nil for none.
func (r *SheetRow) line(n int, territory string) []RecapCell {
	if n >= len(r.Delegations) || r.Delegations[n].Territory != territory {
		n = slices.IndexFunc(r.Delegations, func(l Line) bool { return l.Territory == territory })
	}
	if n < 0 {
		return nil
	}
	return r.Delegations[n].Cells
}

// cells adds those that changed of a line.
func (t *Sheet) cells(all []Changed, row *SheetRow, territory string, before, now []RecapCell) []Changed {
	if len(before) > 0 && len(now) > 0 && &before[0] == &now[0] {
		return all
	}
	for i := range now {
		c := Changed{Row: row, Category: t.Categories[i], Territory: territory, Now: &now[i]}
		if before != nil {
			c.Before = &before[i]
		}
		if c.Now.Session != "" && (c.Before == nil || !c.Now.same(c.Before)) {
			all = append(all, c)
		}
	}
	return all
}

func (c *RecapCell) same(before *RecapCell) bool {
	return c.Session == before.Session && c.Members == before.Members && slices.EqualFunc(c.ForUs, before.ForUs, func(a, b Said) bool {
		return a.Territory == b.Territory && a.By == b.By && a.Status == b.Status && a.Comment == b.Comment && a.Late == b.Late && a.Against == b.Against && a.At.Equal(b.At)
	})
}
