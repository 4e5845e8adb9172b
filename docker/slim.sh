#!/bin/sh
# Takes out of an installed program what no command of it reads: native code for other platforms and its sources, types, source maps,
# manuals, and the second and third build of a library. `sh docker/slim.sh`, in the folder that has `node_modules` and `dist`.
set -eu

bridge=node_modules/@temporalio/core-bridge
here=$(uname -m)-unknown-linux-gnu
[ -d "$bridge/releases/$here" ] || {
  echo "no native code of Temporal for $here" >&2
  exit 1
}
find "$bridge/releases" -mindepth 1 -maxdepth 1 ! -name "$here" -exec rm -r {} +
rm -r "$bridge/sdk-core" "$bridge/src" "$bridge/bridge-macros"
rm -rf node_modules/@opentelemetry/*/build/esm node_modules/@opentelemetry/*/build/esnext
# Licences stay, whatever they are called.
find node_modules dist -type f \( -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.map' -o -iname '*.md' \) \
  ! -iname '*licen[cs]e*' ! -iname '*notice*' -delete
