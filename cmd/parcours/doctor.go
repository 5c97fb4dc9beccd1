package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"parcours/config"
	"parcours/doctor"
	"parcours/front"
	"parcours/messages"
)

type doctorCommand struct {
	langFlag
	Config   string        `required:"" placeholder:"FILE" help:"The server's configuration file."`
	Data     string        `placeholder:"DIR" help:"The data folder, in place of the file's."`
	JSON     bool          `name:"json" help:"Print a list of JSON objects: check, level (ok, warning, failed), what, mend."`
	Patience time.Duration `default:"10s" help:"How long each check may take; the database has five minutes."`
}

func (c *doctorCommand) Help() string {
	return `Run it as the user that the server runs as, while the server runs: it looks at the configuration, DNS, TLS, the proxy, mail
both ways, the database, clock, disk and permissions. It changes nothing and mails nobody. The exit status is 1 if
something failed; warnings do not count.`
}

func (c *doctorCommand) Run(env *environment) error {
	d := &doctor.Doctor{Name: c.Config, Patience: c.Patience}
	lang := c.Lang
	text, err := os.ReadFile(env.path(c.Config))
	if d.Unread = err; err == nil {
		d.File, d.Problems = config.LoadFrom(text, func(other string) ([]byte, error) { return os.ReadFile(beside(env.path(c.Config), other)) })
		if c.Data != "" {
			d.File.Server.Data = c.Data
		}
		d.File.Server.Data = env.path(d.File.Server.Data)
		if lang == "" {
			lang = d.File.Programme.Language
		}
		d.KeyFile = keyFile(d.File.Server.Data)
		d.Arrived = func(ctx context.Context, probe string) (front.Arrival, bool, error) {
			return arrived(ctx, d.File.Server.Data, probe)
		}
	}
	d.Words = messages.For(lang)
	found := d.Examine(env)
	if c.JSON {
		err = writeJSON(env.out, found)
	} else {
		err = writeFindings(env.out, d.Words, found)
	}
	if err != nil {
		return err
	}
	if doctor.Worst(found) == doctor.Failed {
		return exit(1)
	}
	return nil
}

// writeFindings prints a line a finding, and below it how to mend it.
func writeFindings(out io.Writer, words *messages.Printer, found []doctor.Finding) error {
	var b strings.Builder
	for _, f := range found {
		fmt.Fprintf(&b, "%-11s %-13s %s\n", words.T("doctor.level."+string(f.Level)), f.Check, f.What)
		if f.Mend != "" {
			fmt.Fprintf(&b, "%-25s → %s\n", "", f.Mend)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// arrived asks a running server how a request came.
func arrived(ctx context.Context, data, probe string) (a front.Arrival, ok bool, err error) {
	client := clientOf(socketPath(data))
	defer client.CloseIdleConnections()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://parcours/arrived/"+probe, nil)
	if err != nil {
		return a, false, err
	}
	answer, err := client.Do(r)
	var way *url.Error
	if errors.As(err, &way) {
		return a, false, way.Err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return a, false, nil
	}
	return a, true, json.NewDecoder(answer.Body).Decode(&a)
}
