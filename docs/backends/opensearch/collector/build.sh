#!/bin/sh
# Builds the OpenTelemetry Collector with its opensearch exporter, for who has no Collector of the contrib distribution:
#     docs/backends/opensearch/collector/build.sh FOLDER
# puts `otelcol-opensearch` into FOLDER. Needs Go from 1.24 on, a network, some minutes, and 1 GB for Go's caches.
set -eu
version=v0.138.0

recipe=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

GOBIN=$work go install "go.opentelemetry.io/collector/cmd/builder@$version"
./builder --config="$recipe/builder.yaml" --ldflags="-s -w"
mv built/otelcol-opensearch "$folder/otelcol-opensearch"
