#!/bin/sh
# Builds Prometheus 3.16 and promtool, without service discovery of clouds and without the web page:
#     docs/backends/prometheus/build.sh FOLDER
# puts `prometheus` and `promtool` into FOLDER. Needs Go from 1.26.7 on, a network, some minutes, and 3 GB for Go's caches.
set -eu
# How Prometheus 3.16.0 is called as a Go module.
version=v0.316.0

mkdir -p "$1"
folder=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

go mod init example.com/prometheus
go get "github.com/prometheus/prometheus/cmd/prometheus@$version" "github.com/prometheus/prometheus/cmd/promtool@$version"
go build -trimpath -tags remove_all_sd -ldflags="-s -w" -o "$folder/" github.com/prometheus/prometheus/cmd/...
