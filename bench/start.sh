#!/usr/bin/env bash
# Measures how fast the server starts, and what it costs when it is idle and after load. README.md says how to read it.
#
#   bench/start.sh                         on 20,000 people; the table is written to bench/start.md too
#   bench/start.sh --starts 10             more starts
#   bench/start.sh --keep /var/tmp/bench   keeps the seeded cluster there, or uses the one that was kept
#   bench/start.sh --check                 fails when a target is missed
set -euo pipefail
exec </dev/null # nothing reads it, and it may be closed

# A script's background job starts with SIGINT ignored, which bash cannot undo for itself.
if [[ -n $(trap -p INT) ]] && env --default-signal=INT true 2>/dev/null; then
    exec env --default-signal=INT bash "$0" "$@"
fi

lib=$(dirname "${BASH_SOURCE[0]}")/../scripts/lib
# shellcheck source=scripts/lib/common.sh
source "$lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
source "$lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
source "$lib/postgres.sh"
# shellcheck source=bench/lib/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/setup.sh"

BENCH_USERS=${BENCH_USERS:-20000}
read_options "$@"

SCRATCH=''
trap clean_up EXIT
trap 'end_by_signal 130' INT
trap 'end_by_signal 143' TERM HUP

set_up
seed "$USERS"
measure start.py --users "$USERS" "${OPTIONS[@]}" --output "$BENCH/start.md"
