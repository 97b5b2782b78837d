package convergence.bigquery.wire;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.bigquery.Served;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/// A process that serves a folder until it is killed.
record ServedAlone(Process process, int port, int grpcPort) implements AutoCloseable {
  private static final String TOLD = "ports ";

  public static void main(String[] arguments) throws InterruptedException {
    var served = Served.on(Path.of(arguments[0]));
    System.out.println(TOLD + served.port() + " " + served.grpcPort());
    Thread.currentThread().join();
  }

  /// Returns when it answers.
  static ServedAlone start(Path folder) throws IOException {
    var command =
        List.of(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Xmx512m",
            "-Dconvergence.native=" + System.getProperty("convergence.native", "target/native"),
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            ServedAlone.class.getName(),
            folder.toString());
    var process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    while (line != null && !line.startsWith(TOLD)) line = out.readLine();
    assertThat(line).as("the process died by itself").isNotNull();
    var ports = String.valueOf(line).substring(TOLD.length()).split(" ", -1);
    return new ServedAlone(process, Integer.parseInt(ports[0]), Integer.parseInt(ports[1]));
  }

  void kill() {
    var _ = process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
