package convergence.settings;

import org.jspecify.annotations.Nullable;

/// An environment variable that Convergence reads.
///
/// @param standard its value when it is not set; null: none
/// @param property the setting that it becomes; null: read by whoever composes the process
/// @param meaning one or two sentences for docs/configuration.md
public record Variable(
    String name,
    Group group,
    Kind kind,
    @Nullable String standard,
    @Nullable String property,
    Use use,
    String meaning) {
  /// Where it has an effect.
  public enum Use {
    EVERYWHERE,
    /// Only with the Google adapters; elsewhere it is accepted and the start says so.
    GOOGLE,
    /// Accepted since the seeds have it; selects nothing, and the start warns when it is set.
    NOTHING,
    /// Read by the launcher script, before Java starts.
    LAUNCHER
  }

  /// How the documentation orders them.
  public enum Group {
    APPLICATION("Application"),
    SERVER("API server"),
    SECURITY("Security"),
    LIMITS("Rate limits"),
    FOLDERS("Folders"),
    WORK("Work"),
    METADATA("Metadata rows"),
    KEEPING("How long things are kept"),
    MAIL("Mail"),
    GOOGLE("Google Cloud"),
    SEALING("Cloud KMS"),
    LOCKS("Locks"),
    LAUNCH("Launcher");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }
}
