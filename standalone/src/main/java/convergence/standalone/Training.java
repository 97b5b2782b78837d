package convergence.standalone;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the AOT cache that the launcher names in `convergence.aot`, after the first ready and never before: the
/// first user waits for nothing, later starts take a fraction. A background process at the lowest priority does
/// it, with the flags of this one, since a cache of other flags is refused.
final class Training {
  private static final Logger LOG = LoggerFactory.getLogger(Training.class);

  private Training() {}

  /// Begins if the launcher asked for a cache and there is none.
  static void begin() {
    var wanted = System.getProperty("convergence.aot");
    if (wanted == null || Files.exists(Path.of(wanted))) return;
    var cache = Path.of(wanted);
    Thread.ofPlatform().name("training").daemon().start(() -> train(cache));
  }

  private static void train(Path cache) {
    try {
      // Two first starts at once would train twice; the later move wins, and both caches are good.
      var fresh = cache.resolveSibling("fresh-" + ProcessHandle.current().pid() + ".aot");
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
      var builder =
          new ProcessBuilder(line)
              .redirectErrorStream(true)
              .redirectOutput(cache.resolveSibling("training.log").toFile());
      builder.environment().put("RATE_LIMIT_RUNS_PER_MINUTE", "0");
      builder.environment().put("RATE_LIMIT_REQUESTS_PER_MINUTE", "0");
      var process = builder.start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
      if (process.waitFor() == 0 && Files.exists(fresh)) Files.move(fresh, cache);
    } catch (IOException e) {
      LOG.debug("no AOT cache was made; starts stay as they are", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
