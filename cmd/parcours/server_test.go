package main

import (
	"log/slog"
	"net/http"

	"parcours/config"
	"parcours/house"
	"parcours/signin"
)

// serverOf is the whole server on a house, without a log.
func serverOf(s *house.House, settings config.Server) *http.Server {
	log := slog.New(slog.DiscardHandler)
	return newServer(s, settings, signin.Other{}, newFront(s, settings, log), log)
}
