#!/bin/sh
# Runs a command on a screen of its own, with a session bus and the accessibility tree (docs/architecture.md, "The rig").
set -eu
runtime=$(mktemp -d)
chmod 700 "$runtime"
trap 'rm -rf "$runtime"' EXIT
export XDG_RUNTIME_DIR="$runtime" LC_ALL=C.UTF-8 QT_QPA_PLATFORM=xcb QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1
unset WAYLAND_DISPLAY || true
dbus-run-session -- xvfb-run -a -s "-screen 0 1366x768x24 -noreset" "$@"
