#!/usr/bin/env bash
# Measures whether requests take longer when more people are in the database. README.md says how to read it.
#
#   bench/growth.sh                           2,000, 20,000, 200,000 and 1,000,000 people
#   bench/growth.sh --sizes 2000,20000        other sizes
#   bench/growth.sh --rounds 5 --seconds 5    longer
#   bench/growth.sh --keep /var/tmp/bench     keeps the seeded cluster there, or uses the one that was kept
#   bench/growth.sh --check                   fails when a target is missed
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
SIZES=2000,20000,200000,1000000
for ((i = 0; i < ${#OPTIONS[@]}; i++)); do
    [[ ${OPTIONS[i]} != --sizes ]] || SIZES=${OPTIONS[i + 1]:?"--sizes needs numbers"}
done

SCRATCH=''
trap clean_up EXIT
trap 'end_by_signal 130' INT
trap 'end_by_signal 143' TERM HUP

set_up
for size in ${SIZES//,/ }; do
    seed "$size"
done
measure growth.py --sizes "$SIZES" "${OPTIONS[@]}" --output "$BENCH/growth.md"
