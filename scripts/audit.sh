#!/usr/bin/env bash
# Asks the package feeds what is known to be vulnerable of all packages, those of packages included. Ends with 1 when
# something is. When no feed offers such data, or none can be reached, it says so plainly and ends with 0, or with 1 with
# --strict.
set -euo pipefail
exec </dev/null

# shellcheck source=scripts/lib/common.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/common.sh"
prepare_environment
cd "$ROOT"

STRICT=
[[ ${1:-} != --strict ]] || STRICT=1
SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT

# A feed that is named as a source of audits has to say when it has no data (NU1905); of one that only serves packages
# nobody would learn. The restore goes to a copy, so that nothing built here is out of date afterwards.
mapfile -t feeds < <(dotnet nuget list source --format short | sed -n 's/^E //p')
((${#feeds[@]} > 0)) || die "No package feed is configured."
{
    echo '<configuration><packageSources><clear />'
    for i in "${!feeds[@]}"; do echo "<add key=\"feed$i\" value=\"${feeds[i]//&/&amp;}\" />"; done
    echo '</packageSources><auditSources><clear />'
    for i in "${!feeds[@]}"; do echo "<add key=\"feed$i\" value=\"${feeds[i]//&/&amp;}\" />"; done
    echo '</auditSources></configuration>'
} >"$SCRATCH/nuget.config"
git ls-files -z '*.csproj' '*.sln' '*.props' '*packages.lock.json' global.json BannedSymbols.txt | xargs -0 cp --parents -t "$SCRATCH"

say "Asking ${#feeds[@]} feed(s) about the packages"
code=0
(cd "$SCRATCH" && dotnet restore FinAut.sln --locked-mode --configfile nuget.config \
    -p:NuGetAudit=true -p:NuGetAuditMode=all -p:NuGetAuditLevel=low -p:TreatWarningsAsErrors=false) >"$SCRATCH/log" 2>&1 || code=$?

found=$(grep -oE 'NU190[1-4]: .*' "$SCRATCH/log" | sed 's/ \[[^]]*\]$//' | sort -u || true)
if [[ -n $found ]]; then
    printf '%s\n' "$found"
    die "Packages with known vulnerabilities: see above."
fi
if ((code != 0)); then
    cat "$SCRATCH/log" >&2
    die "The restore failed."
fi
if grep -qE 'NU1900|NU1905' "$SCRATCH/log"; then
    warn "No feed here offers data about vulnerabilities, or it cannot be reached: nothing is known either way."
    [[ -z $STRICT ]] || exit 1
else
    say "No package is known to be vulnerable."
fi
