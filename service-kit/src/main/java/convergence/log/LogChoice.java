package convergence.log;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tells logback.xml, before the first logger, how much is logged and in which form.
public final class LogChoice {
  private LogChoice() {}

  /// @param environment the process's variables
  /// @param form `text` or `json` where `LOG_FORMAT` says nothing
  /// @param app the name in each line where `APP_NAME` says nothing
  public static void prepare(Map<String, String> environment, String form, String app) {
    var chosen = strip(environment.get("LOG_FORMAT")).toLowerCase(Locale.ROOT);
    var name = strip(environment.get("APP_NAME"));
    System.setProperty("convergence.log.level", level(environment.get("LOG_LEVEL")));
    System.setProperty(
        "convergence.log.format", chosen.equals("json") || chosen.equals("text") ? chosen : form);
    System.setProperty("convergence.log.app", name.isEmpty() ? app : name);
  }

  /// The log library's word; a value that is none is refused a moment later, with all settings.
  private static String level(@Nullable String variable) {
    return switch (strip(variable).toUpperCase(Locale.ROOT)) {
      case "DEBUG" -> "DEBUG";
      case "WARNING" -> "WARN";
      case "ERROR", "CRITICAL" -> "ERROR";
      default -> "INFO";
    };
  }

  private static String strip(@Nullable String text) {
    return text == null ? "" : text.strip();
  }
}
