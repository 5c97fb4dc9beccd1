package site

import (
	"time"
)

// Later lets a minute pass: what was said before a decision is told from what was said after by the clock.
func (s *Site) Later() { s.Wait(time.Minute) }
