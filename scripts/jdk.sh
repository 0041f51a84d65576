# Sourced by ./trainyard and ./build: finds a JDK 25 or newer and exports JAVA_HOME, and a locale that it can work in.
# Looked at in order: JAVA_HOME, the java on PATH, /usr/lib/jvm, SDKMAN, macOS. The first that is new enough wins.

required_java=25

# The major version of the JDK in folder $1, or nothing. Reads the JDK's own "release" file: starting a JVM costs 50 ms.
java_major() {
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
    sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

jdk_candidates() {
    printf '%s\n' "${JAVA_HOME:-}"
    if on_path=$(command -v java 2>/dev/null); then
        on_path=$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")
        printf '%s\n' "${on_path%/bin/java}"
    fi
    for home in /usr/lib/jvm/* "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* "$HOME"/.jdks/*; do
        printf '%s\n' "$home"
    done
    if [ -x /usr/libexec/java_home ]; then
        /usr/libexec/java_home -v "$required_java+" 2>/dev/null || true
    fi
}

find_jdk() {
    jdk_candidates | while IFS= read -r home; do
        [ -n "$home" ] || continue
        major=$(java_major "$home")
        if [ -n "$major" ] && [ "$major" -ge "$required_java" ]; then
            printf '%s\n' "$home"
            break
        fi
    done
}

JAVA_HOME=$(find_jdk)
if [ -z "$JAVA_HOME" ]; then
    echo "Trainyard needs a JDK $required_java or newer, and found none. Install one (Debian, Ubuntu: temurin-25-jdk or openjdk-25-jdk; macOS: brew install openjdk@25; anywhere: sdk install java 25-tem), or set JAVA_HOME." >&2
    exit 1
fi
export JAVA_HOME

# Java makes files only by names that the locale can spell, and a session without a locale (cron, su -, ssh) spells ASCII.
case "${LC_ALL:-${LC_CTYPE:-${LANG:-}}}" in
    *[Uu][Tt][Ff]8* | *[Uu][Tt][Ff]-8*) ;;
    *) export LC_ALL=C.UTF-8 ;;
esac
