# shellcheck shell=bash
# Installs packages of the system where that is possible without asking anybody.

as_root() { if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi; }

# install_package NAME: false when it cannot be done. NAME is Debian's; other systems' names are looked up here.
install_package() {
    as_root true 2>/dev/null || return 1
    say "Installing $1"
    # An interrupted package manager leaves a mess: Ctrl-C takes effect after it.
    if (trap '' INT && "install_by_$(package_manager)" "$1") >"$SCRATCH/install.log" 2>&1; then return 0; fi
    tail -n 20 "$SCRATCH/install.log" >&2
    return 1
}

package_manager() {
    local name
    for name in apt-get dnf apk; do
        if command -v "$name" >/dev/null; then
            echo "${name%-get}"
            return
        fi
    done
    echo none
}

install_by_apt() {
    local options=(-y -q --no-install-recommends -o DPkg::Lock::Timeout=300)
    local no_cluster=/etc/postgresql-common/createcluster.d/finaut.conf no_service=/usr/sbin/policy-rc.d
    # Debian makes and starts a cluster of its own with the server package; nobody asked for that one.
    as_root mkdir -p "${no_cluster%/*}"
    as_root tee "$no_cluster" <<<'create_main_cluster = false'
    # Nor for services, such as nginx on port 80.
    if [[ -e $no_service ]]; then
        no_service=
    else
        as_root install -m 755 /dev/stdin "$no_service" <<<$'#!/bin/sh\nexit 101'
    fi
    as_root apt-get update -q || true # stale lists may still do
    local code=0
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install "${options[@]}" "$1" || code=$?
    as_root rm -f "$no_cluster" ${no_service:+"$no_service"}
    return "$code"
}

install_by_dnf() {
    local name=${1/#postgresql/postgresql-server}
    as_root dnf install -y "${name/#libc6-dev/glibc-devel}"
}
install_by_apk() { as_root apk add "${1/#libc6-dev/musl-dev}"; }
install_by_none() {
    echo "No known package manager."
    return 1
}
