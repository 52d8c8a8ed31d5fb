#!/bin/sh
# Fetches OpenSearch 3.8 from Maven Central, the server without its plugins and without Dashboards:
#     docs/backends/opensearch/build.sh FOLDER
# puts `opensearch` into FOLDER. Needs Maven, a JDK from 21 on, a network, half a minute, and 80 MB.
# `FOLDER/opensearch DATA [PORT]` runs one node for this machine alone, with its data in DATA, at the port told or at a
# free one, which its log names.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
jdk=$("$here/newest-jdk.sh")
mkdir -p "$1"
folder=$(cd "$1" && pwd)

mvn --batch-mode --quiet --file "$here/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
"$jdk/bin/javac" -cp "$folder/lib/*" -d "$folder" "$here/OpenSearchNode.java"
cat >"$folder/opensearch" <<END
#!/bin/sh
exec "$jdk/bin/java" -Xmx1g -cp "$folder:$folder/lib/*" OpenSearchNode "\$@"
END
chmod +x "$folder/opensearch"
