package main

import (
	"encoding/base64"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// result is what a command prints.
type result = map[string]any

var commands = map[string]func(dir string, args []string) (result, error){
	"start":         startCommand,
	"stop":          stopCommand,
	"subscribe":     subscribeCommand,
	"caldav":        caldavCommand,
	"calendars":     calendarsCommand,
	"events":        eventsCommand,
	"refresh":       refreshCommand,
	"rsvp":          rsvpCommand,
	"create":        createCommand,
	"edit":          editCommand,
	"delete":        deleteCommand,
	"complete-task": completeCommand,
	"free-busy":     freeBusyCommand,
	"screenshot":    screenshotCommand,
	"remove":        removeCommand,
	"eval":          evalCommand,
}

// options are a command's flags; every command has -timeout.
type options struct {
	*flag.FlagSet
	timeout *time.Duration
}

func newOptions(name string) options {
	f := flag.NewFlagSet(name, flag.ContinueOnError)
	return options{f, f.Duration("timeout", 45*time.Second, "limit of the step")}
}

// read parses flags and arguments in any order and checks the number of arguments.
func (o options) read(args []string, want ...string) ([]string, error) {
	var given []string
	for {
		if err := o.Parse(args); err != nil {
			return nil, err
		}
		if o.NArg() == 0 {
			break
		}
		given, args = append(given, o.Arg(0)), o.Args()[1:]
	}
	if len(given) != len(want) {
		return nil, fmt.Errorf("%s: want %s", o.Name(), strings.Join(want, " "))
	}
	return given, nil
}

// call runs a function of the script with one argument and gives the object that it returns.
func (o options) call(dir, function string, arg result) (result, error) {
	arg["timeout"] = o.timeout.Milliseconds()
	out := result{}
	err := run(dir, "return TB."+function+"(arguments[0]);", []any{arg}, *o.timeout, &out)
	return out, err
}

// run evaluates js, a function body, in the Thunderbird of dir.
func run(dir, js string, args []any, timeout time.Duration, out any) error {
	m, err := connect(dir, timeout)
	if err != nil {
		return err
	}
	defer m.close()
	return m.run(script+js, args, timeout+30*time.Second, out)
}

func connect(dir string, timeout time.Duration) (*marionette, error) {
	s, err := loadState(dir)
	if err != nil {
		return nil, err
	}
	m, err := dialMarionette(s.Port, 10*time.Second)
	if err != nil {
		return nil, err
	}
	if err := m.session(timeout + 30*time.Second); err != nil {
		m.close()
		return nil, err
	}
	return m, nil
}

func startCommand(dir string, args []string) (result, error) {
	o := newOptions("start")
	size := o.String("size", "1400x1000", "size of the screen in pixels")
	zone := o.String("tz", "Europe/Paris", "time zone of the user")
	program := o.String("bin", "/usr/lib/thunderbird/thunderbird", "Thunderbird's program file")
	if _, err := o.read(args); err != nil {
		return nil, err
	}
	s, err := start(dir, *program, *size, *zone)
	if err != nil {
		return nil, err
	}
	return result{"version": s.Version, "pid": s.Pid, "profile": s.Profile}, nil
}

func stopCommand(dir string, args []string) (result, error) {
	if _, err := newOptions("stop").read(args); err != nil {
		return nil, err
	}
	s, err := loadState(dir)
	if err != nil {
		return nil, err
	}
	return result{"stopped": s.Pid}, s.stop()
}

func subscribeCommand(dir string, args []string) (result, error) {
	o := newOptions("subscribe")
	given, err := o.read(args, "URL")
	if err != nil {
		return nil, err
	}
	return o.call(dir, "add", result{"url": given[0], "user": "", "password": "", "only": ""})
}

func caldavCommand(dir string, args []string) (result, error) {
	o := newOptions("caldav")
	only := o.String("only", "", "take only the calendar of this name, URL or path")
	given, err := o.read(args, "URL", "USER", "PASSWORD")
	if err != nil {
		return nil, err
	}
	return o.call(dir, "add", result{"url": given[0], "user": given[1], "password": given[2], "only": *only})
}

func calendarsCommand(dir string, args []string) (result, error) {
	o := newOptions("calendars")
	if _, err := o.read(args); err != nil {
		return nil, err
	}
	var list []any
	err := run(dir, "return TB.calendars();", nil, *o.timeout, &list)
	return result{"calendars": list}, err
}

func eventsCommand(dir string, args []string) (result, error) {
	o := newOptions("events")
	calendar := o.String("calendar", "", "only this calendar (id, name, URL or type)")
	from := o.String("from", "", "first day, expands recurring events")
	to := o.String("to", "", "day after the last")
	refresh := o.Bool("refresh", false, "synchronize first")
	if _, err := o.read(args); err != nil {
		return nil, err
	}
	return o.call(dir, "items", result{"calendar": *calendar, "from": *from, "to": *to, "refresh": *refresh})
}

func refreshCommand(dir string, args []string) (result, error) {
	o := newOptions("refresh")
	calendar := o.String("calendar", "", "only this calendar")
	if _, err := o.read(args); err != nil {
		return nil, err
	}
	var list []any
	err := run(dir, "return TB.refreshAll(arguments[0], arguments[1]);", []any{*calendar, o.timeout.Milliseconds()}, *o.timeout, &list)
	return result{"refreshed": list}, err
}

func rsvpCommand(dir string, args []string) (result, error) {
	o := newOptions("rsvp")
	calendar := o.String("calendar", "", "only in this calendar")
	occurrence := o.String("rid", "", "RECURRENCE-ID of one occurrence, e.g. 20261102T090000Z")
	conflict := o.conflict()
	given, err := o.read(args, "UID", "PARTSTAT")
	if err != nil {
		return nil, err
	}
	status := strings.ToUpper(given[1])
	if !slices.Contains([]string{"ACCEPTED", "DECLINED", "TENTATIVE"}, status) {
		return nil, fmt.Errorf("PARTSTAT %q: want ACCEPTED, DECLINED or TENTATIVE", given[1])
	}
	return o.call(dir, "rsvp", result{"uid": given[0], "partstat": status, "calendar": *calendar, "rid": *occurrence, "conflict": *conflict})
}

func removeCommand(dir string, args []string) (result, error) {
	o := newOptions("remove")
	given, err := o.read(args, "CALENDAR")
	if err != nil {
		return nil, err
	}
	return o.call(dir, "remove", result{"calendar": given[0]})
}

func evalCommand(dir string, args []string) (result, error) {
	o := newOptions("eval")
	given, err := o.read(args, "JS")
	if err != nil {
		return nil, err
	}
	var value any
	err = run(dir, "return (async () => {"+given[0]+"\n})();", nil, *o.timeout, &value)
	return result{"value": value}, err
}

func screenshotCommand(dir string, args []string) (result, error) {
	o := newOptions("screenshot")
	view := o.String("view", "week", "day, week, multiweek, month or tasks; \"\" leaves the window as it is")
	date := o.String("date", "", "YYYY-MM-DD to show, default today")
	task := o.String("select", "", "with the view tasks: UID of the one whose details are shown")
	given, err := o.read(args, "FILE")
	if err != nil {
		return nil, err
	}
	m, err := connect(dir, *o.timeout)
	if err != nil {
		return nil, err
	}
	defer m.close()
	out := result{}
	if *view != "" {
		arg := result{"view": *view, "date": *date, "select": *task, "timeout": o.timeout.Milliseconds()}
		if err := m.run(script+"return TB.show(arguments[0]);", []any{arg}, *o.timeout, &out); err != nil {
			return nil, err
		}
	}
	var shot struct{ Value string }
	if err := m.call("WebDriver:TakeScreenshot", result{"full": false}, *o.timeout, &shot); err != nil {
		return out, err
	}
	png, err := base64.StdEncoding.DecodeString(shot.Value)
	if err != nil {
		return out, err
	}
	out["file"], out["bytes"] = given[0], len(png)
	return out, os.WriteFile(given[0], png, 0o644)
}
