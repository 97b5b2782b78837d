package convergence.cloud;

import convergence.settings.Settings;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This process's environment variables, read in one place.
final class Environment {
  private Environment() {}

  /// @throws Sorry naming each variable that cannot be used
  static Settings settings() {
    try {
      return Settings.read(System.getenv(), Settings.Foundation.GOOGLE);
    } catch (IllegalArgumentException e) {
      throw new Sorry(String.valueOf(e.getMessage()));
    }
  }

  /// The folder that `emulators up` was given.
  static String emulators() {
    return System.getenv().getOrDefault("EMULATORS", ".convergence/emulators");
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
}
