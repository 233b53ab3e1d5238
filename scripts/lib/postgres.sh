# shellcheck shell=bash
# A PostgreSQL cluster of our own, apart from the system's: on 127.0.0.1 only, password always asked for, no socket.
# DB_DIR holds data/, password and server.log, and belongs to the user that runs PostgreSQL.

DB_DIR='' DB_BIN='' DB_PORT=''

# PostgreSQL refuses to run as root: root runs it as the system's own user for it. The locks stay with the script.
as_db() (
    exec 7>&- 8>&- 9>&-
    trap '' INT
    umask 077
    cd /
    export LC_ALL=C
    if ((EUID == 0)); then exec runuser -u postgres -- "$@"; fi
    exec "$@"
)

# find_postgres [MAJOR]: the folder of the newest server programs, or of those of one major version.
# shellcheck disable=SC2120 # the argument is given in state.sh
find_postgres() {
    local dir version
    while read -r dir; do
        [[ -x $dir/initdb && -x $dir/pg_ctl ]] || continue
        version=$("$dir/initdb" --version)
        if [[ -z ${1:-} || $version =~ \)\ $1([^0-9]|$) ]]; then
            echo "$dir"
            return
        fi
    done < <(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/libexec/postgresql* /usr/bin | sort -rV)
    return 1
}

# shellcheck disable=SC2119
ensure_postgres() {
    find_postgres >/dev/null || install_package postgresql || true
    DB_BIN=$(find_postgres) ||
        die "The PostgreSQL server is missing and cannot be installed from here: install the package 'postgresql'," \
            "or name a database in ConnectionStrings__FinAut."
    ((EUID != 0)) || id postgres >/dev/null 2>&1 || die "Root needs the user 'postgres' to run PostgreSQL as."
}

# can_hold_cluster FOLDER: makes DB_DIR in it, if the user that runs PostgreSQL gets there and the file system keeps
# permissions.
can_hold_cluster() {
    DB_DIR=$1/pg
    (umask 022 && mkdir -p "$1") 2>/dev/null || return 1
    if mkdir -m 700 "$DB_DIR" 2>/dev/null && ((EUID == 0)); then chown postgres: "$DB_DIR"; fi
    # shellcheck disable=SC2016 # expanded by the inner shell
    as_db sh -c 'mkdir "$1" && chmod 700 "$1" && mode=$(stat -c %a "$1"); rmdir "$1"; [ "$mode" = 700 ]' \
        sh "$DB_DIR/probe.$$" 2>/dev/null && return
    rmdir "$DB_DIR" 2>/dev/null
    return 1
}

random_secret() { head -c 24 /dev/urandom | base64 | tr '+/' '-_'; }

# create_cluster SETTING...: lines for postgresql.conf.
create_cluster() {
    as_db rm -rf "$DB_DIR/new"
    random_secret | as_db tee "$DB_DIR/password" >/dev/null
    # Sorted by code point (fast), yet with letters beyond ASCII known.
    as_db "$DB_BIN/initdb" -D "$DB_DIR/new" -U postgres --pwfile="$DB_DIR/password" --auth=scram-sha-256 \
        --encoding=UTF8 --locale=C.UTF-8 --lc-collate=C >"$SCRATCH/initdb.log" 2>&1 || {
        cat "$SCRATCH/initdb.log" >&2
        die "PostgreSQL could not make a cluster in $DB_DIR."
    }
    printf '%s\n' "listen_addresses = '127.0.0.1'" "unix_socket_directories = ''" "$@" |
        as_db tee -a "$DB_DIR/new/postgresql.conf" >/dev/null
    as_db mv "$DB_DIR/new" "$DB_DIR/data" # a data folder is complete or not there
}

# Sets DB_PORT. PostgreSQL works in its data folder; a process number left by a crash may belong to anything by now.
cluster_running() {
    local -a pidfile
    mapfile -t pidfile 2>/dev/null <"$DB_DIR/data/postmaster.pid" || return 1
    [[ -n ${pidfile[0]:-} && /proc/${pidfile[0]}/cwd -ef $DB_DIR/data ]] || return 1
    DB_PORT=${pidfile[3]}
}

start_cluster() {
    local try
    as_db rm -f "$DB_DIR/data/postmaster.pid" # stale, or cluster_running would have seen the process
    DB_PORT=$(cat "$DB_DIR/port" 2>/dev/null) || true
    for try in 1 2 3 4 5; do
        # Below the range from which the system gives out ports by itself.
        while [[ -z $DB_PORT ]] || port_taken "$DB_PORT"; do DB_PORT=$((20000 + RANDOM % 10000)); done
        if as_db "$DB_BIN/pg_ctl" start -D "$DB_DIR/data" -l "$DB_DIR/server.log" -o "-c port=$DB_PORT" -w -t 300 \
            >/dev/null 2>&1; then
            as_db tee "$DB_DIR/port" <<<"$DB_PORT" >/dev/null
            return
        fi
        DB_PORT='' # taken in the meantime, perhaps; or the processes of a killed server are still on their way out
        sleep "$try"
    done
    tail -n 20 "$DB_DIR/server.log" >&2
    die "PostgreSQL did not start; the whole log is $DB_DIR/server.log."
}

# After a crash, at the port where everybody looks for it. Whether it runs, cluster_running tells a moment later: it does not
# start before all that a killed server left behind is gone.
restart_cluster() {
    as_db "$DB_BIN/pg_ctl" start -D "$DB_DIR/data" -l "$DB_DIR/server.log" -o "-c port=$DB_PORT" -W >/dev/null 2>&1
}

stop_cluster() {
    cluster_running || return 0
    as_db "$DB_BIN/pg_ctl" stop -D "$DB_DIR/data" -m fast -t 60 >/dev/null 2>&1 ||
        as_db "$DB_BIN/pg_ctl" stop -D "$DB_DIR/data" -m immediate >/dev/null 2>&1
}

# connection USER [SETTINGS]: for Npgsql.
connection() {
    printf 'Host=127.0.0.1;Port=%s;Username=%s;Password=%s%s' "$DB_PORT" "$1" "$(cat "$DB_DIR/password")" "${2:+;$2}"
}
