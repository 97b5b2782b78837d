package convergence.stories;

import convergence.standalone.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Convergence in a JVM of its own, started by its command line, so that it can be killed. Its temporary files
/// go to the story's folder.
final class Colony implements Place, AutoCloseable {
  private static final List<String> LIMITS =
      List.of(
          "RATE_LIMIT_REQUESTS_PER_MINUTE",
          "RATE_LIMIT_REQUESTS_PER_HOUR",
          "RATE_LIMIT_RUNS_PER_MINUTE",
          "RATE_LIMIT_RUN_READS_PER_MINUTE",
          "RATE_LIMIT_GLOBAL_PER_MINUTE",
          "RATE_LIMIT_ADDRESS_PER_MINUTE");

  private final Process process;
  private final Gate gate;
  private final String adminKey;
  private final List<String> said;

  private Colony(Process process, int port, String adminKey, List<String> said) {
    this.said = List.copyOf(said);
    this.process = process;
    this.gate = new Gate(port);
    this.adminKey = adminKey;
  }

  /// Returns once the process said that it is ready.
  ///
  /// @param properties system properties, e.g. of [StoryBeans]
  static Colony start(Folders folders, Map<String, String> properties) {
    try {
      var builder = new ProcessBuilder(command(folders, properties));
      var environment = builder.environment();
      LIMITS.forEach(limit -> environment.put(limit, "0"));
      environment.put("CONFIGS_DIR", folders.configs().toString());
      environment.put("TMPDIR", folders.temp().toString());
      environment.remove("FILES_BASE");
      environment.remove("ADMIN_API_KEY");
      var log = folders.root().resolve("log.txt").toFile();
      builder.redirectError(ProcessBuilder.Redirect.appendTo(log));
      return ready(builder.start(), folders);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> command(Folders folders, Map<String, String> properties) {
    var command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseParallelGC",
                "-XX:-UsePerfData",
                "-Xmx512m",
                "-Djava.io.tmpdir=" + folders.temp(),
                "-Dconvergence.native="
                    + Objects.requireNonNull(System.getProperty("convergence.native"))));
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Main.class.getName(),
            "up",
            "--data",
            folders.data().toString(),
            "--port",
            "0"));
    return command;
  }

  private static Colony ready(Process process, Folders folders) throws IOException {
    // Never closed: closing it would close the pipe into which the process may still print.
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    var seen = new StringBuilder();
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      seen.append(line).append('\n');
      if (!line.startsWith("ready http://127.0.0.1:")) continue;
      Thread.ofPlatform().daemon().start(() -> drain(out));
      int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
      return new Colony(
          process,
          port,
          Files.readString(folders.data().resolve("admin.key")).strip(),
          seen.toString().lines().toList());
    }
    throw new AssertionError(
        "the process ended before it was ready:\n"
            + seen
            + tail(folders.root().resolve("log.txt")));
  }

  private static void drain(BufferedReader out) {
    try {
      while (out.readLine() != null) {}
    } catch (IOException e) {
      // The process is gone.
    }
  }

  private static String tail(Path log) throws IOException {
    var lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  @Override
  public Gate gate() {
    return gate;
  }

  @Override
  public String adminKey() {
    return adminKey;
  }

  /// What it printed up to and with its ready line.
  List<String> said() {
    return said;
  }

  boolean alive() {
    return process.isAlive();
  }

  /// kill -9, at once.
  void kill() {
    process.toHandle().destroyForcibly();
    awaitEnd();
  }

  /// Waits until the process is gone.
  void awaitEnd() {
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS)) throw new AssertionError("it does not end");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    gate.close();
  }

  /// Stops it as Ctrl-C does.
  @Override
  public void close() {
    process.destroy();
    awaitEnd();
  }
}
