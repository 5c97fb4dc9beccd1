package doctor

import (
	"math"
	"syscall"

	"golang.org/x/sys/unix"
)

// clockSynced asks the kernel whether somebody sets the clock (adjtimex(2)).
func clockSynced() (synced, known bool) {
	var t unix.Timex
	state, err := unix.Adjtimex(&t)
	if err != nil {
		return false, false
	}
	return state != unix.TIME_ERROR && t.Status&unix.STA_UNSYNC == 0, true
}

// RoomOf is what the file system of a folder has left.
func RoomOf(dir string) (Room, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return Room{}, err
	}
	room := Room{Free: s.Bavail * uint64(s.Bsize), Files: s.Ffree}
	if s.Files == 0 { // as btrfs says it
		room.Files = math.MaxUint64
	}
	return room, nil
}
