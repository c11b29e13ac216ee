# Needs Python 3.11 or newer and make, nothing else. `make` alone lists what there is.
# Everything is installed into .venv here, from the lock files and by their hashes.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help report test lab check lint fuzz bench audit sbom lock clean

RUN := .venv/bin/python -m
export UV_LINK_MODE := copy

# `step WHAT COMMAND...` says what is done and how long it took; a step that fails shows what it printed.
# `locked FILE` is how a lock file is installed: by uv in seconds, by pip where uv cannot run or finds no packages.
define SHELL_FUNCTIONS
step() { \
	printf '%s ... ' "$$1"; shift; begun=$$(date +%s); \
	if output=$$("$$@" 2>&1); then echo "$$(($$(date +%s) - begun)) s"; \
	else echo failed; printf '%s\n' "$$output" >&2; return 1; fi; \
}; \
by_pip() { $(RUN) pip install --disable-pip-version-check --no-input "$$@"; }; \
by_uv() { $(RUN) uv pip install --python .venv/bin/python --compile-bytecode "$$@"; }; \
either() { by_uv "$$@" || { echo "uv could not do it; pip:"; by_pip "$$@"; }; }; \
locked() { either --require-hashes -r "$$1"; }
endef

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

report: .venv/installed ## build the report: check the tables, run the notebooks, write figures/, notebooks/html/, notebooks/executed/
	@$(RUN) membership report

test: .venv/tested .venv/lab ## run every test
	@$(RUN) pytest

lab: .venv/lab ## open the notebooks in JupyterLab; options go through, as in make lab ARGS="--port 9999"
	@$(RUN) jupyterlab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks $(AS_ROOT) $(ARGS)

# In a container one is often root, and Jupyter will not start then unless told that it may.
AS_ROOT = $(if $(filter 0,$(shell id -u)),--allow-root)

check: .venv/installed ## check the tables in data/
	@$(RUN) membership check

lint: .venv/tested ## check style and types of the code
	@$(RUN) ruff check --quiet
	@$(RUN) ruff format --check --quiet
	@$(RUN) mypy --no-error-summary

fuzz: .venv/tested ## call the public functions at random: make fuzz CALLS=5000
	@MPLBACKEND=Agg $(RUN) tests.fuzz $(or $(CALLS),2000)

bench: .venv/benched ## measure speed and memory beside other ways; writes tests/benchmarks/README.md, takes minutes
	@$(RUN) tests.benchmarks.bench_all

audit: .build/audit/installed ## ask PyPI's database whether a locked version has a known weakness; needs the network
	@for lock in requirements*.txt; do \
		printf '%s: ' "$$lock"; \
		.build/audit/bin/pip-audit --progress-spinner off --disable-pip --require-hashes -r "$$lock" \
			> .build/audit/said 2>&1 && found=no || found=yes; \
		if grep -qE 'could not be audited|Max retries|Connection' .build/audit/said; then \
			echo "the database could not be asked about every package. That is no finding, and no clean result"; \
			echo "either: call make audit where https://pypi.org can be reached. What was said: .build/audit/said"; exit 2; \
		fi; \
		cat .build/audit/said; [ $$found = no ] || exit 1; \
	done

sbom: .build/audit/installed ## write .build/sbom.json, a CycloneDX list of what a build installs
	@.build/audit/bin/cyclonedx-py requirements requirements-build.txt --output-reproducible --output-file .build/sbom.json
	@echo .build/sbom.json

lock: ## renew the lock files after a change in pyproject.toml (delete one first to take the newest of everything)
	@$(find_python); rm -rf .build/lock && "$$python" -m venv .build/lock
	@.build/lock/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@$(call LOCK,the set-up) -o requirements-uv.txt --group installer
	@$(call LOCK,a reader with Jupyter and `make lab`) -o requirements.txt pyproject.toml --extra report --extra lab --group build
	@$(call LOCK,`make report`) -o requirements-build.txt pyproject.toml --extra report --group build $(AGREED)
	@$(call LOCK,`make test`) -o requirements-test.txt --group test $(AGREED)
	@$(call LOCK,`make bench`) -o requirements-bench.txt --group bench $(AGREED)
	@$(call LOCK,`make audit` and `make sbom`) -o requirements-audit.txt --group audit $(AGREED)
	@rm -rf .build/lock

LOCK = .build/lock/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command 'make lock, for $(1)'
AGREED := --constraints requirements.txt

clean: ## remove .venv and every cache; what is committed stays
	@rm -rf .venv .build build dist *.egg-info .pytest_cache .hypothesis .ruff_cache .mypy_cache
	@find membership tests -name __pycache__ -prune -exec rm -rf {} +

# The stamps are written last, so a set-up that was interrupted is done again; so is one made in another folder,
# whose paths would be wrong here.
ifneq "$(shell cat .venv/installed 2>/dev/null)" "$(shell pwd -P)"
.PHONY: .venv/installed
endif

.venv/installed: pyproject.toml requirements-build.txt requirements-uv.txt
	@$(find_python); $(SHELL_FUNCTIONS); step "making .venv with $$python" "$$python" -m venv --clear .venv
	@$(SHELL_FUNCTIONS); step "installing uv" by_pip --only-binary :all: --require-hashes -r requirements-uv.txt \
		|| echo "doing without uv: pip takes about a minute"
	@$(SHELL_FUNCTIONS); step "installing the locked packages" locked requirements-build.txt
	@$(SHELL_FUNCTIONS); step "installing this package" either --no-deps --no-build-isolation -e .
	@$(SHELL_FUNCTIONS); step "reading the fonts of this machine" .venv/bin/python -c 'import matplotlib.font_manager'
	@pwd -P > $@

.venv/tested: .venv/installed requirements-test.txt
	@$(SHELL_FUNCTIONS); step "installing the test tools" locked requirements-test.txt
	@touch $@

.venv/lab: .venv/installed requirements.txt
	@$(SHELL_FUNCTIONS); step "installing JupyterLab" locked requirements.txt
	@touch $@

.build/audit/installed: requirements-audit.txt
	@$(find_python); rm -rf .build/audit && "$$python" -m venv .build/audit
	@.build/audit/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

.venv/benched: .venv/installed requirements-bench.txt
	@$(SHELL_FUNCTIONS); step "installing what is measured beside ours" locked requirements-bench.txt
	@touch $@

# Sets $python, or says what is missing and how to get it.
define find_python
for python in "$(PYTHON)" python3 python3.14 python3.13 python3.12 python3.11 none; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
done; \
if [ "$$python" = none ]; then \
	echo "Python 3.11 or newer is needed; python3 here is: $$(python3 --version 2>&1 || true)"; \
	echo "  Debian, Ubuntu  sudo apt install python3 python3-venv"; \
	echo "  Fedora          sudo dnf install python3"; \
	echo "  macOS           brew install python"; \
	echo "  elsewhere       make PYTHON=/path/to/python3.12 ..."; \
	exit 1; \
fi >&2; \
if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
	echo "$$python cannot make virtual environments: its venv module is a package of its own."; \
	echo "  Debian, Ubuntu  sudo apt install $$(basename "$$python")-venv"; \
	echo "  Fedora          sudo dnf install python3-pip"; \
	echo "  macOS           brew install python"; \
	exit 1; \
fi >&2
endef
