#!/bin/sh
# Installs the system packages that the window and the test rig need (docs/architecture.md, "System packages").
# As root it installs what is missing; otherwise it prints the one line to run, and exits 2.
set -eu

packages="python3-venv ca-certificates fonts-inter fonts-dejavu-core libglib2.0-0 libegl1 libgl1 libdbus-1-3 libfontconfig1
 libxkbcommon0 libbrotli1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libx11-xcb1
 xvfb xauth xdotool imagemagick x11-xkb-utils dbus at-spi2-core gir1.2-atspi-2.0 python3-gi
 gnome-keyring postgresql"

command -v dpkg-query >/dev/null 2>&1 || exit 0 # not a Debian: the packages have other names there

missing=""
for package in $packages; do
  state=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$state" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -eq 0 ]; then
  echo "Installing system packages:$missing"
  export DEBIAN_FRONTEND=noninteractive
  # a mirror may be slow, and somebody else may be installing
  apt="apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300"
  $apt update || echo "The lists of packages are those that are here: they could not be read anew." >&2
  # shellcheck disable=SC2086  # the list is words on purpose
  $apt install -y --no-install-recommends $missing >/dev/null
else
  echo "System packages are missing. Run this once, then the same command again:" >&2
  echo "sudo apt-get install -y --no-install-recommends$missing" >&2
  exit 2
fi
