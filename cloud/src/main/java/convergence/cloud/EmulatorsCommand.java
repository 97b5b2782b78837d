package convergence.cloud;

import convergence.google.emulator.SdkEmulator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `emulators up|down`: everything of Google's that the services need, on this machine: Google's own emulators of
/// Pub/Sub and Firestore, our BigQuery server, a local KMS and buckets.
@Command(
    name = "emulators",
    description =
        "Start or stop emulators of Pub/Sub, Firestore, BigQuery, KMS and Cloud Storage on loopback.")
final class EmulatorsCommand {
  private static final String PROJECT = "convergence-local";
  private static final String KEYS =
      "projects/" + PROJECT + "/locations/global/keyRings/convergence/cryptoKeys/";
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /// Shared by both subcommands; the launcher reads `env` in the same folder.
  static final class Folder {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "Folder of all their state (default: .convergence/emulators).")
    private Path folder = Path.of(".convergence", "emulators");

    Path path() {
      return folder.toAbsolutePath().normalize();
    }

    Path file(String name) {
      return path().resolve(name);
    }
  }

  @Command(
      name = "up",
      description = "Start them; write how to reach them for ./convergence serve.")
  int up(
      @picocli.CommandLine.Mixin Folder folder,
      @Option(
              names = "--first-port",
              description = "The first of six ports (default: 8085).",
              defaultValue = "8085")
          int firstPort)
      throws IOException {
    if (!System.getenv().getOrDefault("GOOGLE_APPLICATION_CREDENTIALS", "").isBlank())
      throw new Sorry(
          "GOOGLE_APPLICATION_CREDENTIALS is set; emulators and real credentials are not mixed. Unset it first.");
    if (!running(folder).isEmpty()) {
      System.out.println("They run already; stop them with: ./convergence emulators down");
      return 0;
    }
    Files.createDirectories(folder.path());
    var commands = commands(folder, firstPort);
    var pids = new ArrayList<String>();
    for (var each : commands.entrySet()) {
      var log = folder.file(each.getKey() + ".log").toFile();
      var process =
          new ProcessBuilder(each.getValue())
              .redirectErrorStream(true)
              .redirectOutput(log)
              .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
              .start();
      pids.add(process.pid() + " " + each.getKey());
      Files.write(folder.file("pids"), pids);
    }
    for (int i = 0; i < 6; i++) await(folder, firstPort + i);
    writePrivate(folder.file("env"), environment(folder, firstPort));
    System.out.println("Emulators run on ports " + firstPort + " to " + (firstPort + 5) + ".");
    System.out.println(
        "Their environment is in " + folder.file("env") + "; ./convergence serve reads it.");
    return 0;
  }

  @Command(name = "down", description = "Stop them; what they hold in memory is gone.")
  int down(@picocli.CommandLine.Mixin Folder folder) throws IOException {
    var running = running(folder);
    running.forEach(ProcessHandle::destroy);
    for (var process : running) {
      try {
        var _ = process.onExit().get(10, TimeUnit.SECONDS);
      } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
        process.destroyForcibly();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return 1;
      }
    }
    Files.deleteIfExists(folder.file("env"));
    Files.deleteIfExists(folder.file("pids"));
    System.out.println(running.isEmpty() ? "None was running." : "Stopped.");
    return 0;
  }

  private static Map<String, List<String>> commands(Folder folder, int firstPort) {
    var commands = new LinkedHashMap<String, List<String>>();
    commands.put("pubsub", installed(SdkEmulator.PUBSUB, firstPort));
    commands.put("firestore", installed(SdkEmulator.FIRESTORE, firstPort + 1));
    var launcher = Path.of(System.getProperty("convergence.home", "."), "convergence").toString();
    commands.put(
        "bigquery",
        List.of(
            launcher,
            "bigquery",
            "--data=" + folder.file("bigquery"),
            "--port=" + (firstPort + 2),
            "--grpc-port=" + (firstPort + 3),
            "--project=" + PROJECT));
    commands.put(
        "kms",
        List.of(launcher, "kms", "--port=" + (firstPort + 4), "--keys=" + folder.file("keys")));
    // The buckets that the BigQuery server reads.
    commands.put(
        "storage",
        List.of(
            launcher,
            "storage",
            "--port=" + (firstPort + 5),
            "--root=" + folder.file("bigquery").resolve("gs")));
    return commands;
  }

  private static List<String> installed(SdkEmulator emulator, int port) {
    return emulator
        .installed(System.getenv())
        .map(jar -> emulator.command(jar, port))
        .orElseThrow(
            () ->
                new Sorry(
                    "Google's emulators are not installed. Install the packages "
                        + java.util.Arrays.stream(SdkEmulator.values())
                            .map(SdkEmulator::debianPackage)
                            .collect(Collectors.joining(" and "))
                        + " (https://cloud.google.com/sdk/docs/install#deb), or set CLOUDSDK_ROOT_DIR to a Cloud SDK that has them."));
  }

  private static String environment(Folder folder, int firstPort) throws IOException {
    var lines = new LinkedHashMap<String, String>();
    lines.put("GCP_PROJECT_ID", PROJECT);
    lines.put("PUBSUB_EMULATOR_HOST", "127.0.0.1:" + firstPort);
    lines.put("FIRESTORE_EMULATOR_HOST", "127.0.0.1:" + (firstPort + 1));
    lines.put("BIGQUERY_EMULATOR_HOST", "http://127.0.0.1:" + (firstPort + 2));
    lines.put("BIGQUERY_STORAGE_EMULATOR_HOST", "127.0.0.1:" + (firstPort + 3));
    lines.put("KMS_EMULATOR_HOST", "127.0.0.1:" + (firstPort + 4));
    lines.put("STORAGE_EMULATOR_HOST", "http://127.0.0.1:" + (firstPort + 5));
    lines.put("GCP_KMS_KEY_NAME", KEYS + "credentials");
    lines.put("GCP_KMS_API_KEY_NAME", KEYS + "api-keys");
    lines.put("FILES_BASE", folder.file("files").toString());
    lines.put("ADMIN_API_KEY", adminKey(folder));
    return lines.entrySet().stream()
        .map(line -> line.getKey() + "=" + line.getValue() + "\n")
        .collect(Collectors.joining());
  }

  private static String adminKey(Folder folder) throws IOException {
    var file = folder.file("admin.key");
    if (Files.exists(file)) return Files.readString(file).strip();
    var bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    var key = "admin_" + HexFormat.of().formatHex(bytes);
    writePrivate(file, key + "\n");
    return key;
  }

  private static void writePrivate(Path file, String text) throws IOException {
    Files.deleteIfExists(file);
    var owner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Files.writeString(Files.createFile(file, owner), text);
  }

  private static List<ProcessHandle> running(Folder folder) throws IOException {
    var file = folder.file("pids");
    if (!Files.exists(file)) return List.of();
    var running = new ArrayList<ProcessHandle>();
    for (var line : Files.readAllLines(file))
      ProcessHandle.of(Long.parseLong(line.split(" ", 2)[0]))
          // A number that another program has by now is left alone.
          .filter(process -> process.info().command().orElse("").endsWith("java"))
          .ifPresent(running::add);
    return running;
  }

  private static void await(Folder folder, int port) throws IOException {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!answers(port)) {
      if (System.nanoTime() > until) {
        running(folder).forEach(ProcessHandle::destroy);
        throw new Sorry(
            "Nothing answers on port " + port + "; the logs are in " + folder.path() + ".");
      }
      LockSupport.parkNanos(100_000_000);
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
}
