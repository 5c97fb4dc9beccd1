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
	return newServer(s, settings, noOther, newFront(s, settings, quiet()), quiet())
}

// noOther: people sign in nowhere else.
var noOther signin.Other

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }
