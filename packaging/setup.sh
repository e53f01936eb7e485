#!/usr/bin/env bash
# Makes .venv ready: system packages where we may, the environment, the libraries, the program.
# Does nothing, in a moment, when all of that stands. PYTHON=... chooses the interpreter.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

venv=.venv
log=$venv/setup.log
# What Qt loads, a display for tests, fonts for the scripts that articles are written in.
# "a|b" is one package with a name of its own in newer releases.
packages="libglib2.0-0|libglib2.0-0t64 libgl1 libegl1 libdbus-1-3 libfontconfig1
  libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0
  xvfb xauth fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji"

say() { printf 'set-up: %s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }
is_debian() { command -v dpkg-query >/dev/null && command -v apt-get >/dev/null; }
is_root() { [ "$(id -u)" -eq 0 ]; }

installed() { dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null | grep -q ' installed$'; }

missing_packages() {
  local names name found
  for names in $packages; do
    found=
    for name in ${names//|/ }; do
      if installed "$name"; then found=yes; fi
    done
    if [ -z "$found" ]; then printf '%s ' "${names%%|*}"; fi
  done
}

apt_install() {
  say "installing $*"
  {
    DEBIAN_FRONTEND=noninteractive apt-get update -qq &&
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
  } >"$apt_log" 2>&1
}

system_packages() {
  local missing
  missing=$(missing_packages)
  missing=${missing% }
  if [ -z "$missing" ]; then return; fi
  if is_root; then
    # shellcheck disable=SC2086  # one word a package
    if apt_install $missing; then return; fi
    say "apt-get failed ($(tail -n 1 "$apt_log"))"
  fi
  say "the window needs packages that are not here: sudo apt-get install $missing"
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
  local name
  for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
    if command -v "$name" >/dev/null && new_enough "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

environment() {
  local python
  if ! python=$(find_python); then
    if is_debian && is_root; then apt_install python3 python3-venv || true; fi
    python=$(find_python) || fail "Python 3.11 or newer is needed; install it and run this again"
  fi
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    local version
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if is_debian && is_root; then apt_install "python$version-venv" || true; fi
    "$python" -c 'import ensurepip, venv' 2>/dev/null ||
      fail "Python's venv is missing: sudo apt-get install python$version-venv"
  fi
  say "making $venv with $("$python" --version 2>&1)"
  "$python" -m venv --clear "$venv" || fail "$python could not make $venv"
}

# What the environment was made from: when it differs, it is brought up to date.
wanted() { { pwd; cat pyproject.toml constraints.txt; } | cksum; }

first_error() { grep -m 1 ERROR "$log" || tail -n 1 "$log"; }

libraries() {
  say "installing the libraries (a minute or two, once)"
  if ! "$venv/bin/python" -m pip install -q --disable-pip-version-check \
    -c constraints.txt -e '.[dev]' >"$log" 2>&1; then
    fail "the libraries could not be installed (is there a network?): $(first_error); all of it is in $log"
  fi
  wanted >"$venv/ready"
}

apt_log=$(mktemp)
trap 'rm -f "$apt_log"' EXIT
if is_debian; then system_packages; fi
if ! { [ -x "$venv/bin/python" ] && new_enough "$venv/bin/python"; }; then environment; fi
if [ "$(cat "$venv/ready" 2>/dev/null)" != "$(wanted)" ]; then libraries; fi
if ! "$venv/bin/python" -c 'import PySide6.QtWidgets' 2>"$log"; then
  fail "Qt cannot be loaded: $(tail -n 1 "$log")"
fi
