#!/bin/sh
# Starts @PROGRAM@ on a Node.js that is new enough: its own one, or the one installed beside it, or the box's.

file=$0
case $file in */*) ;; *) file=./$file ;; esac
while [ -L "$file" ]; do
  target=$(readlink "$file") || break
  case $target in
    /*) file=$target ;;
    *) file=${file%/*}/$target ;;
  esac
done
here=$(CDPATH='' cd -P -- "${file%/*}" && pwd -P) || exit 1
program=${here%/*}/lib/@PROGRAM@.js

# What the box's own Node.js needs in these would break this one, which may be of another version.
unset NODE_OPTIONS NODE_PATH

case $(uname -m) in
  x86_64 | amd64) machine=x64 loader=/lib64/ld-linux-x86-64.so.2 ;;
  aarch64 | arm64) machine=arm64 loader=/lib/ld-linux-aarch64.so.1 ;;
  *) machine=unknown loader=/ ;;
esac

if [ -e "$loader" ]; then
  node=${here%/*}/node/bin/node
  [ -x "$node" ] && exec "$node" --title="${0##*/}" "$program" "$@"
  folder=$here
  while :; do
    node=$folder/node_modules/node-linux-$machine/bin/node
    [ -x "$node" ] && exec "$node" --title="${0##*/}" "$program" "$@"
    [ -n "$folder" ] || break
    folder=${folder%/*}
  done
fi

node=$(command -v node 2>/dev/null) &&
  "$node" -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 24 || (a == 24 && b > 14) ? 0 : 1)' 2>/dev/null &&
  exec "$node" --title="${0##*/}" "$program" "$@"

if [ -e "$loader" ] && [ "$machine" != unknown ]; then
  advice='Put one on the PATH, or install it again: @REPAIR@'
else
  advice='None is packed for this kind of machine: put one on the PATH.'
fi
echo "${0##*/}: it needs Node.js 24.15 or newer, and none was found. $advice" >&2
exit 127
