# Sourced by train.sh and classify.sh. Installs the dependencies and builds pilesort if necessary, with one line of output each.

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# quietly MESSAGE COMMAND...: prints the message and runs the command in the repository. Prints its output only if it fails.
quietly() {
  local message=$1 output
  shift
  printf '%s\n' "$message" >&2
  output=$(cd "$root" && "$@" 2>&1 </dev/null) || fail "$output"
}

check_node() {
  command -v node >/dev/null 2>&1 || fail "pilesort needs Node 20.19 or newer, but node was not found on the PATH; install Node first."
  local version major minor
  version=$(node --version)
  IFS=. read -r major minor _ <<<"${version#v}"
  if ((major < 20 || (major == 20 && minor < 19))); then
    fail "pilesort needs Node 20.19 or newer, but this is $version; install a newer version first."
  fi
}

is_built() {
  [ -e "$root/dist/cli/main.js" ] && [ -z "$(find "$root/src" -newer "$root/dist/cli/main.js" | head -n 1)" ]
}

# npm writes node_modules/.package-lock.json when an install is complete.
ready() {
  check_node
  [ -e "$root/node_modules/.package-lock.json" ] || quietly "Installing (once)..." npm ci --include=dev --no-audit --no-fund
  is_built || quietly "Building (once)..." npm run build
}
