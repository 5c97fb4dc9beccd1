# What developers run. CI runs .ci/run.

FUZZTIME ?= 60 # minutes in all, spread over the fuzz targets
BENCHTIME ?= 1s

run: ## serve the example programme
	go run ./cmd/parcours serve --config config.example.toml

test: ## everything that needs no other program
	go test ./...

e2e: ## with real clients, judges and a browser; .ci/run installs them
	go test -tags e2e -timeout 35m -v ./e2e/...

lint: ## gofmt, go vet, staticcheck
	@test -z "$$(gofmt -l .)" || { gofmt -l .; exit 1; }
	go vet ./...
	go vet -tags e2e ./e2e/...
	go tool staticcheck -tags e2e ./...

race: ## the race detector
	go test -race ./...

bench: ## benchmarks
	go test -run '^$$' -bench . -benchtime $(BENCHTIME) -benchmem ./...

fuzz: ## every fuzz target for its share of FUZZTIME minutes; goes on after a finding, and fails at the end
	@all=$$(grep -roE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]+' . | sort | sed 's/:func /:/'); \
	seconds=$$(( $(FUZZTIME) * 60 / $$(echo "$$all" | wc -l) )); found=; \
	for each in $$all; do \
		folder=$$(dirname $${each%:*}); target=$${each#*:}; \
		echo "== $$folder $$target, $$seconds s"; \
		go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $${seconds}s $$folder || found="$$found $$target"; \
	done; \
	test -z "$$found" || { echo "found by:$$found"; exit 1; }

clients: ## the tests with Thunderbird, GNOME, vdirsyncer and Chromium; their screenshots come to artefacts/
	PARCOURS_ARTEFACTS=$(CURDIR)/artefacts go test -tags e2e -timeout 35m -v -run 'Thunderbird|Gnome|Vdirsyncer|Chromium' ./e2e/...

pictures: ## takes the pictures of docs/pictures anew
	PARCOURS_ARTEFACTS=$(CURDIR)/docs/pictures go test -tags e2e -count 1 -run '^TestPictures$$' ./e2e

help: ## this list
	@grep -E '^[a-z0-9]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

.PHONY: run test e2e lint race bench fuzz clients pictures help
