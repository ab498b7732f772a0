#!/bin/bash
# Sees to it that the programs which tests drive are on this machine: those of Debian packages are installed where that is possible.
set -eu

missing=()
for program in tmux zsh fish man; do
  command -v "$program" >/dev/null || missing+=("${program/%man/man-db}")
done
((${#missing[@]} > 0)) || exit 0

as_root=()
if ((EUID != 0)); then as_root=(sudo -n); fi
export DEBIAN_FRONTEND=noninteractive
if command -v apt-get >/dev/null && "${as_root[@]}" apt-get update -qq &&
  "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null; then
  exit 0
fi
echo "The tests need ${missing[*]}. Install it with your system's package manager and run them again." >&2
exit 1
