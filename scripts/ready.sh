# Sourced by train.sh and classify.sh: installs and builds what is missing, and says so in a line; silent where all is there.

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# quietly MESSAGE COMMAND...: runs a command in the repository and shows its output only where it fails.
quietly() {
  local message=$1 output
  shift
  printf '%s\n' "$message" >&2
  output=$(cd "$root" && "$@" 2>&1 </dev/null) || fail "$output"
}

check_node() {
  command -v node >/dev/null 2>&1 || fail "pilesort needs Node 20.19 or newer, and there is no node on the PATH; install it first."
  local version major minor
  version=$(node --version)
  IFS=. read -r major minor _ <<<"${version#v}"
  if ((major < 20 || (major == 20 && minor < 19))); then
    fail "pilesort needs Node 20.19 or newer, and this is $version; install a newer one first."
  fi
}

is_built() {
  [ -e "$root/dist/cli/main.js" ] && [ -z "$(find "$root/src" -newer "$root/dist/cli/main.js" | head -n 1)" ]
}

# npm writes the file named here when an install is complete.
ready() {
  check_node
  [ -e "$root/node_modules/.package-lock.json" ] || quietly "Installing (once)..." npm ci --include=dev --no-audit --no-fund
  is_built || quietly "Building (once)..." npm run build
}
