# What one does with Injaaz. `make` alone prints this list.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run demo build test bench demo-migration schema-picture fmt lint deny dist

target := $(or $(CARGO_TARGET_DIR),target)
version := $(shell sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)

# What has to be installed, as pairs: a test that it is there, and the package of Debian or Ubuntu that brings it.
compiler := 'command -v cc' build-essential
postgres := 'ls -d /usr/lib/postgresql/*/bin/initdb || command -v initdb' postgresql
pgbench := 'ls -d /usr/lib/postgresql/*/bin/pgbench || command -v pgbench' postgresql-contrib
ubuntu := $(shell grep -s '^ID=ubuntu' /etc/os-release)
browser := 'command -v chromium chromium-browser google-chrome' $(if $(ubuntu),chromium-browser,chromium) \
           'command -v chromedriver' $(if $(ubuntu),chromium-chromedriver,chromium-driver)
pdf-tools := 'command -v pdftotext' poppler-utils 'ls -d /usr/share/fonts/truetype/noto' fonts-noto-core
# What a third party checks a manifest with; the tests do.
verification-tools := 'command -v openssl' openssl 'command -v python3' python3
# The reverse proxy whose configuration is tested.
proxy := 'ls /usr/sbin/nginx || command -v nginx' nginx-light
# The demo migration sends forms with it.
curl := 'command -v curl' curl
# Draws the picture of the tables.
graphviz := 'command -v dot' graphviz 'command -v psql' postgresql-client
# What goes along with the program: all that the README leads to.
dist-docs := README.md CHANGELOG.md LICENSE-* docs packaging Rocket.toml src/reports/fonts/OFL.txt static/vendor/*/LICENSE

help: ## Print this list
	@sed -n 's/^\([a-z-]*\):[^#]*## /  make \1\t/p' Makefile | expand -t 24

run: ## Install PostgreSQL if it is missing, build, and serve on http://127.0.0.1:8000
	@.ci/install-deps $(compiler) $(postgres)
	@cargo build --release --locked
	@exec "$(target)/release/injaaz" serve

demo: ## The same with a demo organisation, in a folder of its own
	@.ci/install-deps $(compiler) $(postgres)
	@cargo build --release --locked
	@export INJAAZ_GENERATED=generated/demo; exec "$(target)/release/injaaz" serve --demo

build: ## Build the program
	@.ci/install-deps $(compiler)
	@cargo build --release --locked

test: ## Run all tests, those in a browser included
	@.ci/install-deps $(compiler) $(postgres) $(browser) $(pdf-tools) $(verification-tools) $(curl) $(proxy)
	@.ci/in-test-folder cargo test --locked --features failpoints

bench: ## Measure, beside PostgreSQL's own bench
	@.ci/install-deps $(compiler) $(postgres) $(pgbench)
	@cargo bench --locked

demo-migration: build ## Run the migration from the legacy app, forward and back, on sample data
	@.ci/install-deps $(postgres) $(curl)
	@.ci/demo-migration

schema-picture: build ## Draw the tables into docs/images/schema.svg
	@.ci/install-deps $(postgres) $(graphviz)
	@.ci/draw-schema "$(target)/release/injaaz"

fmt: ## Format the code
	@cargo fmt

lint: ## Check the format, and refuse every warning
	@.ci/install-deps $(compiler)
	@cargo fmt --check
	@cargo clippy --locked --all-targets --features failpoints -- -D warnings
	@# The program without the migration.
	@cargo clippy --locked --no-default-features --all-targets -- -D warnings

deny: ## Check the licences and sources of all dependencies
	@.ci/install-deps $(compiler)
	@command -v cargo-deny >/dev/null || cargo install --locked cargo-deny@0.20.2
	@cargo deny --locked check bans licenses sources

dist: ## Build the program with all optimisations, and pack it for another machine
	@.ci/install-deps $(compiler)
	@cargo build --profile dist --locked
	@rm -rf dist && mkdir -p "dist/injaaz-$(version)"
	@cp "$(target)/dist/injaaz" "dist/injaaz-$(version)/"
	@cp -r --parents $(dist-docs) "dist/injaaz-$(version)/"
	@tar -C dist --owner=0 --group=0 --sort=name -czf "dist/injaaz-$(version)-$$(uname -m)-linux.tar.gz" "injaaz-$(version)"
	@rm -rf "dist/injaaz-$(version)" && ls dist/*.tar.gz
