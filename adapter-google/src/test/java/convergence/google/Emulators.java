package convergence.google;

import convergence.google.emulator.SdkEmulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/// Google's emulators, each started once for all suites of this JVM: an address in the environment wins, then what is
/// installed with the Cloud SDK. Without either the suite is skipped and says so; with `CI=true` it fails.
public final class Emulators {
  private static final Map<SdkEmulator, String> STARTED = new ConcurrentHashMap<>();

  private Emulators() {}

  /// `host:port` of a Pub/Sub emulator.
  public static String pubsub() {
    return STARTED.computeIfAbsent(SdkEmulator.PUBSUB, Emulators::find);
  }

  /// `host:port` of a Firestore emulator.
  public static String firestore() {
    return STARTED.computeIfAbsent(SdkEmulator.FIRESTORE, Emulators::find);
  }

  private static String find(SdkEmulator kind) {
    var given = System.getenv(kind.variable());
    if (given != null && !given.isBlank()) return given;
    var jar = kind.installed(System.getenv());
    if (jar.isPresent()) return start(kind, jar.get());
    var sentence =
        "No emulator for %s: install the Debian package %s or set %s. Its contract tests did not run."
            .formatted(kind, kind.debianPackage(), kind.variable());
    if ("true".equals(System.getenv("CI"))) throw new IllegalStateException(sentence);
    System.err.println(sentence);
    Assumptions.abort(sentence);
    throw new IllegalStateException(sentence);
  }

  private static String start(SdkEmulator kind, Path jar) {
    try {
      int port = freePort();
      var log = Path.of("target", kind.name().toLowerCase(java.util.Locale.ROOT) + "-emulator.log");
      Files.createDirectories(log.getParent());
      var process =
          new ProcessBuilder(kind.command(jar, port))
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

  private static void await(SdkEmulator kind, Process process, int port) {
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
