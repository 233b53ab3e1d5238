# shellcheck shell=bash
# What the measuring scripts share: tools, the published programs, a PostgreSQL cluster and seeded databases.
# A script reads its options, sets SCRATCH='' and traps clean_up before it calls set_up.

BENCH=$ROOT/bench

# Only invented people are protected by them, and a kept cluster is readable by the next run.
Persnr__EncryptionKeys__1=$(printf 'bench: encrypts invented persnrs' | base64 -w 0)
Persnr__LookupKeys__1=$(printf 'bench: looks up invented persnrs' | base64 -w 0)
Secrets__EncryptionKeys__1=$(printf 'bench: encrypts invented secrets' | base64 -w 0)
export Persnr__EncryptionKeys__1 Persnr__LookupKeys__1 Secrets__EncryptionKeys__1
export ASPNETCORE_ENVIRONMENT=Development Demo__Enabled=true

# read_options ARGUMENT...: sets KEEP and USERS; the rest goes to the measuring program as it is, in OPTIONS.
read_options() {
    KEEP='' USERS=${BENCH_USERS:-200000} OPTIONS=()
    while (($# > 0)); do
        case $1 in
        --keep)
            KEEP=${2:?"--keep needs a folder"}
            shift
            ;;
        --users)
            USERS=${2:?"--users needs a number"}
            shift
            ;;
        *) OPTIONS+=("$1") ;;
        esac
        shift
    done
}

# A folder for what is thrown away, and one for the cluster, which may be kept. Root's PostgreSQL runs as another user, who may
# not be able to enter root's own folder for temporary files.
choose_folders() {
    local base
    for base in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
        SCRATCH=$(mktemp -d "$base/finaut-bench.XXXXXX" 2>/dev/null) || continue
        chmod 711 "$SCRATCH"
        if can_hold_cluster "${KEEP:-$SCRATCH}"; then return; fi
        rm -rf "$SCRATCH"
    done
    die "No folder can hold a PostgreSQL cluster."
}

ensure_tool() { command -v "$1" >/dev/null || install_package "$1" || die "No $1, and it cannot be installed from here."; }

# publish PROJECT COMMAND...: into SCRATCH, compiled ahead of time as for production.
publish() {
    say "Publishing $1"
    start "${@:2}" >"$SCRATCH/publish.log" 2>&1
    finish && return
    cat "$SCRATCH/publish.log" >&2
    die "Publishing $1 failed."
}

publish_own() {
    publish "$1" dotnet publish "$BENCH/$1" -c Release --use-current-runtime --self-contained false -v quiet \
        -p:PublishReadyToRun=true -p:NuGetLockFilePath=obj/publish.lock.json -o "$SCRATCH/$1"
}

# As in production: what is committed is on the disk.
start_bench_cluster() {
    ensure_postgres
    if [[ ! -d $DB_DIR/data ]]; then
        create_cluster 'max_connections = 200' 'shared_buffers = 1GB' 'max_wal_size = 4GB' 'checkpoint_timeout = 15min' \
            "shared_preload_libraries = 'pg_stat_statements'" 'pg_stat_statements.track_utility = off'
    fi
    if cluster_running; then
        local taken=$DB_DIR
        DB_DIR='' # not ours to stop
        die "The cluster in $taken is in use."
    fi
    start_cluster
    say "PostgreSQL on port $DB_PORT, data in $DB_DIR"
    # Programs started from here find the server by these.
    PGPASSWORD=$(cat "$DB_DIR/password")
    export PGPASSWORD PGHOSTADDR=127.0.0.1 PGPORT=$DB_PORT PGUSER=postgres PGSSLMODE=disable
    sql postgres -c 'CREATE EXTENSION IF NOT EXISTS pg_stat_statements' 2>/dev/null
}

# sql DATABASE ARGUMENT...
sql() { "$DB_BIN/psql" -X -q -A -t -v ON_ERROR_STOP=1 -d "$1" "${@:2}"; }

# seed USERS: makes the database users_USERS unless it is there.
seed() {
    ConnectionStrings__FinAut=$(connection postgres "Database=users_$1")
    export ConnectionStrings__FinAut
    start dotnet "$SCRATCH/FinAut.Api/FinAut.Api.dll" migrate
    finish || die "The database could not be migrated."
    start dotnet "$SCRATCH/FinAut.Api/FinAut.Api.dll" seed --users "$1"
    finish || die "The database could not be seeded."
}

set_up() {
    prepare_environment
    choose_folders
    ensure_tool wrk
    ensure_tool python3
    lock_clone
    publish FinAut.Api "$ROOT/scripts/publish.sh" "$SCRATCH/FinAut.Api"
    publish_own Floor
    publish_own Probe
    unlock_clone
    start_bench_cluster
}

# measure PROGRAM ARGUMENT...: one of the programs beside this file, with all it starts in one process group.
measure() {
    local code=0 group
    start env BENCH_SCRATCH="$SCRATCH" BENCH_POSTMASTER="$(head -n 1 "$DB_DIR/data/postmaster.pid")" PGBIN="$DB_BIN" \
        CONNECTION="$(connection postgres)" python3 "$BENCH/lib/$1" "${@:2}"
    group=$CHILD
    finish || code=$?
    kill -KILL -- "-$group" 2>/dev/null || true # what it left running when it failed
    return "$code"
}

clean_up() {
    set +e
    trap '' INT TERM HUP PIPE
    stop_child
    if [[ -n $DB_DIR ]]; then stop_cluster; fi
    [[ -z $SCRATCH ]] || rm -rf "$SCRATCH"
}
