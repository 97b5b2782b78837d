package convergence.standalone;

import convergence.port.Json;
import convergence.problem.FieldError;
import convergence.template.TemplateCatalog;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `validate`: checks every template of CONFIGS_DIR without starting anything.
@Command(
    name = "validate",
    description =
        "Check every template of CONFIGS_DIR (default: ./configs); status 1 when one is broken.")
final class ValidateCommand implements Callable<Integer> {
  /// The names are those of `--format`.
  enum Format {
    text,
    json
  }

  @Option(names = "--format", description = "text or json (default: text).")
  private Format format = Format.text;

  /// One finding, as `--format json` prints it.
  private record Finding(
      String severity,
      String file,
      @Nullable Integer line,
      @Nullable Integer column,
      String key,
      String message) {
    static Finding of(String severity, String file, FieldError error) {
      return new Finding(
          severity, file, error.line(), error.column(), error.pointer(), error.detail());
    }

    String text() {
      return "%s:%d:%d %s: %s%s"
          .formatted(
              file,
              Objects.requireNonNullElse(line, 1),
              Objects.requireNonNullElse(column, 1),
              severity,
              key.isEmpty() ? "" : key + ": ",
              message);
    }
  }

  @Override
  public Integer call() {
    var folder = Environment.variable("CONFIGS_DIR");
    var catalog = new TemplateCatalog(Path.of(folder), Clock.systemUTC());
    var findings = new ArrayList<Finding>();
    for (var fault : catalog.faults())
      for (var error : fault.errors()) findings.add(Finding.of("error", fault.file(), error));
    boolean broken = !findings.isEmpty();
    for (var template : catalog.templates())
      for (var warning : template.warnings())
        findings.add(Finding.of("warning", template.key().file(), warning));
    print(findings, catalog.templates().size());
    return broken ? 1 : 0;
  }

  private void print(List<Finding> findings, int good) {
    switch (format) {
      case json -> {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("templates", good);
        report.put("findings", findings);
        System.out.println(Json.write(report));
      }
      case text -> {
        findings.forEach(finding -> System.out.println(finding.text()));
        System.out.println(good + " templates are usable, " + findings.size() + " findings.");
      }
    }
  }
}
