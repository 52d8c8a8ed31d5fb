#!/bin/sh
# Builds the OpenTelemetry Collector with the parts that builder.yaml names:
#     docs/backends/collector/build.sh FOLDER
# puts `otelcol` into FOLDER. Needs Go from 1.25 on, a network, some minutes, and 2 GB for Go's caches.
set -eu
version=v0.159.0

recipe=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1"
folder=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

GOBIN=$work go install "go.opentelemetry.io/collector/cmd/builder@$version"
./builder --config="$recipe/builder.yaml" --ldflags="-s -w"
mv built/otelcol "$folder/otelcol"
