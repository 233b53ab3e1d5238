#!/usr/bin/env bash
# Builds FinAut API and runs it on a PostgreSQL cluster of its own, with demo data. Ctrl-C stops both.
#
#   ./run.sh                             http://127.0.0.1:5080
#   PORT=5081 ./run.sh                   another port; may run beside the first
#   ConnectionStrings__FinAut=… ./run.sh another database; no cluster is made
#   Demo__Enabled=false ./run.sh         no demo data
#
# Every other setting of the server can be given in the environment as well.
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
# shellcheck source=scripts/lib/state.sh
source "$lib/state.sh"
# shellcheck source=scripts/lib/server.sh
source "$lib/server.sh"

wait_until_ready() {
    local deadline=$((SECONDS + 60)) code=0
    until ready "$PORT"; do
        if ! kill -0 "$CHILD" 2>/dev/null; then
            finish || code=$?
            die "The server ended with code $code before it was ready; see its output above."
        fi
        ((SECONDS < deadline)) || die "The server was not ready within 60 seconds; see its output above."
        sleep 0.25
    done
}

clean_up() {
    set +e
    trap '' INT TERM HUP PIPE
    [[ -z $CHILD ]] || say "Stopping"
    stop_child
    leave_cluster
    rm -rf "$SCRATCH"
}

prepare_environment
cd "$ROOT"
check_port
SCRATCH=$(mktemp -d)
trap clean_up EXIT
trap 'end_by_signal 0' INT TERM HUP

lock_clone
configure_server
export ASPNETCORE_URLS=$URL
if [[ -z ${ConnectionStrings__FinAut:-} ]]; then
    ensure_postgres
    choose_state
fi
load_keys
build src/FinAut.Api
if [[ -n $STATE ]]; then
    join_cluster
    ConnectionStrings__FinAut=$(connection finaut Database=finaut)
    export ConnectionStrings__FinAut
fi
run_server migrate
[[ $DEMO == false ]] || run_server seed
unlock_clone

check_port # again: building takes its time
start dotnet "$SERVER"
wait_until_ready
print_banner
finish
