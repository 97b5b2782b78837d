package convergence.google;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/// Google's emulators, each started once for all suites of this JVM: an address in the environment wins, then what is
/// installed with the Cloud SDK. Without either the suite is skipped and says so; with `CI=true` it fails.
public final class Emulators {
  private static final Map<Kind, String> STARTED = new ConcurrentHashMap<>();

  private Emulators() {}

  private enum Kind {
    PUBSUB(
        "PUBSUB_EMULATOR_HOST",
        "platform/pubsub-emulator/lib",
        "cloud-pubsub-emulator-[0-9.]+-all\\.jar",
        "google-cloud-cli-pubsub-emulator"),
    FIRESTORE(
        "FIRESTORE_EMULATOR_HOST",
        "platform/cloud-firestore-emulator",
        "cloud-firestore-emulator\\.jar",
        "google-cloud-cli-firestore-emulator");

    private final String variable;
    private final String folder;
    private final String jar;
    private final String debianPackage;

    Kind(String variable, String folder, String jar, String debianPackage) {
      this.variable = variable;
      this.folder = folder;
      this.jar = jar;
      this.debianPackage = debianPackage;
    }

    List<String> command(Path file, int port) {
      return this == PUBSUB
          ? List.of("-jar", file.toString(), "--host=127.0.0.1", "--port=" + port)
          : List.of(
              "-cp",
              file.toString(),
              "com.google.cloud.datastore.emulator.firestore.CloudFirestore",
              "--host",
              "127.0.0.1",
              "--port",
              Integer.toString(port));
    }
  }

  /// `host:port` of a Pub/Sub emulator.
  public static String pubsub() {
    return STARTED.computeIfAbsent(Kind.PUBSUB, Emulators::find);
  }

  /// `host:port` of a Firestore emulator.
  public static String firestore() {
    return STARTED.computeIfAbsent(Kind.FIRESTORE, Emulators::find);
  }

  private static String find(Kind kind) {
    var given = System.getenv(kind.variable);
    if (given != null && !given.isBlank()) return given;
    var jar = installed(kind);
    if (jar.isPresent()) return start(kind, jar.get());
    var sentence =
        "No emulator for %s: install the Debian package %s or set %s. Its contract tests did not run."
            .formatted(kind, kind.debianPackage, kind.variable);
    if ("true".equals(System.getenv("CI"))) throw new IllegalStateException(sentence);
    System.err.println(sentence);
    Assumptions.abort(sentence);
    throw new IllegalStateException(sentence);
  }

  private static Optional<Path> installed(Kind kind) {
    var homes = new ArrayList<String>();
    var root = System.getenv("CLOUDSDK_ROOT_DIR");
    if (root != null) homes.add(root);
    homes.add("/usr/lib/google-cloud-sdk");
    homes.add("/opt/google-cloud-sdk");
    homes.add(System.getProperty("user.home") + "/google-cloud-sdk");
    homes.add("/opt/homebrew/share/google-cloud-sdk");
    return homes.stream()
        .map(home -> Path.of(home, kind.folder))
        .flatMap(folder -> jars(folder, kind).stream())
        .findFirst();
  }

  private static List<Path> jars(Path folder, Kind kind) {
    if (!Files.isDirectory(folder)) return List.of();
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().matches(kind.jar)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String start(Kind kind, Path jar) {
    try {
      int port = freePort();
      var command = new ArrayList<String>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("-Xmx512m");
      command.addAll(kind.command(jar, port));
      var log = Path.of("target", kind.name().toLowerCase(java.util.Locale.ROOT) + "-emulator.log");
      Files.createDirectories(log.getParent());
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      await(kind, process, port);
      return "127.0.0.1:" + port;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void await(Kind kind, Process process, int port) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!answers(port)) {
      if (!process.isAlive() || System.nanoTime() > until)
        throw new IllegalStateException("the emulator for " + kind + " did not start; see target/");
      LockSupport.parkNanos(50_000_000);
    }
  }

  private static boolean answers(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /// A port that was free a moment ago.
  public static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
