package convergence.template;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// A folder of templates and a clock that a test turns by hand.
final class Configs implements InstantSource {
  static final TemplateKey T = new TemplateKey("gcp", "cost", "t");
  final Path folder;
  final TemplateCatalog catalog;
  private Instant now = Instant.parse("2030-01-01T00:00:00Z");

  Configs(Path folder) {
    this.folder = folder;
    this.catalog = new TemplateCatalog(folder, this);
  }

  @Override
  public Instant instant() {
    return now;
  }

  void secondsPass(int seconds) {
    now = now.plusSeconds(seconds);
  }

  Configs write(String path, String text) {
    try {
      var file = folder.resolve(path);
      Files.createDirectories(java.util.Objects.requireNonNull(file.getParent()));
      Files.writeString(file, text);
      return this;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// The template `gcp/cost/t` with this text.
  PipelineTemplate template(String text) {
    return write("gcp/cost/t.yml", text).catalog.get(T);
  }

  /// What is wrong with `gcp/cost/t` with this text.
  List<FieldError> faults(String text) {
    write("gcp/cost/t.yml", text);
    return refusal().errors();
  }

  Refusal.BadTemplate refusal() {
    var refused = catchThrowableOfType(RefusedException.class, () -> catalog.get(T));
    return (Refusal.BadTemplate) refused.refusal();
  }
}
