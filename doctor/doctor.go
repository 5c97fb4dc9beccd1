package doctor

import (
	"context"
	"crypto/x509"
	"net"
	"sync"
	"time"

	"parcours/config"
	"parcours/front"
	"parcours/messages"
)

// Level is how well something is.
type Level string

// Levels. A warning is what works and should not stay so, or what could not be looked at.
const (
	OK      Level = "ok"
	Warning Level = "warning"
	Failed  Level = "failed"
)

// Finding is one line of what was found.
type Finding struct {
	Check string `json:"check"` // configuration, dns, tls, proxy, smtp, imap, lmtp, openid, database, clock, disk, permissions
	ID    string `json:"id"`    // of what was found, for programs: it does not change with the language
	Level Level  `json:"level"`
	What  string `json:"what"`
	Mend  string `json:"mend,omitempty"` // how to mend it; "" where there is nothing to
}

// Doctor is what is looked at, and with what.
type Doctor struct {
	Name     string           // of the configuration file
	File     *config.File     // nil if it could not be read
	Unread   error            // why not
	Problems []config.Problem // of the file
	Words    *messages.Printer
	KeyFile  string // of the key of the secrets in the database

	// Arrived asks the running server how a request with a front.ProbeHeader came; it is false where none did. An error
	// where no server runs on the data folder.
	Arrived func(ctx context.Context, probe string) (front.Arrival, bool, error)

	Resolver *net.Resolver                                                        // nil for the machine's
	Roots    *x509.CertPool                                                       // whose certificates are believed; nil for the machine's
	Dial     func(ctx context.Context, network, address string) (net.Conn, error) // nil for the usual one
	Now      func() time.Time                                                     // nil for the machine's clock
	Room     func(dir string) (Room, error)                                       // nil for the file system's
	Synced   func() (synced, known bool)                                          // whether the clock is set by others; nil for the kernel's word
	Patience time.Duration                                                        // for each check; 0 for usualPatience
}

const (
	usualPatience = 10 * time.Second
	storePatience = 5 * time.Minute // the whole database is read
)

// check is one thing to look at.
type check struct {
	name     string
	look     func(ctx context.Context, say *saying)
	patience time.Duration
}

// Examine does all checks at once, each for its patience at most, and gives what they found in a fixed order.
func (d *Doctor) Examine(ctx context.Context) []Finding {
	d.fill()
	checks := []check{{"configuration", d.configuration, 0}, {"clock", d.clock, 0}}
	if d.File != nil {
		checks = append(checks, check{"permissions", d.permissions, 0}, check{"disk", d.disk, 0}, check{"database", d.database, storePatience},
			check{"dns", d.dns, 0}, check{"tls", d.tls, 0}, check{"proxy", d.proxy, 0}, check{"smtp", d.smtp, 0}, check{"imap", d.imap, 0},
			check{"lmtp", d.lmtp, 0}, check{"openid", d.openID, 0})
	}
	found := make([][]Finding, len(checks))
	var looking sync.WaitGroup
	for i, c := range checks {
		looking.Go(func() { found[i] = d.run(ctx, c) })
	}
	looking.Wait()
	var all []Finding
	for _, f := range found {
		all = append(all, f...)
	}
	return all
}

func (d *Doctor) fill() {
	if d.Resolver == nil {
		d.Resolver = net.DefaultResolver
	}
	if d.Dial == nil {
		d.Dial = (&net.Dialer{}).DialContext
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Room == nil {
		d.Room = RoomOf
	}
	if d.Synced == nil {
		d.Synced = clockSynced
	}
	if d.Patience == 0 {
		d.Patience = usualPatience
	}
}

// run does one check. One that does not end in time is told as such, and left behind.
func (d *Doctor) run(ctx context.Context, c check) []Finding {
	if c.patience == 0 {
		c.patience = d.Patience
	}
	ctx, cancel := context.WithTimeout(ctx, c.patience)
	defer cancel()
	ended := make(chan []Finding, 1)
	go func() {
		say := &saying{check: c.name, words: d.Words}
		c.look(ctx, say)
		ended <- say.found
	}()
	select {
	case found := <-ended:
		return found
	case <-time.After(c.patience + time.Second): // those that heed their context end before
		say := &saying{check: c.name, words: d.Words}
		say.failed("too_long", "Time", c.patience)
		return say.found
	}
}

// saying puts what a check finds into words.
type saying struct {
	check string
	words *messages.Printer
	found []Finding
}

func (s *saying) ok(key string, args ...any) { s.put(OK, key, "", args) }

// warning and failed say what is wrong, and how to mend it: the texts doctor.KEY and doctor.mend.KEY.
func (s *saying) warning(key string, args ...any) { s.put(Warning, key, key, args) }
func (s *saying) failed(key string, args ...any)  { s.put(Failed, key, key, args) }

func (s *saying) put(level Level, key, mend string, args []any) {
	f := Finding{Check: s.check, ID: key, Level: level, What: s.words.T("doctor."+key, args...)}
	if mend != "" {
		f.Mend = s.words.T("doctor.mend."+mend, args...)
	}
	s.found = append(s.found, f)
}

// Worst is the level of the worst finding.
func Worst(all []Finding) Level {
	worst := OK
	for _, f := range all {
		if f.Level == Failed || f.Level == Warning && worst == OK {
			worst = f.Level
		}
	}
	return worst
}
