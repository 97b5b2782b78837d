# Sourced by mvnw and convergence: sets JAVA_HOME to an installed JDK 25, or says what to install.

jdk_25_at() {
  [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release" 2>/dev/null
}

find_jdk_25() {
  if [ -n "${JAVA_HOME-}" ] && jdk_25_at "$JAVA_HOME"; then return 0; fi
  for tool in javac java; do
    if found=$(command -v "$tool" 2>/dev/null); then
      found=$(readlink -f "$found" 2>/dev/null || printf %s "$found")
      found=$(dirname "$(dirname "$found")")
      if jdk_25_at "$found"; then JAVA_HOME=$found; return 0; fi
    fi
  done
  for found in "${JDK_25_HOME-/nonexistent}" /usr/lib/jvm/* /usr/java/* /opt/jdk* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
    if jdk_25_at "$found"; then JAVA_HOME=$found; return 0; fi
  done
  return 1
}

if find_jdk_25; then
  export JAVA_HOME
else
  echo "Convergence needs a JDK 25 and found none. Install one (for example Temurin 25: 'apt-get install temurin-25-jdk', 'brew install openjdk@25' or 'sdk install java 25-tem') and, if it lies in an unusual place, set JAVA_HOME to it." >&2
  exit 1
fi
