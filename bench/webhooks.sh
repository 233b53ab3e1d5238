#!/usr/bin/env bash
# Measures webhooks with server, database and receiver on this machine, and prints the figures. README.md says what is measured.
# Other work on the machine spoils them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

FILTER=${1:-FullyQualifiedName~Webhooks.ThroughputAloneTests|FullyQualifiedName~Webhooks.NeighbourAloneTests}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
./test.sh --faults --filter "($FILTER)&Category=Faults" -- --logger 'console;verbosity=detailed' -- xUnit.ParallelizeTestCollections=false >"$log" 2>&1 || status=$?
if ((status != 0)); then cat "$log"; fi
sed -n 's/^.*figure: //p' "$log" | sort -u
tail -n 1 "$log"
exit "$status"
