package convergence.standalone;

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
    System.setProperty("convergence.log.level", level(System.getenv("LOG_LEVEL")));
    boolean json = "json".equalsIgnoreCase(strip(System.getenv("LOG_FORMAT")));
    System.setProperty("convergence.log.format", json ? "json" : "text");
    System.setProperty("convergence.log.app", app());
  }

  /// The log library's word; a value that is none is refused by [#settings] a moment later.
  static String level(@org.jspecify.annotations.Nullable String variable) {
    return switch (strip(variable).toUpperCase(java.util.Locale.ROOT)) {
      case "DEBUG" -> "DEBUG";
      case "WARNING" -> "WARN";
      case "ERROR", "CRITICAL" -> "ERROR";
      default -> "INFO";
    };
  }

  private static String app() {
    var name = strip(System.getenv("APP_NAME"));
    return name.isEmpty() ? "convergence-data-pipeline" : name;
  }

  private static String strip(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text.strip();
  }
}
