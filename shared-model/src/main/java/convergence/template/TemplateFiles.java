package convergence.template;

import convergence.configs.ConfigFiles;
import convergence.configs.ConfigFolder;
import convergence.problem.FieldError;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads single template files, wherever they lie. Suites are looked for below configs/ and then beside the file's
/// own folders.
public final class TemplateFiles {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
  private final Path configs;

  public TemplateFiles(Path configs) {
    this.configs = configs;
  }

  /// @param template null when there are errors
  public record Read(@Nullable PipelineTemplate template, List<FieldError> errors) {
    public Read {
      errors = List.copyOf(errors);
    }
  }

  public Read read(Path file) {
    var path = file.toAbsolutePath().normalize();
    var folder = java.util.Objects.requireNonNull(path.getParent());
    var content = new ConfigFolder(folder).read(path.getFileName().toString());
    return switch (content) {
      case ConfigFiles.Text(String text) -> read(path, text);
      case ConfigFiles.Unreadable unreadable -> broken("the file " + unreadable.why());
      case ConfigFiles.Missing _ -> broken("there is no such file");
    };
  }

  private Read read(Path path, String text) {
    var result = TemplateReader.read(key(path), text, suite -> suite(path, suite));
    var template = result.template();
    return new Read(template == null ? null : template.withHash(path.toString()), result.errors());
  }

  private static Read broken(String detail) {
    return new Read(null, List.of(FieldError.at("", detail, 1, 1)));
  }

  private Optional<String> suite(Path path, String suite) {
    var found = text(new ConfigFolder(configs).read(suite));
    if (found.isPresent()) return found;
    return text(new ConfigFolder(path.resolve("../../..").normalize()).read(suite));
  }

  private static Optional<String> text(ConfigFiles.Content content) {
    return content instanceof ConfigFiles.Text(String text) ? Optional.of(text) : Optional.empty();
  }

  /// `provider/domain/template` by the file's folders.
  private static TemplateKey key(Path path) {
    String name = path.getFileName().toString().replaceFirst("\\.ya?ml$", "");
    int count = path.getNameCount();
    String domain = count > 1 ? path.getName(count - 2).toString() : "";
    String provider = count > 2 ? path.getName(count - 3).toString() : "";
    return new TemplateKey(word(provider), word(domain), word(name));
  }

  private static String word(String name) {
    return NAME.matcher(name).matches() ? name : "local";
  }
}
