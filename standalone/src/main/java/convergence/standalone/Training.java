package convergence.standalone;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the AOT cache that the launcher names in `convergence.aot`, after the first ready and never before: the
/// first user waits for nothing, later starts take a fraction. A background process at the lowest priority does
/// it, with the flags of this one, since a cache of other flags is refused.
final class Training {
  private static final Logger LOG = LoggerFactory.getLogger(Training.class);
  private static final String FOLDER = "training-";

  private Training() {}

  /// Begins if the launcher asked for a cache and there is none.
  static void begin() {
    var wanted = System.getProperty("convergence.aot");
    if (wanted == null || Files.exists(Path.of(wanted))) return;
    var cache = Path.of(wanted).toAbsolutePath();
    Thread.ofPlatform().name("training").daemon().start(() -> train(cache));
  }

  private static void train(Path cache) {
    var log = cache.resolveSibling("training.log");
    try {
      forgetKilled(cache.resolveSibling("."));
      // Two first starts at once would train twice; the later move wins, and both caches are good.
      var folder = cache.resolveSibling(FOLDER + ProcessHandle.current().pid());
      Files.createDirectories(folder);
      var fresh = folder.resolve("app.aot");
      var line = new ArrayList<String>();
      line.add("nice");
      line.add("-n19");
      line.add(ProcessHandle.current().info().command().orElse("java"));
      line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
      line.add("-XX:AOTCacheOutput=" + fresh);
      line.add("-cp");
      line.add(System.getProperty("java.class.path"));
      line.add(Main.class.getName());
      line.add("train");
      line.add(folder.resolve("data").toString());
      var process =
          new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      try {
        int exit = process.waitFor();
        if (exit == 0 && Files.exists(fresh)) Files.move(fresh, cache);
        else LOG.warn("no cache for faster starts was made (exit {}); {} says why", exit, log);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      LOG.warn("no cache for faster starts was made; starts stay as they are", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// What trainings left whose instance is gone: each has a cache of over 100 MB.
  private static void forgetKilled(Path place) throws IOException {
    try (var files = Files.newDirectoryStream(place, FOLDER + "[0-9]*")) {
      for (var folder : files) {
        var pid = Long.parseLong(folder.getFileName().toString().substring(FOLDER.length()));
        if (ProcessHandle.of(pid).isEmpty()) delete(folder);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
    }
  }
}
