#!/usr/bin/env bash
# Classifies texts with a saved classifier (default: models/my_model). ./classify.sh --help shows the flags.
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/scripts/ready.sh"
ready
exec node "$root/dist/cli/main.js" classify "$@"
