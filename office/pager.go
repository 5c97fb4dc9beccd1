package office

// Pager leads through the pages of a long list; Last is 1 where there is one only.
type Pager struct {
	Here, Last     int
	Open           bool   // how many there are in all is not known
	Earlier, Later string // addresses, "" where there is none
}

// CutPage gives a page's part of a list, and how to go on.
func CutPage[T any](all []T, page, size int, address func(page int) string) ([]T, Pager) {
	p := Pager{Here: page, Last: max(1, (len(all)+size-1)/size)}
	p.Here = min(p.Here, p.Last)
	if p.Here > 1 {
		p.Earlier = address(p.Here - 1)
	}
	if p.Here < p.Last {
		p.Later = address(p.Here + 1)
	}
	from := (p.Here - 1) * size
	return all[from:min(from+size, len(all))], p
}
