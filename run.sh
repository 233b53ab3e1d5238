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

PORT=${PORT:-5080}
readonly URL=http://127.0.0.1:$PORT
readonly SERVER=$ROOT/src/FinAut.Api/bin/Release/net10.0/FinAut.Api.dll

check_port() {
    [[ $PORT =~ ^[1-9][0-9]{0,4}$ && $PORT -lt 65536 ]] || die "PORT=$PORT is not a port number."
    ! port_taken "$PORT" || die "Port $PORT is taken. Choose another one: PORT=5081 ./run.sh"
}

# Sets DEMO. Demo data are not for production, whatever else is set.
configure_server() {
    export ASPNETCORE_ENVIRONMENT=${ASPNETCORE_ENVIRONMENT:-Development} ASPNETCORE_URLS=$URL
    DEMO=true
    [[ ${ASPNETCORE_ENVIRONMENT,,} != production ]] || DEMO=false
    export Demo__Enabled=${Demo__Enabled:-$DEMO}
    [[ ${Demo__Enabled,,} == true ]] || DEMO=false
    [[ $DEMO == false ]] || export PublicBaseUrl=${PublicBaseUrl:-$URL}
}

# run_server COMMAND: one of the server's own commands, to its end.
run_server() {
    start dotnet "$SERVER" "$@"
    finish || die "The server's command '$*' failed."
}

# Asks under a host that the server takes requests for.
ready() (
    host=${AllowedHosts:-127.0.0.1}
    host=${host%%;*}
    exec 3<>"/dev/tcp/127.0.0.1/$PORT" || exit 1
    printf 'GET /health/ready HTTP/1.0\r\nHost: %s\r\n\r\n' "${host/#\*/health}" >&3
    read -r -t 5 status <&3 && [[ $status == HTTP/*' 200 '* ]]
) 2>/dev/null

wait_until_ready() {
    local deadline=$((SECONDS + 60)) code=0
    until ready; do
        if ! kill -0 "$CHILD" 2>/dev/null; then
            finish || code=$?
            die "The server ended with code $code before it was ready; see its output above."
        fi
        ((SECONDS < deadline)) || die "The server was not ready within 60 seconds; see its output above."
        sleep 0.25
    done
}

print_banner() {
    cat <<TEXT

FinAut API is ready. Ctrl-C stops it.

  Base URL    $URL/
  API root    $URL/finautapi/v1/
  Docs        $URL/finautapi/v1/docs/
  Token URL   $URL/o/token/
  Sign in     $URL/finautapi/v1/api-auth/login/
  Staff       $URL/staff/
  API users   $URL/o/applications/
TEXT
    [[ $DEMO == false ]] || cat <<TEXT

  Demo client       finaut-demo    finaut-demo-secret
  Second customer   finaut-other   finaut-other-secret
  Exam platform     finaut-exam    finaut-exam-secret

  Staff             staff          Staff-Passord-1
  API user          demo           Demo-Passord-1
  Candidate         kandidat       Kandidat-Passord-1    $URL/finautapi/v1/userlogin/demo/lms-590499/
TEXT
    echo
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
