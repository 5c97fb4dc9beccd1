package site

import (
	"pgregory.net/rapid"
)

// Draw takes one of several.
func Draw[T any](rt *rapid.T, label string, from ...T) T {
	return rapid.SampledFrom(from).Draw(rt, label)
}
