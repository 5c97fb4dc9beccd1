// Command thunderbird drives a real Thunderbird's calendar without a person: Debian's Thunderbird with a fresh
// profile on an Xvfb, spoken to by Marionette on loopback, through its own windows and functions. All other
// traffic of the profile goes to a closed port.
//
//	thunderbird [-dir DIR] COMMAND [flags] ARGS
//
//	start                      begin a Thunderbird with a fresh profile, and an Xvfb
//	stop                       end both
//	subscribe URL              add an .ics feed
//	caldav URL USER PASSWORD   find and add the CalDAV calendars at URL
//	calendars                  list calendars and what is known of their servers
//	events                     list events and tasks that are loaded
//	refresh                    synchronize now
//	rsvp UID ACCEPTED|DECLINED|TENTATIVE
//	create UID SUMMARY         an event or, with -task, a task
//	edit UID                   of an event or a task
//	delete UID
//	complete-task UID
//	free-busy ADDRESS FROM TO  what the servers tell of somebody's time
//	screenshot FILE            the main window as PNG
//	remove CALENDAR            remove by id, name, URL or type
//	eval JS                    run a function body in Thunderbird, print its result
//
// Each prints one JSON object. Exit status: 0 done, 1 it failed and the JSON has "error", 2 wrong usage.
// One command at a time on one DIR: Thunderbird takes a single Marionette client.
package main

import (
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"
)

// The script that runs inside Thunderbird, in parts.
var (
	//go:embed tb.js
	scriptBasics string
	//go:embed subscribe.js
	scriptSubscribe string
	//go:embed answer.js
	scriptAnswer string
	//go:embed change.js
	scriptChange string
	//go:embed show.js
	scriptShow string

	script = scriptBasics + scriptSubscribe + scriptAnswer + scriptChange + scriptShow
)

func main() {
	dir := flag.String("dir", "thunderbird-state", "folder for profile, logs and state")
	flag.Parse()
	if flag.NArg() == 0 || commands[flag.Arg(0)] == nil {
		fmt.Fprintln(os.Stderr, "usage: thunderbird [-dir DIR] COMMAND [flags] ARGS")
		os.Exit(2)
	}
	began := time.Now()
	out, err := commands[flag.Arg(0)](*dir, flag.Args()[1:])
	if out == nil {
		out = map[string]any{}
	}
	if err != nil {
		out["error"] = err.Error()
	}
	out["took_ms"] = time.Since(began).Milliseconds()
	enc := json.NewEncoder(os.Stdout)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if out["error"] != nil {
		os.Exit(1)
	}
}
