# Martlet: `make help` lists what there is.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# What the build links, and what the tests and the flights need besides.
BUILD_PACKAGES := liblz4-dev libpcre2-dev librdkafka-dev libroaring-dev libsnappy-dev libzstd-dev zlib1g-dev
TOOL_PACKAGES := curl kcat openssl python3 python3-venv
# What asks with many connections at once.
BENCH_PACKAGES := wrk

MARTLET := .build/release/martlet
PYTHON := .venv/bin/python

# Exhaustive tests hold a processor for a minute; with few at once the tests that wait for each other are not starved.
TEST_WIDTH = $(shell swift test --help-hidden 2>/dev/null | grep -q maximum-parallelization-width && \
	echo --experimental-maximum-parallelization-width 6)

# Settings of the targets below; see `make help`.
ROWS ?=
REPEAT ?=
RATE ?=
DATA ?=
HTTP ?=
DATASETS ?=
SECONDS ?=
QUERIES ?=
SEED ?=

.PHONY: help
help: ## Lists the targets.
	@echo 'Martlet: a real-time OLAP database.'
	@echo
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS=$$'\t' read -r name what; do \
		printf '  make %-14s %s\n' "$$name" "$$what"; \
	done
	@echo
	@echo 'Settings:'
	@echo '  make demo ROWS=n        ends after n rows; without it the stream goes on until Ctrl-C'
	@echo '  make demo RATE=n        rows per second'
	@echo '  make demo HTTP=h:p      address to listen on'
	@echo '  make demo DATA=dir      data directory of the demo, kept between runs (default: demo-data)'
	@echo '  make bench REPEAT=n     how often each question is asked (default: 200)'
	@echo '  make bench-segments DATASETS=...  flights, lineorder_flat, orders (default: all of them)'
	@echo '  make bench-queries DATASETS=... REPEAT=n  lineorder_flat, orders (default: both); repetitions (default: 9)'
	@echo '  make bench-ingest ROWS=n REPEAT=n  how many orders (default: 1000000); repetitions (default: 5)'
	@echo '  make lab QUERIES=n SEED=n         how many statements (default: 10000), and from which seed (default: any)'
	@echo '  make fuzz-segment SECONDS=n       how long (default: 600); all fuzz-… likewise'
	@echo '  make flights DATA=dir   keeps the flights in that directory (default: a temporary one)'

.PHONY: deps
deps: ## Installs the C libraries that the build links (Debian, Ubuntu), if they are missing.
	@scripts/require-swift.sh
	@scripts/install-packages.sh $(BUILD_PACKAGES)

.PHONY: build
build: deps ## Builds the optimised binary, .build/release/martlet.
	swift build -c release --product martlet

.PHONY: test-deps
test-deps: deps ## Installs what the tests need: Python, Kafka clients, and the flights data set with its answers by SQLite.
	@scripts/install-packages.sh $(TOOL_PACKAGES)
	@scripts/make-venv.sh
	@scripts/make-venv.sh Lab
	@scripts/make-venv.sh Tests/ServerTests/kafka
	@$(MAKE) --no-print-directory .cache/flights-answers.json

.PHONY: fetch-flights
fetch-flights:
	@$(PYTHON) scripts/fetch-flights.py

.cache/flights-answers.json: scripts/flights-answers.py $(wildcard scripts/flights/*) | fetch-flights
	@$(PYTHON) scripts/flights-answers.py $@

# The optimised run is the main one, because the exhaustive tests are too slow otherwise. It keeps to public and package
# interfaces and so uses the objects of the release build. The debug run has the checks that optimised code leaves out.
.PHONY: test
test: test-deps ## Runs every test: optimised, then the layers below the network once more in debug.
	swift build -c release
	swift test -c release --disable-testable-imports $(TEST_WIDTH)
	MARTLET_CORE=1 swift test --build-path .build-core $(TEST_WIDTH)

.PHONY: test-quick
test-quick: deps ## Runs the debug tests of the layers below the network only.
	MARTLET_CORE=1 swift test --build-path .build-core $(TEST_WIDTH)

.PHONY: demo
demo: build ## Starts a server with a continuous stream of synthetic orders, and says what to try.
	@exec $(MARTLET) demo --data $(or $(DATA),demo-data) \
		$(if $(ROWS),--rows $(ROWS)) $(if $(RATE),--rate $(RATE)) $(if $(HTTP),--http $(HTTP))

.PHONY: flights
flights: build ## Loads the 336,776 flights of 2013 from New York over HTTP and asks ten questions.
	@scripts/install-packages.sh $(TOOL_PACKAGES)
	@scripts/make-venv.sh
	@$(PYTHON) scripts/fetch-flights.py
	@scripts/flights.sh $(DATA)

.PHONY: bench
bench: build ## Measures ingestion of the flights and the ten questions, each asked REPEAT times.
	@scripts/install-packages.sh $(TOOL_PACKAGES)
	@scripts/make-venv.sh
	@$(PYTHON) scripts/fetch-flights.py
	@REPEAT=$(or $(REPEAT),200) scripts/flights.sh $(DATA)

.PHONY: bench-segments
bench-segments: deps ## Bytes per row and rows per second of segments, beside Parquet, DuckDB and ClickHouse.
	@scripts/install-packages.sh $(TOOL_PACKAGES)
	@scripts/make-venv.sh
	@scripts/make-venv.sh bench/segments
	@$(PYTHON) scripts/fetch-flights.py
	MARTLET_BENCH=1 MARTLET_CORE=1 MARTLET_LAYERS=Segment \
		swift build -c release --build-path .build-bench --product SegmentBench
	@bench/segments/.venv/bin/python bench/segments/segments.py $(DATASETS)

.PHONY: bench-queries
bench-queries: build ## Queries of SSB and of users over orders: Martlet over HTTP beside DuckDB and ClickHouse.
	@scripts/install-packages.sh $(TOOL_PACKAGES) $(BENCH_PACKAGES)
	@scripts/make-venv.sh bench/segments
	MARTLET_BENCH=1 MARTLET_CORE=1 MARTLET_LAYERS=Segment \
		swift build -c release --build-path .build-bench --product SegmentBench
	@MARTLET=$(MARTLET) REPEAT=$(REPEAT) RESULT=bench/results/queries.md \
		bench/segments/.venv/bin/python bench/queries/queries.py $(DATASETS)

.PHONY: bench-engine
bench-engine: DATASET ?= lineorder_flat
bench-engine: deps ## Statements on one segment of DATASET, inside one process.
	MARTLET_CORE=1 MARTLET_LAYERS=Query MARTLET_BENCH=1 swift build -c release --build-path .build-bench --product SegmentBench
	MARTLET_CORE=1 MARTLET_LAYERS=Query MARTLET_BENCH=1 swift build -c release --build-path .build-bench --product EngineBench
	@mkdir -p .cache/engine
	@test -f .cache/engine/$(DATASET).seg || { \
		.build-bench/release/SegmentBench generate $(DATASET) .cache/engine/$(DATASET) && \
		.build-bench/release/SegmentBench build .cache/engine/$(DATASET) .cache/engine/$(DATASET).seg automatic 2; }
	@.build-bench/release/EngineBench .cache/engine/$(DATASET).seg $(DATASET)

.PHONY: bench-freshness
bench-freshness: deps ## How soon records can be queried at RATE records/s under queries, and what that does to these.
	MARTLET_CORE=1 MARTLET_BENCH=1 swift build -c release --build-path .build-bench --product IngestBench
	@rm -rf .cache/freshness && mkdir -p .cache/freshness
	@.build-bench/release/IngestBench prepare .cache/freshness 3250000
	@.build-bench/release/IngestBench freshness .cache/freshness $(or $(RATE),50000)
	@rm -rf .cache/freshness

.PHONY: bench-ingest
bench-ingest: deps ## Ingestion of JSON orders: its parts, and all of it beside DuckDB and ClickHouse; ROWS, REPEAT.
	@scripts/install-packages.sh $(TOOL_PACKAGES)
	@scripts/make-venv.sh bench/segments
	MARTLET_CORE=1 MARTLET_BENCH=1 swift build -c release --build-path .build-bench --product IngestBench
	@bench/segments/.venv/bin/python bench/ingest/ingest.py .build-bench/release/IngestBench \
		$(or $(ROWS),1000000) $(or $(REPEAT),5) | tee bench/results/ingest.md

.PHONY: bench-strings
bench-strings: deps ## Forms of strings: bytes and time of dictionaries, plain and front-coded, and of chunks.
	MARTLET_BENCH=1 MARTLET_CORE=1 MARTLET_LAYERS=Segment \
		swift build -c release --build-path .build-bench --product StringBench
	@.build-bench/release/StringBench

.PHONY: lab
lab: deps ## Asks QUERIES random statements of Martlet and of DuckDB; prints seed and counts, and the first difference.
	@scripts/install-packages.sh $(TOOL_PACKAGES)
	@scripts/make-venv.sh Lab
	MARTLET_CORE=1 MARTLET_LAYERS=Query swift build -c release --build-path .build-lab --product QueryLab
	@.build-lab/release/QueryLab --queries $(or $(QUERIES),10000) $(if $(SEED),--seed $(SEED)) \
		--python Lab/.venv/bin/python --driver Lab/duckdb-driver.py

# A fuzzer by the layer that it needs (all without one) and its product.
define build-fuzzer
	MARTLET_FUZZ=1 MARTLET_CORE=1 $(if $(1),MARTLET_LAYERS=$(1)) swift build -c release --build-path .build-fuzz \
		--sanitize=address -Xswiftc -sanitize=fuzzer -Xswiftc -parse-as-library -Xcc -fsanitize=fuzzer-no-link \
		--product $(2)
endef

.PHONY: fuzz-segment
fuzz-segment: deps ## Feeds damaged segments to the reader for SECONDS, under AddressSanitizer.
	$(call build-fuzzer,Segment,SegmentReaderFuzzer)
	@Fuzz/segment.sh $(or $(SECONDS),600)

.PHONY: fuzz-sql
fuzz-sql: deps ## Feeds statements to lexer, parser and planner for SECONDS, under AddressSanitizer.
	$(call build-fuzzer,Query,SQLFuzzer)
	@Fuzz/run.sh sql $(or $(SECONDS),600)

.PHONY: fuzz-json
fuzz-json: deps ## Feeds JSON records to the decoder and to a slow reference for SECONDS, under AddressSanitizer.
	$(call build-fuzzer,Ingest,JSONDecoderFuzzer)
	@Fuzz/run.sh json $(or $(SECONDS),600)

.PHONY: fuzz-records
fuzz-records: deps ## Feeds records in CSV, Avro and JSON to their decoders for SECONDS, under AddressSanitizer.
	$(call build-fuzzer,Ingest,RecordFuzzer)
	@Fuzz/run.sh records $(or $(SECONDS),600)

.PHONY: fuzz-batch
fuzz-batch: deps ## Feeds record batches to their checks, codecs and readers for SECONDS, under AddressSanitizer.
	$(call build-fuzzer,Log,BatchFuzzer)
	@Fuzz/run.sh batch $(or $(SECONDS),600)

.PHONY: fuzz-kafka
fuzz-kafka: deps ## Has a broker answer requests of Kafka's protocol for SECONDS, under AddressSanitizer.
	$(call build-fuzzer,,FrameFuzzer)
	@Fuzz/run.sh kafka $(or $(SECONDS),600)

.PHONY: lint
lint: ## Shows where swift format disagrees.
	swift format lint --recursive --parallel Sources Tests bench Fuzz Lab Package.swift

.PHONY: clean
clean: ## Removes what was built; what was fetched and the data directories stay.
	rm -rf .build .build-core .build-bench .build-fuzz .build-lab
