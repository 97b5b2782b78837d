package convergence.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One service in a JVM of its own, started by its command line, so that it can be killed or frozen.
final class Node implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /// What the services do not have on their class path in the field.
  private static final List<String> FOREIGN =
      List.of(
          "adapter-embedded",
          "bigquery-server",
          "duckdb_jdbc",
          "sqlite-jdbc",
          "test-classes",
          "-tests.jar");

  private final Process process;
  private final Path log;
  private final String service;

  private Node(Process process, Path log, String service) {
    this.process = process;
    this.log = log;
    this.service = service;
  }

  /// Returns at once; see [#port].
  static Node start(Service service, Path log, Map<String, String> environment) {
    try {
      var builder = new ProcessBuilder(command(service));
      builder.environment().keySet().removeIf(name -> name.endsWith("_EMULATOR_HOST"));
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(log.toFile());
      return new Node(builder.start(), log, service.title);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Service service) {
    var command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx512m"));
    for (var name : List.of("convergence.native", "convergence.home"))
      command.add("-D" + name + "=" + System.getProperty(name));
    command.addAll(
        List.of("-cp", classPath(), Main.class.getName(), "serve", service.title, "--port=0"));
    return command;
  }

  private static String classPath() {
    var all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of(all.split(java.io.File.pathSeparator))
        .filter(entry -> FOREIGN.stream().noneMatch(entry::contains))
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  /// Waits until it says that it is ready.
  int port() {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (process.isAlive() && System.nanoTime() < until) {
      for (var line : lines())
        if (line.startsWith("ready http://127.0.0.1:"))
          return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      LockSupport.parkNanos(50_000_000);
    }
    throw new AssertionError(service + " did not start:\n" + tail());
  }

  List<String> lines() {
    try {
      return Files.readAllLines(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String tail() {
    var lines = lines();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
  }

  boolean alive() {
    return process.isAlive();
  }

  /// kill -9.
  void kill() {
    process.destroyForcibly();
    awaitEnd(Duration.ofMinutes(1));
  }

  /// SIGTERM.
  ///
  /// @return how long it took until the process was gone
  Duration terminate() {
    long begun = System.nanoTime();
    process.destroy();
    awaitEnd(Duration.ofMinutes(1));
    return Duration.ofNanos(System.nanoTime() - begun);
  }

  int exitCode() {
    return process.exitValue();
  }

  void freeze() {
    signal("STOP");
  }

  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      if (kill.waitFor() != 0) throw new AssertionError("kill -" + name + " failed");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitEnd(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS))
        throw new AssertionError(service + " does not end:\n" + tail());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) kill();
  }
}
