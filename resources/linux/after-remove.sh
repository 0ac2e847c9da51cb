#!/bin/sh
# Runs as root when the files are gone. An update calls it too, for an .rpm even after the new version's own script, so it acts
# only on a real removal: `remove` or `purge` of a .deb, no version left of an .rpm.
set -e

case "$1" in
  remove | purge | 0) ;;
  *) exit 0 ;;
esac

for name in interlock interlock-bwrap; do
  profile=/etc/apparmor.d/$name
  [ -f "$profile" ] || continue
  if command -v apparmor_parser >/dev/null 2>&1 && aa-enabled --quiet 2>/dev/null; then
    if ! { [ -x /usr/bin/ischroot ] && /usr/bin/ischroot; }; then apparmor_parser --remove "$profile" || true; fi
  fi
  rm -f "$profile"
done

if [ -d /usr/share/mime/packages ] && command -v update-mime-database >/dev/null 2>&1; then
  update-mime-database /usr/share/mime || true
fi
if [ -d /usr/share/applications ] && command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database -q /usr/share/applications || true
fi
