#!/bin/sh
# Prints the folder of the newest JDK, which may not be the one that `java` names; fails where none is from 21 on.
set -eu
newest=0
for candidate in "${JAVA_HOME:-/nowhere}" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home /usr; do
    [ -x "$candidate/bin/javac" ] || continue
    version=$("$candidate/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
    if [ "${version:-0}" -gt "$newest" ]; then
        newest=$version
        jdk=$candidate
    fi
done
if [ "$newest" -lt 21 ]; then
    echo "no JDK from 21 on is found: the newest is $newest; JAVA_HOME may name one" >&2
    exit 1
fi
echo "$jdk"
