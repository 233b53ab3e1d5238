#!/usr/bin/env bash
# Builds the solution and runs its tests on a throw-away PostgreSQL cluster. The last line says how many passed.
#
#   ./test.sh                            all tests but those that break the database on purpose
#   ./test.sh --faults                   those too; writes what they measured to docs/reliability.md
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
# shellcheck source=scripts/lib/trx.sh
source "$lib/trx.sh"

FILTER='Category!=Faults'
EXTRA=()
while (($# > 0)); do
    case $1 in
    --faults)
        FILTER='' FINAUT_TEST_FAULTS=1
        export FINAUT_TEST_FAULTS
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

# A project whose test host crashed may leave no results, or results without a failed test.
run_tests() {
    local project name results
    for project in "$ROOT"/tests/*/*.csproj; do
        name=$(basename "$project" .csproj)
        results=$SCRATCH/results/$name.trx
        say "Testing $name"
        start dotnet test "$project" --no-build -c Release ${FILTER:+--filter "$FILTER"} \
            --logger 'console;verbosity=minimal' --logger "trx;LogFileName=$name.trx" \
            --results-directory "$SCRATCH/results" "${EXTRA[@]}"
        if ! finish && ! has_failed_test "$results"; then CRASHED+=("$name"); fi
    done
}

# Sets SUMMARY; false unless tests ran and all of them passed.
summarize() {
    local report passed failed skipped name
    shopt -s nullglob
    report=$(report_tests "$SCRATCH"/results/*.trx)
    read -r passed failed skipped <<<"${report##*$'\n'}"
    for name in "${CRASHED[@]}"; do
        warn "$name: the test host failed without naming a failed test; see its output above."
    done
    failed=$((failed + ${#CRASHED[@]}))
    SUMMARY="$passed passed, $failed failed, $skipped skipped"
    printf '\n%s\n' "$report" | sed '$d'
    ((passed + failed > 0)) || warn "No test ran."
    ((passed > 0 && failed == 0))
}

# The page is of a whole run: part of one would leave out the rest.
write_reliability() {
    [[ -n ${FINAUT_TEST_FAULTS:-} && -z ${WANTED:-} && -s ${FINAUT_RELIABILITY:-} ]] || return 0
    local versions
    versions=(".NET $(dotnet --list-runtimes | awk '$1 == "Microsoft.NETCore.App" { version = $2 } END { print version }')")
    [[ -z $DB_BIN ]] || versions+=("$("$DB_BIN/postgres" --version | sed 's/ (PostgreSQL)//; s/postgres/PostgreSQL/')")
    [[ -z ${FINAUT_CHROMIUM:-} ]] || versions+=("$("$FINAUT_CHROMIUM" --version --no-sandbox 2>/dev/null | awk '{ print $1, $2 }')")
    say "Writing docs/reliability.md"
    python3 "$lib/reliability.py" "$FINAUT_RELIABILITY" "$ROOT/docs/reliability.md" "$SUMMARY" "${versions[@]}" ||
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
[[ -n ${FINAUT_TEST_POSTGRES:-} ]] || start_test_cluster
build FinAut.sln
unlock_clone
[[ -z ${FINAUT_TEST_FAULTS:-} ]] || export FINAUT_RELIABILITY="$SCRATCH/reliability.jsonl"
run_tests
code=0
summarize || code=$?
write_reliability
((code == 0))
