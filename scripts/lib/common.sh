# shellcheck shell=bash
# What run.sh, test.sh and .ci/run share: messages, a sane environment, child processes, ports and the clone's lock.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

# Locks have fixed file descriptors, so that processes that outlive a script can be started without them:
# 7 the clone, 8 the cluster's users, 9 the cluster's start and stop.

say() { printf '== %s\n' "$*"; }
warn() { printf '!! %s\n' "$*" >&2; }
die() {
    warn "$@"
    exit 1
}

prepare_environment() {
    export PATH="${PATH:-/usr/local/bin:/usr/bin:/bin}:/usr/sbin:/sbin"
    export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
    # Build servers stay behind after a build and would keep the locks and the caller's pipes open.
    export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0

    # dotnet needs a home to write to; service accounts and minimal environments may have none.
    [[ -n ${HOME:-} && -d $HOME && -w $HOME ]] || HOME=$(getent passwd "$EUID" | cut -d: -f6) || true
    if [[ -z ${HOME:-} || ! -d $HOME || ! -w $HOME ]]; then
        HOME=$ROOT/.finaut/home
        mkdir -p "$HOME"
    fi
    export HOME DOTNET_CLI_HOME="${DOTNET_CLI_HOME:-$HOME}"

    local tool
    for tool in dotnet flock setsid; do
        command -v "$tool" >/dev/null || die "'$tool' is not on the PATH (needed: the .NET SDK 10 and util-linux)."
    done
}

# Children run one at a time, each in a session of its own: Ctrl-C at a terminal then reaches the script alone, which
# ends things in order, and `wait`, unlike a command in the foreground, lets a signal through at once.
CHILD=
start() {
    setsid "$@" &
    CHILD=$!
}
finish() {
    local code=0
    wait "$CHILD" || code=$?
    CHILD=
    return "$code"
}
stop_child() {
    [[ -n $CHILD ]] || return 0
    kill -TERM -- "-$CHILD" 2>/dev/null || kill -TERM "$CHILD" 2>/dev/null
    local tries
    for ((tries = 0; tries < 120; tries++)); do
        kill -0 "$CHILD" 2>/dev/null || break
        sleep 0.1
    done
    ((tries < 120)) || warn "It did not stop within 12 seconds and is killed."
    kill -KILL -- "-$CHILD" 2>/dev/null # with whatever it left behind
    CHILD=
}

# end_by_signal CODE: for traps. Often two signals come at once, from a terminal and from a supervisor; the second must
# not cut the clean-up short.
end_by_signal() {
    trap '' INT TERM HUP PIPE
    exit "$1"
}

# Two runs in one clone must not install, build or seed at the same time. Locking the folder itself needs no lock file.
lock_clone() {
    exec 7<"$ROOT"
    flock -n 7 && return
    say "Waiting for another run in this clone to get ready"
    start flock 7
    finish || warn "This folder cannot be locked; going on without."
}
unlock_clone() { exec 7<&-; }

# Builds quietly: the log is shown only when the build fails.
build() {
    say "Building $1"
    start dotnet build "$ROOT/$1" -c Release -v quiet >"$SCRATCH/build.log" 2>&1
    finish && return
    cat "$SCRATCH/build.log" >&2
    die "The build of $1 failed."
}

port_taken() { (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
