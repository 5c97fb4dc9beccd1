package synced

import "slices"

// CutAt is the change number up to which limit of these changes go, 0 where all fit or there is no limit. It sorts them.
func CutAt(numbers []int64, limit int) int64 {
	if limit <= 0 || len(numbers) <= limit {
		return 0
	}
	slices.Sort(numbers)
	return numbers[limit-1]
}
