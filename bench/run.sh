#!/usr/bin/env bash
# Measures the server's routes against a floor: what the machine and the database can do at most. README.md says how to read it.
#
#   bench/run.sh                             every route on 200,000 people; the table is written to bench/results.md too
#   bench/run.sh --users 20000               on fewer people (or BENCH_USERS=20000)
#   bench/run.sh --routes user-page,user-one some routes only
#   bench/run.sh --rounds 5 --seconds 10     longer
#   bench/run.sh --keep /var/tmp/bench       keeps the seeded cluster there, or uses the one that was kept
#   bench/run.sh --check                     fails when a target is missed
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

read_options "$@"

SCRATCH=''
trap clean_up EXIT
trap 'end_by_signal 130' INT
trap 'end_by_signal 143' TERM HUP

set_up
seed "$USERS"
# The seeded database stays as it is: what is written goes into a copy.
sql postgres -c 'SET client_min_messages = error' -c 'DROP DATABASE IF EXISTS bench' -c "CREATE DATABASE bench TEMPLATE users_$USERS STRATEGY file_copy"
measure run.py --users "$USERS" "${OPTIONS[@]}" --output "$BENCH/results.md"
