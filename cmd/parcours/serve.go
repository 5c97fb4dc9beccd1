package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"

	"parcours/accounts"
	"parcours/config"
	"parcours/events"
	"parcours/front"
	"parcours/house"
	"parcours/ical"
)

type serveCommand struct {
	Config   string `placeholder:"FILE" help:"The configuration file; an empty one is a plain CalDAV server."`
	Data     string `placeholder:"DIR" help:"The data folder, in place of the file's."`
	Listen   string `placeholder:"HOST:PORT" help:"Where to listen, in place of the file's."`
	DemoFrom string `placeholder:"DATE" help:"Move the programme by whole weeks, so that its first session between peers, or what is due before it, falls on this date or within the week after it (2026-11-30)."`

	said config.Server // what the file says of the server, without the words of the command line
}

func (c *serveCommand) Help() string {
	return `The file is applied at start and on SIGHUP: only what changed in it moves. SIGTERM and Ctrl-C stop in good order.`
}

func (c *serveCommand) Run(env *environment) error {
	if serving(env) != nil {
		return errors.New("this server runs already")
	}
	file, err := c.load(env)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(env.errs, nil))
	listeners, err := front.Listen(file.Server.Listen, file.Server.MetricsListen)
	if err != nil {
		return err
	}
	defer listeners.Close()
	o, err := openPatiently(env, file.Server)
	if err != nil {
		return err
	}
	defer o.Close()
	o.tellDoubt(env.errs)
	if err := c.apply(env, o.House, file, log); err != nil {
		return err
	}
	if err := o.SetAddress(env, file.Server.PublicURL); err != nil {
		return err
	}
	watch := newFront(o.House, file.Server, log)
	measured(watch, file.Server.Data)
	socket, err := control(o.House, watch, file.Server.Data)
	if err != nil {
		return fmt.Errorf("the control socket: %w", err)
	}
	defer socket.Close()
	other, err := otherService(file.Server.OpenID)
	if err != nil {
		return err
	}
	server := newServer(o.House, file.Server, other, watch, log)
	if server.TLSConfig, err = certificateOf(watch, file.Server, log); err != nil {
		return err
	}
	c.greet(env, o.House, file.Server)
	if err := showFirstLogins(env, o.House, file.Server); err != nil {
		return err
	}
	stopSending, err := sendMails(env, o.House, file.Server, watch, log)
	if err != nil {
		return err
	}
	stopReceiving := receive(env, o.House, file.Server.Mail, watch, log)
	running := &running{watch: watch, doors: server, metrics: watch.MetricsServer(), posts: []func(){stopSending, stopReceiving, followGroups(env, o.House, log)}, log: log}
	return errors.Join(c.until(env, o.House, running, listeners), running.stop())
}

// openPatiently opens the data folder; it waits some seconds for a command that has it just now.
func openPatiently(ctx context.Context, server config.Server) (*opened, error) {
	for wait := 50 * time.Millisecond; ; wait *= 2 {
		o, err := openWith(ctx, server.Data, ical.NewRenderer(server.PublicURL), mailPolicy(server.Mail))
		if !errors.Is(err, errInUse) || wait > 4*time.Second {
			return o, err
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(wait):
		}
	}
}

// load reads the file, and lets the command line's words stand in place of its own.
func (c *serveCommand) load(env *environment) (*config.File, error) {
	if c.Config == "" {
		return nil, fmt.Errorf("which programme? %s serve --config config.example.toml; %s serve --help shows the rest", called, called)
	}
	file, wrong, err := load(env, env.path(c.Config))
	if err != nil {
		return nil, err
	}
	if wrong {
		return nil, exit(1)
	}
	c.said = file.Server
	if c.Data != "" {
		file.Server.Data = c.Data
	}
	file.Server.Data = env.path(file.Server.Data)
	if c.Listen != "" {
		if u, err := url.Parse(file.Server.PublicURL); err == nil && isLoopback(u.Host) {
			file.Server.PublicURL = "http://" + c.Listen
		}
		file.Server.Listen = c.Listen
	}
	return file, nil
}

// keepSettings keeps what the file says of the server, for parcours export config.
func (c *serveCommand) keepSettings(ctx context.Context, s *house.House) error {
	var text bytes.Buffer
	if err := config.Write(&text, &config.File{Server: c.said}); err != nil {
		return err
	}
	return s.SetServer(ctx, text.String())
}

// apply moves the programme as asked and brings it in. A file that would take nearly everything away leaves all as it
// was, its settings too: somebody says so with parcours apply --force.
func (c *serveCommand) apply(ctx context.Context, s *house.House, file *config.File, log *slog.Logger) error {
	demo, settled, err := c.demo(ctx, s, file, log)
	if err != nil {
		return err
	}
	file.Move(demo)
	report, err := s.Apply(accounts.Acting(ctx, "", accounts.DoorFile), file.Programme, events.ApplyOptions{})
	var loss *events.Loss
	if errors.As(err, &loss) {
		log.Warn("the file was not applied; everything stays as it was: "+loss.Error(),
			"to look", called+" apply "+c.Config, "to take it", called+" apply --force "+c.Config)
		return s.DropCancelled(ctx)
	}
	if err != nil {
		return fmt.Errorf("the programme: %w", err)
	}
	if file.HasProgramme && !settled {
		if err := s.SetDemo(ctx, demo.String()); err != nil {
			return err
		}
	}
	if err := c.keepSettings(ctx, s); err != nil {
		return err
	}
	if err := errors.Join(s.Calendars.SetHomeSize(ctx, file.Server.HomeSize), s.Files.SetRoom(ctx, file.Server.FilesSize), s.Correspondence.SetDaily(ctx, file.Server.Mail.OutsideDaily),
		s.Accounts.Factors.Require(ctx, file.Server.SecondFactor)); err != nil {
		return err
	}
	for _, w := range report.Warnings {
		log.Warn("kept as it is", "what", w)
	}
	if changesNothing(report) {
		log.Info(nothingToChange)
		return s.DropCancelled(ctx)
	}
	log.Info("programme applied", "added", len(report.Added), "changed", report.Changed, "removed", report.Removed)
	return s.DropCancelled(ctx)
}

// demoOf is where the programme was moved to when the folder was first served; it is settled if it was.
func demoOf(ctx context.Context, s *house.House) (demo config.Demo, settled bool, err error) {
	text, err := s.Demo(ctx)
	if err == nil {
		demo, err = config.ParseDemo(text)
	}
	return demo, text != "", err
}

// demo is where the programme is moved to: where it was when the folder was first served, since what people answered
// belongs to those dates; else as --demo-from asks. It is settled in the former case.
func (c *serveCommand) demo(ctx context.Context, s *house.House, file *config.File, log *slog.Logger) (demo config.Demo, settled bool, err error) {
	demo, settled, err = demoOf(ctx, s)
	if err != nil || c.DemoFrom == "" || !file.HasProgramme || file.Moved {
		return demo, settled, err
	}
	day, err := events.ParseDay(c.DemoFrom)
	if err != nil {
		return demo, false, fmt.Errorf("--demo-from %s: write a date such as 2026-11-30", c.DemoFrom)
	}
	asked := config.DemoFrom(file.Programme, day)
	if settled && asked.Weeks != demo.Weeks {
		log.Warn("--demo-from is not followed: this folder keeps the dates that it was first served with; name another folder with --data for others",
			"data", file.Server.Data, "weeks moved", demo.Weeks, "weeks asked", asked.Weeks)
		return demo, true, nil
	}
	if settled {
		return demo, true, nil
	}
	return asked, false, nil
}

// greet prints the addresses, and what to do when the whole programme is over.
func (c *serveCommand) greet(env *environment, s *house.House, server config.Server) {
	snap := s.Programme()
	fmt.Fprintf(env.out, "Programme  %s/\nFeeds      %s/feeds/index.json\nCalDAV     %s/dav/\n", server.PublicURL, server.PublicURL, server.PublicURL)
	all := snap.All()
	over := !slices.ContainsFunc(all, func(x *events.Session) bool { return !x.Past(s.Now(), snap.Loc) })
	if len(all) > 0 && over {
		fmt.Fprintf(env.out, "\nEvery session of this programme is over. To try it as if it began this week:\n  %s serve --config %s --data demo-data --demo-from %s\n",
			called, c.Config, events.DayOf(s.Now().In(snap.Loc)))
	}
}

// showFirstLogins gives three people of an example programme a password, on a machine that only its own user reaches, and
// shows it at every start until one of them was used or changed.
func showFirstLogins(env *environment, s *house.House, server config.Server) error {
	people := s.Programme().People()
	example := !slices.ContainsFunc(people, func(p *events.Person) bool { return !strings.HasSuffix(p.Email, "@example.org") })
	if host, _, _ := net.SplitHostPort(server.Listen); len(people) == 0 || !example || !isLoopback(host) {
		return nil
	}
	var shown []*events.Person
	var ids []string
	for _, role := range []events.Role{events.Organiser, events.Referent, events.Member} {
		if i := slices.IndexFunc(people, func(p *events.Person) bool { return p.Role == role }); i >= 0 {
			shown, ids = append(shown, people[i]), append(ids, people[i].ID)
		}
	}
	passwords, err := s.Accounts.FirstPasswords(env, ids)
	if err != nil || passwords == nil {
		return err
	}
	fmt.Fprintf(env.out, "\nLogins to try it with, shown until one was used (%s people password --data %s ADDRESS makes others):\n", called, server.Data)
	for i, p := range shown {
		fmt.Fprintf(env.out, "  %-10s %-40s %s\n", p.Role, p.Email, passwords[i])
	}
	fmt.Fprintf(env.out, "They open %s/sign-in too. Without a password, %s has the page\n  %s/m/%s\n",
		server.PublicURL, shown[len(shown)-1].Name, server.PublicURL, s.Programme().PageToken(shown[len(shown)-1]))
	return nil
}

func isLoopback(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// until serves until a signal stops it.
func (c *serveCommand) until(env *environment, s *house.House, r *running, listeners front.Listeners) error {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT)
	defer signal.Stop(signals)
	failed := r.serve(listeners)
	r.tell(daemon.SdNotifyReady)
	daily := time.NewTicker(24 * time.Hour)
	defer daily.Stop()
	for {
		select {
		case err := <-failed:
			return err
		case <-daily.C:
			if err := s.DropCancelled(env); err != nil {
				r.log.Error("daily job", "error", err)
			}
		case sig := <-signals:
			if sig != syscall.SIGHUP {
				r.log.Info("stopping", "signal", sig.String())
				return nil
			}
			c.reload(env, s, r.log)
		}
	}
}

// reload applies the file again; with a mistake in it, what was applied before stands.
func (c *serveCommand) reload(env *environment, s *house.House, log *slog.Logger) {
	file, err := c.load(env)
	if err == nil {
		err = c.apply(env, s, file, log)
	}
	if err != nil {
		log.Error("the file was not applied; the programme stays as it was", "error", err)
	}
}
