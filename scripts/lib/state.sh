# shellcheck shell=bash
# What a clone keeps between runs: its cluster, shared by the runs of the clone, and its keys. STATE_PART, set before, keeps
# them apart from those of run.sh; FINAUT_STATE names another folder for them.

CLONE_STATE=${FINAUT_STATE:-$ROOT/.finaut${STATE_PART:+/$STATE_PART}} STATE=''

# Where the state lies when it cannot lie in the clone.
other_state() {
    local base=${XDG_STATE_HOME:-$HOME/.local/state}/finaut
    ((EUID != 0)) || base=/var/lib/finaut
    printf '%s/%s-%s%s' "$base" "$(basename "$ROOT")" "$(sha256sum <<<"$ROOT" | cut -c1-8)" "${STATE_PART:+/$STATE_PART}"
}

# Sets STATE. Root's PostgreSQL, for one, runs as a user that may not be able to enter the clone.
choose_state() {
    local other folder
    other=$(other_state)
    local -a folders=("$CLONE_STATE" "$other")
    [[ ! -d $other/pg/data ]] || folders=("$other") # made when the clone could not hold it: the data stay there
    [[ -z ${FINAUT_STATE:-} ]] || folders=("$FINAUT_STATE")
    for folder in "${folders[@]}"; do
        if can_hold_cluster "$folder"; then
            STATE=$folder
            return
        fi
    done
    die "Neither ${folders[*]} can hold a PostgreSQL cluster: no access, or a file system without permissions."
}

# Every run holds users.lock shared for as long as it lives; whoever then gets it exclusively was the last one.
# change.lock lets one run at a time start or stop the cluster. The server inherits users.lock: a database is not taken
# away from a server that outlives its killed script.
join_cluster() {
    exec 9>"$STATE/change.lock" 8>"$STATE/users.lock"
    flock 9
    flock -s 8
    if [[ ! -d $DB_DIR/data ]]; then
        say "Making a PostgreSQL cluster in $DB_DIR"
        create_cluster 'shared_buffers = 256MB' 'max_connections = 200' 'wal_compression = on' 'max_wal_size = 2GB'
    fi
    local version
    version=$(cat "$DB_DIR/data/PG_VERSION")
    DB_BIN=$(find_postgres "$version") || die "$DB_DIR was made by PostgreSQL $version, which is not installed."
    cluster_running || start_cluster
    ensure_database
    exec 9>&-
    say "PostgreSQL $version on port $DB_PORT, data in $DB_DIR"
}

leave_cluster() {
    [[ -n $STATE && -e /proc/$$/fd/8 ]] || return 0 # never joined
    exec 9>"$STATE/change.lock"
    flock 9
    exec 8>"$STATE/users.lock" # lets go of our share
    if flock -n 8; then stop_cluster; fi
    exec 8>&- 9>&-
}

# The server owns its database and is nobody special beyond it.
ensure_database() {
    local password
    password=$(cat "$DB_DIR/password")
    PGPASSWORD=$password "$DB_BIN/psql" -X -q -v ON_ERROR_STOP=1 >/dev/null \
        "hostaddr=127.0.0.1 port=$DB_PORT user=postgres dbname=postgres sslmode=disable" <<SQL
SELECT 'CREATE ROLE finaut LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'finaut') \gexec
ALTER ROLE finaut PASSWORD '$password';
SELECT 'CREATE DATABASE finaut OWNER finaut' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'finaut') \gexec
SQL
}

write_private() { (umask 077 && cat >"$1.new" && mv "$1.new" "$1"); }

# Prints a key of every kind that a file of keys lacks: one from before that kind was needed, or none at all.
missing_keys() {
    local kind
    for kind in Persnr__EncryptionKeys Persnr__LookupKeys Secrets__EncryptionKeys; do
        if ! grep -qs "^${kind}__" "$1"; then printf '%s__1=%s\n' "$kind" "$(head -c 32 /dev/urandom | base64 -w 0)"; fi
    done
}

# Exports the keys that national identity numbers and webhooks' secrets are stored under; a kind that the environment
# sets is left to it. They lie beside the data, which are lost without them, and are copied from and to the clone when that is elsewhere.
load_keys() {
    local folder=${STATE:-$CLONE_STATE} in_clone=$CLONE_STATE/keys.env
    mkdir -p "$CLONE_STATE" 2>/dev/null || true
    [[ -w $folder ]] || folder=$(other_state)
    mkdir -p "$folder"
    local keys=$folder/keys.env
    if [[ ! -e $keys ]]; then
        if [[ -r $in_clone ]]; then write_private "$keys" <"$in_clone"; else missing_keys /dev/null | write_private "$keys"; fi
        say "Keys for national identity numbers and webhooks' secrets: $keys"
    fi
    local more
    more=$(missing_keys "$keys")
    if [[ -n $more ]]; then
        { cat "$keys" && printf '%s\n' "$more"; } | write_private "$keys"
        if [[ $keys != "$in_clone" && -w $in_clone ]]; then write_private "$in_clone" <"$keys"; fi
    fi
    if [[ ! -e $in_clone && -w $CLONE_STATE ]]; then write_private "$in_clone" <"$keys"; fi

    local line name
    local -a ours=()
    while read -r line; do
        name=${line%%=*}
        if [[ $name == *Keys__* ]] && ! compgen -e "${name%__*}__" >/dev/null; then ours+=("$line"); fi
    done <"$keys"
    ((${#ours[@]} == 0)) || export "${ours[@]}"
}
