#!/usr/bin/env bash
# Builds the solution and runs its tests on a throw-away PostgreSQL cluster. The last line says how many passed.
#
#   ./test.sh                            all tests but those that break the database on purpose
#   ./test.sh --faults                   those too; writes what they measured to docs/reliability.md. Then, on each of four
#                                        days, once more all tests but those
#   ./test.sh --day '2028-02-29 12:00'   with every clock at that time in Oslo
#   ./test.sh --filter FullyQualifiedName~Webhooks
#   ./test.sh -- --blame-hang            the rest goes to `dotnet test`
#
# With FINAUT_TEST_POSTGRES set (a superuser's connection without a database) that server is used and no cluster made.
set -euo pipefail
exec </dev/null # nothing reads it, and it may be closed

# A script's background job starts with SIGINT ignored, which bash cannot undo for itself.
if [[ -n $(trap -p INT) ]] && env --default-signal=INT true 2>/dev/null; then
    exec env --default-signal=INT bash "$0" "$@"
fi

lib=$(dirname "${BASH_SOURCE[0]}")/scripts/lib
# shellcheck source=scripts/lib/common.sh
source "$lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
source "$lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
source "$lib/postgres.sh"
# shellcheck source=scripts/lib/clock.sh
source "$lib/clock.sh"
# shellcheck source=scripts/lib/trx.sh
source "$lib/trx.sh"

readonly ORDINARY='Category!=Faults'

# Summer time, a leap day, the last half hour of a year (which ends meanwhile), and a day on which persnr's new control digits hold.
readonly DAYS=('2027-07-15 12:00' '2028-02-29 12:00' '2026-12-31 23:30' '2032-01-02 12:00')

FILTER=$ORDINARY
EXTRA=()
while (($# > 0)); do
    case $1 in
    --faults)
        FILTER='' FINAUT_TEST_FAULTS=1
        export FINAUT_TEST_FAULTS
        ;;
    --day)
        DAY=${2:?"--day needs a time such as '2028-02-29 12:00'"}
        shift
        ;;
    --filter)
        WANTED=${2:?"--filter needs an expression"}
        shift
        ;;
    --)
        EXTRA=("${@:2}")
        break
        ;;
    *) die "Unknown argument $1; the head of $0 shows what there is." ;;
    esac
    shift
done
if [[ -n ${WANTED:-} ]]; then FILTER="${FILTER:+$FILTER&}($WANTED)"; fi
# Everything there is: what is written of it and done after it is not for a part.
WHOLE=''
if [[ -n ${FINAUT_TEST_FAULTS:-} && -z ${WANTED:-}${DAY:-} ]]; then WHOLE=1; fi
[[ -z ${DAY:-} ]] || seconds_ahead "$DAY" >/dev/null || exit
[[ -z ${DAY:-} || -z ${FINAUT_TEST_POSTGRES:-} ]] || die "A day needs a PostgreSQL whose clock can be set: unset FINAUT_TEST_POSTGRES."

# Root's PostgreSQL runs as another user, who may not be able to enter root's own folder for temporary files.
choose_scratch() {
    local base
    for base in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
        SCRATCH=$(mktemp -d "$base/finaut-test.XXXXXX" 2>/dev/null) || continue
        chmod 711 "$SCRATCH"
        if can_hold_cluster "$SCRATCH"; then return; fi
        rm -rf "$SCRATCH"
    done
    die "No folder for temporary files can hold a PostgreSQL cluster."
}

start_test_cluster() {
    ensure_postgres
    # Data that are thrown away need not survive a power cut.
    [[ -d $DB_DIR/data ]] ||
        create_cluster 'fsync = off' 'synchronous_commit = off' 'full_page_writes = off' 'max_connections = 400'
    start_cluster
    FINAUT_TEST_POSTGRES=$(connection postgres)
    export FINAUT_TEST_POSTGRES FINAUT_TEST_PGDATA=$DB_DIR/data FINAUT_TEST_PGBIN=$DB_BIN
    say "PostgreSQL for the tests on port $DB_PORT"
}

find_chromium() { command -v chromium chromium-browser google-chrome | head -n 1; }

ensure_browser() {
    [[ -n ${FINAUT_CHROMIUM:-} ]] || find_chromium >/dev/null || install_package chromium || true
    if FINAUT_CHROMIUM=${FINAUT_CHROMIUM:-$(find_chromium)}; then
        export FINAUT_CHROMIUM
    else
        warn "No Chromium, and it cannot be installed from here (package 'chromium')."
        unset FINAUT_CHROMIUM
    fi
    if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
        install_package npm || warn "No node and npm, and they cannot be installed from here (package 'npm')."
    fi
    command -v python3 >/dev/null || install_package python3 || warn "No python3, and it cannot be installed from here (package 'python3')."
}

ensure_attackers() {
    [[ -n ${FINAUT_TEST_FAULTS:-} ]] || return 0
    command -v sqlmap >/dev/null || install_package sqlmap || warn "No sqlmap, and it cannot be installed from here (package 'sqlmap')."
}

# For scripts/cluster.sh, which could install it as well, but not while tests wait for it.
ensure_nginx() {
    [[ -n ${FINAUT_TEST_FAULTS:-} ]] || return 0
    command -v nginx >/dev/null || install_package nginx || warn "No nginx, and it cannot be installed from here (package 'nginx')."
}

# Tests start servers by the hundred and throw them away: code that is compiled once and garbage that is left longer save a fifth.
export DOTNET_TieredPGO=0 DOTNET_GCgen0size=0x4000000

# run_tests [DAY]: a project whose test host crashed may leave no results, or results without a failed test.
run_tests() {
    local day=${1:-today} project name results
    for project in "$ROOT"/tests/*/*.csproj; do
        name=$(basename "$project" .csproj)
        results=$SCRATCH/results/$day
        say "Testing $name${1:+ on $1}"
        start dotnet test "$project" --no-build -c Release ${FILTER:+--filter "$FILTER"} \
            --logger 'console;verbosity=minimal' --logger "trx;LogFileName=$name.trx" \
            --results-directory "$results" "${EXTRA[@]}"
        if ! finish && ! has_failed_test "$results/$name.trx"; then CRASHED+=("$name${1:+ on $1}"); fi
    done
}

# run_tests_on DAY: with every clock there, on the cluster of before, or on a new one.
run_tests_on() {
    stop_cluster
    ensure_postgres
    set_clock "$1"
    start_test_cluster
    run_tests "$1"
    stop_cluster
    reset_clock
}

# The whole suite alone: on other days it is to pass as well, though not under faults, which look for something else.
run_tests_on_days() {
    local day FILTER=$ORDINARY
    unset FINAUT_TEST_FAULTS FINAUT_RELIABILITY
    for day in "${DAYS[@]}"; do run_tests_on "$day"; done
}

# Sets SUMMARY; false unless tests ran and all of them passed.
summarize() {
    local results report passed failed skipped name
    local -a total=(0 0 0)
    shopt -s nullglob
    for results in "$SCRATCH"/results/*/; do
        report=$(report_tests "$results"*.trx)
        read -r passed failed skipped <<<"${report##*$'\n'}"
        total=($((total[0] + passed)) $((total[1] + failed)) $((total[2] + skipped)))
        printf '\n== %s: %s passed, %s failed, %s skipped\n' "$(basename "$results")" "$passed" "$failed" "$skipped"
        sed '$d' <<<"$report"
    done
    for name in "${CRASHED[@]}"; do
        warn "$name: the test host failed without naming a failed test; see its output above."
    done
    total[1]=$((total[1] + ${#CRASHED[@]}))
    SUMMARY="${total[0]} passed, ${total[1]} failed, ${total[2]} skipped"
    ((total[0] + total[1] > 0)) || warn "No test ran."
    ((total[0] > 0 && total[1] == 0))
}

write_reliability() {
    [[ -n $WHOLE && -s $SCRATCH/reliability.jsonl ]] || return 0
    local versions
    versions=(".NET $(dotnet --list-runtimes | awk '$1 == "Microsoft.NETCore.App" { version = $2 } END { print version }')")
    [[ -z $DB_BIN ]] || versions+=("$("$DB_BIN/postgres" --version | sed 's/ (PostgreSQL)//; s/postgres/PostgreSQL/')")
    [[ -z ${FINAUT_CHROMIUM:-} ]] || versions+=("$("$FINAUT_CHROMIUM" --version --no-sandbox 2>/dev/null | awk '{ print $1, $2 }')")
    say "Writing docs/reliability.md"
    python3 "$lib/reliability.py" "$SCRATCH/reliability.jsonl" "$ROOT/docs/reliability.md" "$SUMMARY" "${versions[@]}" ||
        warn "docs/reliability.md was not written."
}

clean_up() {
    set +e
    trap '' INT TERM HUP PIPE
    stop_child
    if [[ -n $DB_DIR ]]; then stop_cluster; fi
    rm -rf "$SCRATCH"
    [[ -z $SUMMARY ]] || echo "$SUMMARY"
}

SCRATCH='' CRASHED=()
SUMMARY='0 passed, 1 failed, 0 skipped' # unless it gets as far as running tests
trap clean_up EXIT
trap 'SUMMARY=; end_by_signal 130' INT
trap 'SUMMARY=; end_by_signal 143' TERM HUP

prepare_environment
choose_scratch
lock_clone
ensure_browser
ensure_attackers
ensure_nginx
[[ -z $WHOLE${DAY:-} ]] || ensure_clock
[[ -n ${FINAUT_TEST_POSTGRES:-}${DAY:-} ]] || start_test_cluster
build FinAut.sln
unlock_clone
[[ -z ${FINAUT_TEST_FAULTS:-} ]] || export FINAUT_RELIABILITY="$SCRATCH/reliability.jsonl"
if [[ -n ${DAY:-} ]]; then run_tests_on "$DAY"; else run_tests; fi
[[ -z $WHOLE ]] || run_tests_on_days
code=0
summarize || code=$?
write_reliability
((code == 0))
