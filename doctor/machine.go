package doctor

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"time"

	"parcours/store"
)

func (d *Doctor) configuration(_ context.Context, say *saying) {
	if d.Unread != nil {
		say.failed("unread", "File", d.Name, "Error", d.Unread)
		return
	}
	mistakes, warnings := 0, 0
	for _, p := range d.Problems {
		if p.Warning {
			warnings++
		} else {
			mistakes++
		}
	}
	switch {
	case mistakes > 0:
		say.failed("mistakes", "File", d.Name, "Number", mistakes)
	case warnings > 0:
		say.warning("warnings", "File", d.Name, "Number", warnings)
	default:
		say.ok("configured", "File", d.Name, "Sessions", len(d.File.Programme.Sessions), "People", len(d.File.Programme.People))
	}
}

// backwards is how far in the future something may have been written, for clocks of file systems over a network.
const backwards = 5 * time.Minute

func (d *Doctor) clock(_ context.Context, say *saying) {
	now := d.Now()
	if d.File != nil {
		if info, err := os.Stat(filepath.Join(d.File.Server.Data, store.FileName)); err == nil && info.ModTime().Sub(now) > backwards {
			say.failed("clock_back", "Now", now.UTC().Format(time.DateTime), "Written", info.ModTime().UTC().Format(time.DateTime))
			return
		}
	}
	switch synced, known := d.Synced(); {
	case !known:
		say.warning("clock_unknown", "Now", now.UTC().Format(time.DateTime))
	case !synced:
		say.warning("clock_alone", "Now", now.UTC().Format(time.DateTime))
	default:
		say.ok("clock_set", "Now", now.UTC().Format(time.DateTime))
	}
}

// permissions looks at whose the data folder and the files of secrets are, and who else may read them.
func (d *Doctor) permissions(_ context.Context, say *saying) {
	dir := d.File.Server.Data
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		say.warning("no_data", "Folder", dir)
	case err != nil:
		say.failed("data_unread", "Folder", dir, "Error", err)
	case !info.IsDir():
		say.failed("data_no_folder", "Folder", dir)
	default:
		d.folder(say, dir, info)
	}
	m := d.File.Server.Mail
	for _, file := range []string{m.PasswordFile, m.IMAP.PasswordFile, d.File.Server.OpenID.SecretFile} {
		if file != "" {
			secretFile(say, file)
		}
	}
}

func (d *Doctor) folder(say *saying, dir string, info fs.FileInfo) {
	if owner, is := ownerOf(info); is && owner != os.Geteuid() && os.Geteuid() != 0 {
		say.failed("data_of_other", "Folder", dir, "Owner", nameOf(owner), "User", nameOf(os.Geteuid()))
		return
	}
	open := info.Mode().Perm()&0o077 != 0
	if open {
		say.failed("data_open", "Folder", dir, "Mode", mode(info))
	}
	for _, name := range []string{store.FileName, store.FileName + "-wal", store.FileName + "-shm", "lock", "parcours.life"} {
		file := filepath.Join(dir, name)
		its, err := os.Stat(file)
		if err != nil {
			continue
		}
		if its.Mode().Perm()&0o077 != 0 {
			say.failed("file_open", "File", file, "Mode", mode(its))
			open = true
		}
		mine, ok := ownerOf(info)
		if theirs, is := ownerOf(its); ok && is && mine != theirs {
			say.failed("file_of_other", "File", file, "Owner", nameOf(theirs), "User", nameOf(mine))
			open = true
		}
	}
	if !open {
		say.ok("data_private", "Folder", dir)
	}
}

func secretFile(say *saying, file string) {
	info, err := os.Stat(file)
	if err == nil {
		var f *os.File
		if f, err = os.Open(file); err == nil {
			err = f.Close()
		}
	}
	switch {
	case err != nil:
		say.failed("secret_unread", "File", file, "Error", err)
	case info.Size() == 0:
		say.failed("secret_empty", "File", file)
	case info.Mode().Perm()&0o007 != 0:
		say.failed("secret_open", "File", file, "Mode", mode(info))
	default:
		say.ok("secret_private", "File", file)
	}
}

func mode(info fs.FileInfo) string { return "0" + strconv.FormatUint(uint64(info.Mode().Perm()), 8) }

func ownerOf(info fs.FileInfo) (id int, known bool) {
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, false
	}
	return int(s.Uid), true
}

func nameOf(id int) string {
	if u, err := user.LookupId(strconv.Itoa(id)); err == nil {
		return u.Username
	}
	return strconv.Itoa(id)
}

// Room is what a file system has left for us.
type Room struct {
	Free  uint64 // octets
	Files uint64 // names that can still be made; of file systems that have no bound, the largest number
}

// Below these, writes will soon fail; and somebody should look.
const (
	leastFree  = 64 << 20
	littleFree = 1 << 30
	leastFiles = 1000
)

func (d *Doctor) disk(_ context.Context, say *saying) {
	for _, dir := range slices.Compact([]string{existing(d.File.Server.Data), filepath.Clean(os.TempDir())}) {
		room, err := d.Room(dir)
		free := strconv.FormatUint(room.Free>>20, 10)
		switch {
		case err != nil:
			say.failed("disk_unread", "Folder", dir, "Error", err)
		case room.Free < leastFree:
			say.failed("disk_full", "Folder", dir, "Free", free)
		case room.Files < leastFiles:
			say.failed("disk_names", "Folder", dir, "Left", room.Files)
		case room.Free < littleFree:
			say.warning("disk_little", "Folder", dir, "Free", free)
		default:
			say.ok("disk_free", "Folder", dir, "Free", free)
		}
	}
	if f, err := os.CreateTemp("", "parcours-doctor-"); err != nil {
		say.failed("temporary", "Folder", os.TempDir(), "Error", err)
	} else if err := cmp.Or(f.Close(), os.Remove(f.Name())); err != nil {
		say.failed("temporary", "Folder", os.TempDir(), "Error", err)
	}
}

// existing is a folder, or the nearest above it that is there.
func existing(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil || dir == filepath.Dir(dir) {
			return dir
		}
		dir = filepath.Dir(dir)
	}
}

func (d *Doctor) database(ctx context.Context, say *saying) {
	dir := d.File.Server.Data
	e, err := store.Examine(ctx, dir, store.KeyFile(d.KeyFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		say.warning("no_database", "Folder", dir)
	case err != nil:
		say.failed("database_unread", "Folder", dir, "Error", err)
	case len(e.Damage) > 0:
		say.failed("database_damaged", "Folder", dir, "What", e.Damage[0])
	case e.Schema > e.Known:
		say.failed("schema_newer", "Schema", e.Schema, "Known", e.Known)
	case e.Schema < e.Known:
		say.warning("schema_older", "Schema", e.Schema, "Known", e.Known)
	case !e.WAL:
		say.warning("no_wal", "Folder", dir)
	default:
		say.ok("database_whole", "Size", strconv.FormatInt((e.Size+e.Log)>>20, 10), "Schema", e.Schema)
	}
	if e.Key != "" {
		d.key(say, e.Key)
	}
}

// key looks at the key with which the database is sealed: without it everybody's links end.
func (d *Doctor) key(say *saying, state store.KeyState) {
	info, err := os.Lstat(d.KeyFile)
	switch {
	case state == store.KeyMissing, state == store.KeyOther, state == store.KeyUnread:
		say.failed("key_"+string(state), "File", d.KeyFile)
	case state == store.KeyNone || err != nil:
		say.warning("key_none", "File", d.KeyFile)
	case info.Mode().IsRegular() && info.Mode().Perm()&0o037 != 0:
		say.failed("key_open", "File", d.KeyFile, "Mode", mode(info))
	case info.Mode().IsRegular() && filepath.Clean(filepath.Dir(d.KeyFile)) == filepath.Clean(d.File.Server.Data):
		say.warning("key_beside", "File", d.KeyFile, "Folder", d.File.Server.Data)
	default:
		say.ok("key_fits", "File", d.KeyFile)
	}
}
