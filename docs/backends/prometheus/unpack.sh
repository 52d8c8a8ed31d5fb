#!/bin/sh
# Unpacks Prometheus and promtool from the packages of Debian trixie, and installs nothing:
#     docs/backends/prometheus/unpack.sh FOLDER
# puts `prometheus` and `promtool` into FOLDER. They scrape, and have neither the OTLP endpoint nor the web page of the
# project's own. Needs apt with Debian's keyring, a network, and some seconds.
set -eu
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
[ -f "$keyring" ] || { echo "there is no $keyring" >&2; exit 1; }
# From where this machine takes its own packages.
mirror=$(sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/debian.sources 2>/dev/null | head -n 1)
[ -n "$mirror" ] || mirror=$(sed -n -E 's/^deb (\[[^]]*\] )?([^ ]+) .*/\2/p' /etc/apt/sources.list 2>/dev/null | head -n 1)
[ -n "$mirror" ] || { echo "neither debian.sources nor sources.list names a mirror of Debian" >&2; exit 1; }

mkdir -p "$1"
folder=$(cd "$1" && pwd)
programs="prometheus promtool"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# The lists of that release stay here, and the machine's own are not touched.
mkdir -p state/lists/partial cache/archives/partial
echo "deb [signed-by=$keyring] $mirror trixie main" >sources.list
cat >apt.conf <<END
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "$work/state";
Dir::State::status "/dev/null";
Dir::Cache "$work/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "false";
END
export APT_CONFIG="$work/apt.conf"
apt-get --quiet update
apt-get --quiet download $programs

for package in *.deb; do
    dpkg-deb -x "$package" root
done
for program in $programs; do
    mv "root/usr/bin/$program" "$folder"
done
