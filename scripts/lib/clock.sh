# shellcheck shell=bash
# Sets the clock of everything that is started afterwards: test host, servers, PostgreSQL, Chromium, node, python.

CLOCK_LIBRARY=''

ensure_clock() {
    command -v cc >/dev/null || { install_package gcc && install_package libc6-dev; } ||
        die "No C compiler, and it cannot be installed from here (packages 'gcc' and 'libc6-dev')."
    CLOCK_LIBRARY=$SCRATCH/clock.so # in a folder that PostgreSQL's user can enter
    cc -shared -fPIC -O2 -Wall -Werror -o "$CLOCK_LIBRARY" "$ROOT/scripts/lib/clock.c" || die "scripts/lib/clock.c was not compiled."
    chmod 755 "$CLOCK_LIBRARY"
}

# seconds_ahead TIME: from now to that time in Oslo.
seconds_ahead() {
    local instant
    instant=$(TZ=Europe/Oslo date -d "$1" +%s 2>/dev/null) || die "'$1' is not a time such as '2028-02-29 12:00'."
    echo $((instant - $(date +%s)))
}

# set_clock TIME: in Oslo. By a distance, so that all processes agree and their clocks run on.
set_clock() {
    CLOCK_AHEAD=$(seconds_ahead "$1") || exit
    export CLOCK_AHEAD LD_PRELOAD=$CLOCK_LIBRARY
}

reset_clock() { unset CLOCK_AHEAD LD_PRELOAD; }
