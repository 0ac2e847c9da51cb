#!/bin/sh
# Runs as root when the files are in place, for a .deb and an .rpm, and again at each update. It says what it leaves out and
# fails for none of it: Interlock starts without, and its page of health names what its sandbox lacks.
set -e

app=/opt/Interlock
profiles=/etc/apparmor.d

# Chromium's sandbox takes user namespaces where programs of anybody may make them, and its helper of root where not.
namespaces_for_anybody() {
  [ -e /proc/self/ns/user ] || return 1
  for switch in kernel/unprivileged_userns_clone user/max_user_namespaces; do
    if [ -r "/proc/sys/$switch" ] && [ "$(cat "/proc/sys/$switch")" = 0 ]; then return 1; fi
  done
}

# Ubuntu 24.04 and later let only programs with a profile make user namespaces.
namespaces_need_profile() {
  [ -r /proc/sys/kernel/apparmor_restrict_unprivileged_userns ] &&
    [ "$(cat /proc/sys/kernel/apparmor_restrict_unprivileged_userns)" = 1 ]
}

# Somebody else's profile for bubblewrap stands: the administrator's, or the distribution's own.
has_bwrap_profile() {
  for file in "$profiles"/*; do
    if [ ! -f "$file" ] || [ "$file" = "$profiles/interlock-bwrap" ]; then continue; fi
    if grep -Eq '^[[:space:]]*(profile[[:space:]].*)?/usr/bin/bwrap[[:space:]]' "$file"; then return 0; fi
  done
  return 1
}

# Older parsers know no rule for user namespaces; their systems do not restrict them either.
install_profile() {
  if ! apparmor_parser --skip-kernel-load --skip-cache "$1" >/dev/null 2>&1; then
    echo "interlock: this AppArmor does not understand $1, which is left out"
    return 1
  fi
  cp "$1" "$2.new"
  chmod 0644 "$2.new"
  mv -f "$2.new" "$2"
  # An image that is being made has no kernel of its own to load it into.
  if [ -x /usr/bin/ischroot ] && /usr/bin/ischroot; then return 0; fi
  if aa-enabled --quiet 2>/dev/null; then
    apparmor_parser --replace --write-cache --skip-read-cache "$2" || echo "interlock: $2 could not be loaded"
  fi
}

has_own_profile=no
if [ -d "$profiles" ] && command -v apparmor_parser >/dev/null 2>&1; then
  if install_profile "$app/resources/apparmor-profile" "$profiles/interlock"; then has_own_profile=yes; fi
  if has_bwrap_profile; then
    echo "interlock: a profile for /usr/bin/bwrap is there already and stays as it is"
  else
    install_profile "$app/resources/app.asar.unpacked/resources/apparmor/bwrap" "$profiles/interlock-bwrap" || true
  fi
fi

if namespaces_for_anybody && { ! namespaces_need_profile || [ "$has_own_profile" = yes ]; }; then
  chmod 0755 "$app/chrome-sandbox"
else
  chmod 4755 "$app/chrome-sandbox"
fi

if [ -d /usr/share/mime/packages ] && command -v update-mime-database >/dev/null 2>&1; then
  update-mime-database /usr/share/mime || true
fi
if [ -d /usr/share/applications ] && command -v update-desktop-database >/dev/null 2>&1; then
  update-desktop-database -q /usr/share/applications || true
fi
