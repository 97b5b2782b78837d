package convergence.standalone;

import convergence.log.LogChoice;
import convergence.settings.Settings;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This process's environment variables, read in one place.
final class Environment {
  private Environment() {}

  /// @throws Sorry naming each variable that cannot be used
  static Settings settings() {
    try {
      return Settings.read(System.getenv(), Settings.Foundation.EMBEDDED);
    } catch (IllegalArgumentException e) {
      throw new Sorry(String.valueOf(e.getMessage()));
    }
  }

  /// One variable alone, for a command that starts nothing.
  static String variable(String name) {
    var all = System.getenv();
    try {
      return Settings.read(
              all.containsKey(name) ? Map.of(name, all.get(name)) : Map.of(),
              Settings.Foundation.EMBEDDED)
          .value(name)
          .orElse("");
    } catch (IllegalArgumentException e) {
      throw new Sorry(String.valueOf(e.getMessage()));
    }
  }

  /// Tells the log what counts, and what was set in vain.
  static void tell(Settings settings) {
    Logger log = LoggerFactory.getLogger("convergence.configuration");
    log.info(
        "{}",
        settings.shown().entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .collect(Collectors.joining(" ")));
    settings.warnings().forEach(log::warn);
  }

  /// Before the first logger: how much is logged, and in which form.
  static void prepareLog() {
    LogChoice.prepare(System.getenv(), "text", "convergence-data-pipeline");
  }
}
