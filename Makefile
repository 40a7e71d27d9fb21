# Two commands matter: `make run` and `make test`. Both set everything up; both may be run again.
.DEFAULT_GOAL := help
.PHONY: help setup run test nights lint format system bench peers clean

UV := .uv/bin/uv
export UV_PYTHON_DOWNLOADS := never
export DO_NOT_TRACK := 1

help: ## this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: .venv/.ready ## Python packages into .venv, as locked in uv.lock

run: .venv/.ready ## one night on the built-in town, through Prefect, and its ledger
	.venv/bin/rollcall synthesize --town --out build/town
	.venv/bin/rollcall run --settings build/town/county.toml --prefect

test: .venv/.ready system ## every test but those that wait for the clock
	.venv/bin/pytest

nights: .venv/.ready system ## the schedule on Prefect's server and worker, on both of its databases (minutes)
	.venv/bin/pytest -m schedule

lint: .venv/.ready ## style, types, who may import whom
	.venv/bin/ruff check .
	.venv/bin/basedpyright --level error
	.venv/bin/lint-imports

bench: .venv/.ready ## the night on 200,000 children, timed
	.venv/bin/python benchmarks/night.py

peers: build/peers/.venv/.ready ## Splink and other engines, in an environment of their own, for benchmarks/

# The tests open what people open, with the programs people use.
system: ## LibreOffice, Chromium, PostgreSQL, MariaDB and a Chinese font, where missing (Debian, as root)
	@bash .ci/system

clean: ## what can be made again
	rm -rf .venv .uv build

$(UV):
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed as python3" >&2; exit 1; }
	@python3 -c 'import ensurepip' 2>/dev/null || bash .ci/system python3-venv
	python3 -m venv .uv
	.uv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'

build/peers/.venv/.ready: $(UV) benchmarks/peers.txt
	$(UV) venv --quiet --allow-existing --python "$$(command -v python3)" build/peers/.venv
	$(UV) pip sync --quiet --python build/peers/.venv/bin/python benchmarks/peers.txt
	@touch $@

# Compiled at once: where Python may not write bytecode, every night would compile Great Expectations anew.
.venv/.ready: $(UV) pyproject.toml uv.lock
	$(UV) sync --locked --quiet --compile-bytecode --python "$$(command -v python3)"
	@touch $@
