# shellcheck shell=bash
# What run.sh and scripts/cluster.sh share: the server, its settings, and what is said of it.

PORT=${PORT:-5080}
readonly URL=http://127.0.0.1:$PORT
readonly SERVER=$ROOT/src/FinAut.Api/bin/Release/net10.0/FinAut.Api.dll

check_port() {
    [[ $PORT =~ ^[1-9][0-9]{0,4}$ && $PORT -lt 65536 ]] || die "PORT=$PORT is not a port number."
    ! port_taken "$PORT" || die "Port $PORT is taken. Choose another one: PORT=5081 $0"
}

# Sets DEMO. Demo data are not for production, whatever else is set.
configure_server() {
    export ASPNETCORE_ENVIRONMENT=${ASPNETCORE_ENVIRONMENT:-Development}
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

# ready PORT: asks under a host that the server takes requests for.
ready() (
    host=${AllowedHosts:-127.0.0.1}
    host=${host%%;*}
    exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
    printf 'GET /health/ready HTTP/1.0\r\nHost: %s\r\n\r\n' "${host/#\*/health}" >&3
    read -r -t 5 status <&3 && [[ $status == HTTP/*' 200 '* ]]
) 2>/dev/null

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
