#!/bin/sh
# Puts `read-monitors` into FOLDER, which reads monitors as OpenSearch's alerting plugin does:
#     tests/backends/monitors/build.sh FOLDER
# Needs Maven, a JDK from 21 on, a network, and 40 MB.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
jdk=$("$here/../../../docs/backends/opensearch/newest-jdk.sh")
mkdir -p "$1"
folder=$(cd "$1" && pwd)

mvn --batch-mode --quiet --file "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
"$jdk/bin/javac" -cp "$folder/lib/*" -d "$folder" "$here/ReadMonitors.java"
cat >"$folder/read-monitors" <<END
#!/bin/sh
exec "$jdk/bin/java" -cp "$folder:$folder/lib/*" ReadMonitors "\$@"
END
chmod +x "$folder/read-monitors"
