package convergence.edge;

import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/// What runs here, for operators.
@Singleton
public final class Build {
  private final String version;
  private final String commit;
  private final String foundation;

  Build(@Value("${convergence.foundation:embedded}") String foundation) {
    var properties = new Properties();
    try (var file = Build.class.getResourceAsStream("build.properties")) {
      properties.load(Objects.requireNonNull(file, "build.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.version = properties.getProperty("version");
    this.commit = properties.getProperty("commit");
    this.foundation = foundation;
  }

  public String version() {
    return version;
  }

  /// Of git, or `unknown` where the build did not say.
  public String commit() {
    return commit;
  }

  /// `embedded` or `google`.
  public String foundation() {
    return foundation;
  }
}
