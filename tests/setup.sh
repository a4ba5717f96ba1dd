# Sourced by tests/run.sh and samples/demo.sh: makes sure that what they need is installed.

# What trailbook is built from, by Debian package.
BUILD_PACKAGES="gcc libc6-dev make cmake pkg-config libsqlite3-dev libxml2-dev libarchive-dev
libyaml-dev libpcre2-dev libssl-dev zlib1g-dev tzdata"

# need COMMAND-OR-'' PACKAGE ...: notes the packages that are missing.  With a command given, its
# presence is enough, however it came.
MISSING=
need() {
    command=$1
    shift
    if [ -n "$command" ] && command -v "$command" >/dev/null 2>&1; then
        return
    fi
    for package; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
            MISSING="$MISSING $package"
    done
}

# Installs what need() noted, or says what to install.
install_missing() {
    [ -n "$MISSING" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo"
    else
        echo "Missing packages. Install them as root, then run this again:" >&2
        echo "  apt-get install$MISSING" >&2
        exit 1
    fi
    echo "Installing:$MISSING"
    $as_root apt-get update -qq &&
        # shellcheck disable=SC2086
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
            $MISSING >/dev/null || {
        echo "apt-get could not install:$MISSING" >&2
        exit 1
    }
}
