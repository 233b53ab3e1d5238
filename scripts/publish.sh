#!/usr/bin/env bash
# Publishes the server for this kind of machine, compiled ahead of time so that it starts fast: scripts/publish.sh FOLDER
# More arguments go to `dotnet publish`: scripts/publish.sh FOLDER -p:SqlServerPackages=full
set -euo pipefail
[[ $# -ge 1 ]] || { echo "usage: scripts/publish.sh FOLDER [ARGUMENT...]" >&2; exit 2; }
folder=$(realpath -m "$1")
cd "$(dirname "$0")/.."

# The committed lock files do not know of one kind of machine or another.
dotnet publish src/FinAut.Api -c Release -v quiet --nologo --use-current-runtime --self-contained false \
    -p:PublishReadyToRun=true -p:NuGetLockFilePath=obj/publish.lock.json -o "$folder" "${@:2}"
