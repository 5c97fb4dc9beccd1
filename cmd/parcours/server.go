package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"parcours/attendance"
	"parcours/busylinks"
	"parcours/caldav"
	"parcours/config"
	"parcours/desks"
	"parcours/events"
	"parcours/exports"
	"parcours/filing"
	"parcours/front"
	"parcours/house"
	"parcours/ical"
	"parcours/letterbox"
	"parcours/letters"
	"parcours/mail"
	"parcours/mailed"
	"parcours/openid"
	"parcours/organise"
	"parcours/pages"
	"parcours/questions"
	"parcours/roster"
	"parcours/shelf"
	"parcours/signin"
	"parcours/web"
)

// newFront is what stands before the doors of a house.
func newFront(s *house.House, settings config.Server, log *slog.Logger) *front.Watch {
	return front.NewWatch(log, settings.TrustedProxies, &front.Readiness{Store: s.Usable, Full: events.ErrFull})
}

// newServer puts the doors behind one address.
func newServer(s *house.House, settings config.Server, openID signin.Other, w *front.Watch, log *slog.Logger) *http.Server {
	render := ical.NewRenderer(settings.PublicURL)
	rooms := caldav.Rooms{Events: s.Service, Calendars: s.Calendars, Feeds: s.Feeds, Accounts: s.Accounts, Files: s.Files, Attachments: s.Attachments}
	dav := caldav.New(rooms, render, caldav.Options{MaxResourceSize: settings.MaxResourceSize, Logger: log, PublicURL: settings.PublicURL, Origins: settings.Origins, Client: w.Network})
	r := mux.NewRouter().SkipClean(true).UseEncodedPath()
	dav.Register(r)
	r.PathPrefix(busylinks.PathStart).HandlerFunc(dav.ServeBusy)
	r.PathPrefix("/feeds/").Handler(caldav.NewFeeds(rooms, render, settings.PublicURL, log))
	r.Path("/healthz").Methods(http.MethodGet, http.MethodHead).HandlerFunc(w.Alive)
	r.Path("/readyz").Methods(http.MethodGet, http.MethodHead).HandlerFunc(w.Ready)
	shared := pages.New(s.Service, s.Accounts, pages.Options{PublicURL: settings.PublicURL, Logger: log})
	web.New(web.Rooms{Events: s.Service, Accounts: s.Accounts, Calendars: s.Calendars, Asked: s.Asked, Delivery: s.Delivery, Record: s.Record, Files: s.Files, Personal: s.Personal}, shared).Register(r)
	organisers := organise.New(organise.Rooms{Events: s.Service, Accounts: s.Accounts, Calendars: s.Calendars, Delivery: s.Delivery, Record: s.Record, Busy: dav.BusyBeside}, shared)
	organisers.Register(r)
	questions.New(questions.Rooms{Events: s.Service, Record: s.Record}, shared).Register(r)
	roster.New(roster.Rooms{Events: s.Service, Accounts: s.Accounts, Delivery: s.Delivery, Record: s.Record, Personal: s.Personal}, shared).Register(r)
	attendance.New(attendance.Rooms{Events: s.Service}, shared).Register(r)
	letters.New(letters.Rooms{Events: s.Service, Delivery: s.Delivery, Record: s.Record, Own: s.Correspondence, Letter: mail.NewWriter(mailSender(settings.PublicURL, settings.Mail), render, time.Now).Text}, shared).Register(r)
	filing.New(filing.Rooms{Events: s.Service, Record: s.Record, File: func(ctx context.Context) ([]byte, error) { text, _, err := exported(ctx, s); return text, err }}, shared).Register(r)
	exports.New(exports.Rooms{Events: s.Service, Calendars: s.Calendars, Delegation: s.Delegation, Delivery: s.Delivery, Record: s.Record, Text: render, Note: func(ctx context.Context, out io.Writer, territory, format string) error {
		return web.WriteNote(ctx, out, s.Service, territory, format)
	}}, shared).Register(r)
	shelf.New(shelf.Rooms{Events: s.Service, Record: s.Record}, shared).Register(r)
	mailed.New(mailed.Rooms{Events: s.Service, Delivery: s.Delivery}, shared).Register(r)
	letterbox.New(letterbox.Rooms{Events: s.Service, Correspondence: s.Correspondence, Render: render}, shared).Register(r)
	signin.New(s.Service, s.Accounts, shared, signin.Options{Mail: settings.Mail.Enabled, Client: w.Network, OpenID: openID, Calendars: s.Calendars}).Register(r)
	desks.New(desks.Rooms{Events: s.Service, Calendars: s.Calendars, Delegation: s.Delegation}, shared).Register(r)
	r.NotFoundHandler = http.HandlerFunc(shared.Outside)
	server := &http.Server{
		Handler:           w.Watched(r),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       2 * time.Minute,
		WriteTimeout:      5 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(organisers.EndStreams) // it would wait for them
	return server
}

// otherService is the service by which people sign in as well, as configured.
func otherService(c config.OpenID) (signin.Other, error) {
	if c.Issuer == "" {
		return signin.Other{}, nil
	}
	secret, err := os.ReadFile(c.SecretFile)
	if err != nil {
		return signin.Other{}, fmt.Errorf("the secret of %s: %w", c.Label, err)
	}
	return signin.Other{Label: c.Label, Config: openid.Config{
		Issuer: c.Issuer, ClientID: c.ClientID, Secret: strings.TrimSpace(string(secret)), PKCE: c.PKCE, TrustEmail: c.TrustEmail,
	}}, nil
}

// certificateOf is the server's own certificate, as configured; nil without.
func certificateOf(w *front.Watch, c config.Server, log *slog.Logger) (*tls.Config, error) {
	if !c.TLS.Given() {
		return nil, nil
	}
	public, err := url.Parse(c.PublicURL)
	if err != nil {
		return nil, err
	}
	return w.TLS(front.Certificate{
		File: c.TLS.Certificate, Key: c.TLS.Key, Host: public.Hostname(), Folder: filepath.Join(c.Data, "certificates"),
		Directory: c.TLS.Directory, Email: c.TLS.Email, Authority: c.TLS.Authority,
	}, log)
}
