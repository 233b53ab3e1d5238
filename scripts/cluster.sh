#!/usr/bin/env bash
# Three nodes behind nginx on one PostgreSQL of their own, with demo data, as in production but for TLS and machines: what dies is
# started again. Ctrl-C stops all.
#
#   scripts/cluster.sh                   http://127.0.0.1:5080; the nodes on the next free ports
#   PORT=5090 scripts/cluster.sh         another port; may run beside run.sh and beside the first
#   FINAUT_STATE=… scripts/cluster.sh    another folder for database, keys and logs
#
# Every setting of the server can be given in the environment as well.
set -euo pipefail
exec </dev/null # nothing reads it, and it may be closed

# A script's background job starts with SIGINT ignored, which bash cannot undo for itself.
if [[ -n $(trap -p INT) ]] && env --default-signal=INT true 2>/dev/null; then
    exec env --default-signal=INT bash "$0" "$@"
fi

lib=$(dirname "${BASH_SOURCE[0]}")/lib
# shellcheck source=scripts/lib/common.sh
source "$lib/common.sh"
# shellcheck source=scripts/lib/packages.sh
source "$lib/packages.sh"
# shellcheck source=scripts/lib/postgres.sh
source "$lib/postgres.sh"
# shellcheck disable=SC2034 # for state.sh
STATE_PART=cluster
# shellcheck source=scripts/lib/state.sh
source "$lib/state.sh"
# shellcheck source=scripts/lib/server.sh
source "$lib/server.sh"

readonly NODES=3

# RUN holds what belongs to this run alone: the configuration of nginx, logs, and `processes`, which tells who is who.
RUN='' NGINX=''
PORTS=() SERVERS=()

ensure_nginx() {
    command -v nginx >/dev/null || install_package nginx || true
    command -v nginx >/dev/null || die "nginx is missing and cannot be installed from here: install the package 'nginx'."
}

choose_ports() {
    local port=$PORT
    while ((${#PORTS[@]} < NODES)); do
        ((++port < 65536)) || die "No $NODES free ports after $PORT."
        if ! port_taken "$port"; then PORTS+=("$port"); fi
    done
}

# All of deploy/nginx.conf but what is an operator's own.
configure_nginx() {
    local site=$ROOT/deploy/nginx.conf nodes
    nodes=$(printf '    server 127.0.0.1:%s max_fails=1 fail_timeout=2s;\n' "${PORTS[@]}")
    awk -v listen="    listen 127.0.0.1:$PORT;" -v nodes="$nodes" -v run="$RUN" '
        /^ *server [0-9.:]+ / { if (!told++) print nodes; next }
        /^ *listen / { print listen; next }
        /^ *(server_name|ssl_certificate)/ { next }
        { gsub("/var/log/nginx", run) }
        { print }' "$site" >"$RUN/site.conf"
    {
        printf '%s\n' "pid $RUN/nginx.pid;" "error_log $RUN/nginx.log crit;" 'worker_processes 2;' 'worker_rlimit_nofile 8192;'
        ((EUID != 0)) || printf 'user %s;\n' "$(id -un)" # the folder is nobody else's
        printf '%s\n' 'events { worker_connections 4096; }' 'http {'
        printf '%s_temp_path '"$RUN"'/temp;\n' client_body proxy fastcgi uwsgi scgi
        printf '%s\n' "include $RUN/site.conf;" '}'
    } >"$RUN/nginx.conf"
    nginx -t -q -e "$RUN/nginx.log" -p "$RUN" -c "$RUN/nginx.conf" || die "nginx does not take $RUN/nginx.conf."
}

# Workers outlive a master that was killed, and keep its port.
start_nginx() {
    [[ -z $NGINX ]] || kill -KILL -- "-$NGINX" 2>/dev/null || true
    setsid nginx -e "$RUN/nginx.log" -p "$RUN" -c "$RUN/nginx.conf" -g 'daemon off;' 8>&- 9>&- &
    NGINX=$!
}

start_node() {
    ASPNETCORE_URLS=http://127.0.0.1:${PORTS[$1]} setsid dotnet "$SERVER" >>"$RUN/node$(($1 + 1)).log" 2>&1 &
    SERVERS[$1]=$!
}

running() { kill -0 "$1" 2>/dev/null; }

write_processes() {
    local node
    {
        [[ -z $STATE ]] || printf 'postgres %s\n' "$(head -n 1 "$DB_DIR/data/postmaster.pid" 2>/dev/null)"
        printf 'nginx %s %s\n' "$NGINX" "$URL"
        for node in "${!SERVERS[@]}"; do
            printf 'node%s %s http://127.0.0.1:%s\n' "$((node + 1))" "${SERVERS[$node]}" "${PORTS[$node]}"
        done
    } >"$RUN/processes.new"
    mv "$RUN/processes.new" "$RUN/processes"
}

wait_until_ready() {
    local deadline=$((SECONDS + 60)) node
    for node in "${!SERVERS[@]}"; do
        until ready "${PORTS[$node]}"; do
            running "${SERVERS[$node]}" || die "Node $((node + 1)) ended before it was ready; see $RUN/node$((node + 1)).log."
            ((SECONDS < deadline)) || die "Node $((node + 1)) was not ready within 60 seconds; see $RUN/node$((node + 1)).log."
            sleep 0.25
        done
    done
    ready "$PORT" || die "nginx does not reach the nodes; see $RUN/nginx.log."
}

# As systemd would.
supervise() {
    local node changed database=
    while true; do
        changed=
        if [[ -n $STATE ]] && ! cluster_running; then
            [[ -n $database ]] || warn "PostgreSQL has died and is started again."
            database=down changed=1
            restart_cluster || true
        else
            [[ -z $database ]] || changed=1
            database=
        fi
        for node in "${!SERVERS[@]}"; do
            running "${SERVERS[$node]}" && continue
            warn "Node $((node + 1)) has died and is started again."
            start_node "$node"
            changed=1
        done
        if ! running "$NGINX"; then
            warn "nginx has died and is started again."
            start_nginx
            changed=1
        fi
        [[ -z $changed ]] || write_processes
        sleep 0.5
    done
}

print_nodes() {
    local node
    for node in "${!PORTS[@]}"; do printf '  Node %s      http://127.0.0.1:%s/\n' "$((node + 1))" "${PORTS[$node]}"; done
    printf '  Logs        %s\n\n' "$RUN"
}

any_running() {
    local process
    for process; do
        if running "$process"; then return; fi
    done
    return 1
}

stop_all() {
    local process tries
    for process in $NGINX "${SERVERS[@]}"; do kill -TERM "$process" 2>/dev/null; done
    for ((tries = 0; tries < 120; tries++)); do
        any_running $NGINX "${SERVERS[@]}" || break
        sleep 0.1
    done
    ((tries < 120)) || warn "Not all stopped within 12 seconds; these are killed."
    for process in $NGINX "${SERVERS[@]}"; do kill -KILL -- "-$process" 2>/dev/null; done # with whatever they left behind
}

clean_up() {
    set +e
    trap '' INT TERM HUP PIPE
    [[ -z $NGINX ]] || say "Stopping"
    stop_child
    stop_all
    leave_cluster
    rm -rf "$SCRATCH" "${RUN:+$RUN/processes}"
}

prepare_environment
cd "$ROOT"
check_port
SCRATCH=$(mktemp -d)
trap clean_up EXIT
trap 'end_by_signal 0' INT TERM HUP

lock_clone
configure_server
ensure_nginx
if [[ -z ${ConnectionStrings__FinAut:-} ]]; then
    ensure_postgres
    choose_state
fi
load_keys
build src/FinAut.Api
if [[ -n $STATE ]]; then
    join_cluster
    # All nodes' pools together are less than PostgreSQL allows.
    ConnectionStrings__FinAut=$(connection finaut 'Database=finaut;Maximum Pool Size=50')
    export ConnectionStrings__FinAut
fi
export Proxy__TrustedNetworks=127.0.0.1/32
run_server migrate
[[ $DEMO == false ]] || run_server seed
unlock_clone

RUN=${STATE:-$CLONE_STATE}/run-$PORT
rm -rf "$RUN"
mkdir -p "$RUN"
check_port # again: building takes its time
choose_ports
configure_nginx
for node in $(seq 0 $((NODES - 1))); do start_node "$node"; done
start_nginx
write_processes
wait_until_ready
print_banner
print_nodes
supervise
