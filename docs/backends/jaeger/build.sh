#!/bin/sh
# Builds Jaeger 2.13 with its query API, without its web page, which is no Go module:
#     docs/backends/jaeger/build.sh FOLDER
# puts `jaeger` into FOLDER. Needs Go from 1.25 on, a network, some minutes, and 3 GB for Go's caches.
set -eu
# The newest version of the module; later tags of Jaeger are no versions of a Go module.
version=v1.76.0

mkdir -p "$1"
folder=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# A module of our own, because Jaeger replaces a dependency, which `go install` refuses.
go mod init example.com/jaeger
go mod edit -replace github.com/Shopify/sarama=github.com/Shopify/sarama@v1.33.0
go get "github.com/jaegertracing/jaeger/cmd/jaeger@$version"
go build -trimpath -ldflags="-s -w" -o "$folder/jaeger" github.com/jaegertracing/jaeger/cmd/jaeger
