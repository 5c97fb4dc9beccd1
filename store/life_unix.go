//go:build unix

package store

import (
	"io/fs"
	"syscall"
)

// inodeOf is the number of a file in its file system: a copy has another.
func inodeOf(info fs.FileInfo) uint64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Ino
	}
	return 0
}
