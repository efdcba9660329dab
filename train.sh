#!/usr/bin/env bash
# Trains a classifier and saves it (default: models/my_model). ./train.sh --help shows the flags.
set -eu
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$root/scripts/ready.sh"
ready
exec node "$root/dist/cli/main.js" train --defaults "$@"
