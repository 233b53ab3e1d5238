#!/usr/bin/env bash
# Adds a migration for both databases: scripts/add-migration.sh NAME
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -eq 1 ] || { echo "usage: scripts/add-migration.sh NAME" >&2; exit 2; }

dotnet tool restore
dotnet build tools/FinAut.Migrations
for provider in PostgreSql SqlServer; do
  dotnet ef migrations add "$1" --no-build \
    --project src/FinAut.Domain --startup-project tools/FinAut.Migrations \
    --context "${provider}DbContext" --output-dir "Data/${provider}/Migrations"
done
