# Shell helpers for scripts that install things: sourced by web/tools/toolchain.sh and the scripts in tests/.
# Everything fetched goes to $cache; the chatter of apt and npm goes to $log; a failure is one line.

say() { echo "· $*" >&2; }
die() {
  echo "✗ $*" >&2
  exit 1
}

cache=${LOCKSTEP_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/lockstep}
mkdir -p "$cache" 2>/dev/null && [[ -w $cache ]] || die "cannot write to $cache: set LOCKSTEP_CACHE to a folder of yours"
cache=$(cd "$cache" && pwd)
log=$cache/install.log

# try COMMAND… : runs it quietly. lastError says why it failed, in one line.
try() { "$@" >"$log" 2>&1 </dev/null; }
lastError() {
  { grep -E '^(E:|W: Failed|npm (ERR!|error)|[A-Za-z]*Error)' "$log" || tail -n 1 "$log"; } | head -n 1 | cut -c 1-160
}

asRoot() { if [[ $EUID == 0 ]]; then "$@"; else sudo -n "$@"; fi; }
aptGet() { asRoot env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 "$@"; }
aptInstall() { # reads the package lists only if they turn out to be missing or old
  try aptGet install -y --no-install-recommends "$@" ||
    { try aptGet update && try aptGet install -y --no-install-recommends "$@"; }
}

# needPackages NAME… : installs the Debian packages that are missing; a machine with other packages must have them.
needPackages() {
  local name missing=()
  command -v dpkg-query >/dev/null && command -v apt-get >/dev/null ||
    die "missing: $* (Debian's names): install them with this system's package manager"
  for name in "$@"; do
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || missing+=("$name")
  done
  ((${#missing[@]})) || return 0
  say "installing ${missing[*]}"
  aptInstall "${missing[@]}" ||
    die "cannot install ${missing[*]}: $(lastError) — check the network, or run as root: apt-get install ${missing[*]}"
}

# needCommands COMMAND:PACKAGE… : installs the package of each command that is not on PATH.
needCommands() {
  local pair missing=()
  for pair in "$@"; do command -v "${pair%%:*}" >/dev/null || missing+=("${pair#*:}"); done
  ((!${#missing[@]})) || needPackages "${missing[@]}"
}

# stage NAME KEY FUNCTION: $cache/NAME, made by FUNCTION FOLDER unless a complete one with this KEY is there.
stage() {
  local folder=$cache/$1
  [[ -f $folder/.complete && $(<"$folder/.complete") == "$2" ]] && return
  rm -rf "$folder"
  mkdir -p "$folder"
  "$3" "$folder"
  echo "$2" >"$folder/.complete"
}

# npmInstall FOLDER NAME@VERSION… : exact versions, no lock file.
npmInstall() {
  local folder=$1
  shift
  say "fetching npm packages $*"
  try npm install --prefix "$folder" --no-package-lock --no-save --ignore-scripts --no-audit --no-fund \
    --fetch-retries=1 --fetch-retry-mintimeout=1000 "$@" ||
    die "cannot fetch npm packages $*: $(lastError) — check the network or npm's registry setting"
}

# stageNpm NAME PACKAGE@VERSION… : $cache/NAME/node_modules with these packages.
stageNpm() {
  local name=$1 packages=("${@:2}")
  fetchPackages() { npmInstall "$1" "${packages[@]}"; }
  stage "$name" "${packages[*]}" fetchPackages
}

# needPuppeteer: what drives the browsers, and what reads QR codes as they show them, where Node finds it.
needPuppeteer() {
  stageNpm puppeteer puppeteer-core@24.43.1
  stageNpm jsqr jsqr@1.4.0
  export NODE_PATH=$cache/puppeteer/node_modules:$cache/jsqr/node_modules${NODE_PATH:+:$NODE_PATH}
}

# needMarked: what makes a page of a Markdown file, for a test.
needMarked() {
  stageNpm marked marked@15.0.12
  export NODE_PATH=$cache/marked/node_modules${NODE_PATH:+:$NODE_PATH}
}

# needOnnxRuntime: in $onnxRuntime, for NODE_PATH.
onnxRuntimeVersion=onnxruntime-web@1.30.0
needOnnxRuntime() {
  stageNpm onnxruntime $onnxRuntimeVersion
  onnxRuntime=$cache/onnxruntime/node_modules
}
