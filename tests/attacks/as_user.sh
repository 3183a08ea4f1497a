#!/bin/sh
# Runs a command as a user without privileges, when root asks for it: tests/attacks/as_user.sh make test
#
# The checkout and its Python may lie where only root can enter. In a mount namespace of its own, folders that anyone
# can enter take the place of the closed ones, with nothing in them but these.
set -eu

if [ "$(id -u)" != 0 ]; then
    exec "$@"
fi
checkout=$(cd "$(dirname "$0")/../.." && pwd -P)
if [ "${AS_USER_STAGE:-}" = "" ]; then
    roots=$("$checkout/.venv/bin/python" -c 'import sys; print(sys.base_prefix, sys.prefix, sep="\n")')
    AS_USER_STAGE=$(printf '%s\n%s\n' "$checkout" "$roots")
    export AS_USER_STAGE
    exec unshare --mount --propagation private -- /bin/sh "$0" "$@"
fi

mount -t tmpfs -o mode=755,size=1m tmpfs /mnt
number=0
printf '%s\n' "$AS_USER_STAGE" | while IFS= read -r folder; do
    mkdir "/mnt/$number"
    mount --rbind "$folder" "/mnt/$number"
    number=$((number + 1))
done

closed() { # the first folder on the way to $1 that others cannot enter
    way=
    old_ifs=$IFS
    IFS=/
    for name in ${1#/}; do
        way=$way/$name
        [ -d "$way" ] || break # beneath a closed one that has been covered
        case $(stat -c %A "$way") in
        *[xt]) ;;
        *) printf '%s\n' "$way"; break ;;
        esac
    done
    IFS=$old_ifs
}

number=0
printf '%s\n' "$AS_USER_STAGE" | while IFS= read -r folder; do
    place=$(closed "$folder")
    if [ -n "$place" ]; then
        mount -t tmpfs -o mode=755,size=1m tmpfs "$place"
    fi
    if [ ! -d "$folder" ]; then
        mkdir -p "$folder"
    fi
    if [ -z "$(ls -A "$folder")" ]; then
        mount --rbind "/mnt/$number" "$folder"
    fi
    number=$((number + 1))
done

user=65534
own=$(mktemp -d)
chown "$user" "$own"
cd "$checkout"
setpriv --reuid "$user" --regid "$user" --clear-groups --inh-caps=-all --bounding-set=-all -- \
    env HOME="$own" TMPDIR="$own" PYTHONDONTWRITEBYTECODE=1 "$@" && status=0 || status=$?
rm -rf "$own"
exit "$status"
