# What developers run. CI runs .ci/run.

# 0 without a tag; a version of a Debian package begins with a digit
VERSION ?= $(or $(patsubst v%,%,$(shell git describe --tags 2>/dev/null)),0~$(shell git log -1 --format=%cd.%h --date=format:%Y%m%d 2>/dev/null))
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

build: ## the static program, in build/
	@mkdir -p build
	./deploy/build $(VERSION) build/parcours

deb: ## the Debian package, in build/
	@mkdir -p build
	./deploy/debian/build $(VERSION) build

man: ## the page of the manual and what shells need to complete, in build/
	@mkdir -p build
	go run ./cmd/parcours manual > build/parcours.1
	@for shell in bash zsh fish; do go run ./cmd/parcours completion $$shell > build/parcours.$$shell; done

bill: ## what is linked in, with its licences, in build/; fails at a licence that is not known
	@mkdir -p build
	go run ./deploy/bill -version $(VERSION) cyclonedx > build/sbom.cdx.json

rules: ## the alerts of deploy/prometheus, by promtool (Debian: prometheus)
	cd deploy/prometheus && promtool check rules parcours.yml && promtool test rules parcours_test.yml

package-test: ## installs, upgrades and purges the package in a bare Debian (mmdebstrap), as root
	go test -tags e2e -count 1 -v -run '^TestDebianPackage$$|^TestUnits$$|^TestReproducible$$' ./e2e

help: ## this list
	@grep -E '^[a-z0-9]+: .*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

.PHONY: build deb man bill rules package-test run test e2e lint race bench fuzz clients pictures help
