package convergence.standalone;

import convergence.googlesql.GoogleSqlStatements;
import convergence.googlesql.ZetaSql;
import convergence.metadata.MetadataTables;
import convergence.port.Json;
import convergence.template.PipelineTemplate;
import convergence.template.TemplateChecks;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlFault;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `validate`: checks templates, SQL included, without starting anything.
@Command(
    name = "validate",
    description =
        "Check templates: all of CONFIGS_DIR (default: ./configs), or the given files and folders; status 1 when"
            + " one is broken.")
final class ValidateCommand implements Callable<Integer> {
  /// The names are those of `--format`.
  enum Format {
    text,
    json
  }

  @Option(names = "--format", description = "text or json (default: text).")
  private Format format = Format.text;

  @Parameters(arity = "0..*", paramLabel = "PATH", description = "A template, or a folder of them.")
  private List<Path> paths = new ArrayList<>();

  @Override
  public Integer call() {
    var found = Candidates.of(Path.of(configs()), paths);
    var findings = new ArrayList<Finding>(found.findings());
    for (var template : found.chosen().entrySet())
      for (var warning : template.getKey().warnings())
        findings.add(Finding.of("warning", template.getValue(), warning));
    check(found, findings);
    findings.sort(Finding.IN_ORDER);
    boolean broken = findings.stream().anyMatch(finding -> finding.severity().equals("error"));
    print(findings, found.count(), broken);
    return broken ? 1 : 0;
  }

  private static String configs() {
    return Environment.variable("CONFIGS_DIR");
  }

  /// The SQL of what was chosen; the other templates say which tables there are.
  private static void check(Candidates found, List<Finding> findings) {
    try (var zetaSql = new ZetaSql()) {
      var statements = new GoogleSqlStatements(zetaSql);
      String missing = missing(statements);
      if (missing != null) {
        findings.add(
            new Finding("warning", "configs/", null, null, "", "SQL was not checked: " + missing));
        return;
      }
      var known = MetadataTables.views(TemplateChecks.TENANT.value());
      var checked = new TemplateChecks(statements, known).check(found.all());
      found.chosen().forEach((template, file) -> report(template, file, checked, findings));
    }
  }

  private static void report(
      PipelineTemplate template,
      String file,
      Map<PipelineTemplate, TemplateChecks.Checked> checked,
      List<Finding> findings) {
    var result = checked.get(template);
    if (result == null) return;
    result.errors().forEach(error -> findings.add(Finding.of("error", file, error)));
    result.notes().forEach(note -> findings.add(Finding.of("warning", file, note)));
  }

  /// Why SQL cannot be checked on this machine; null: it can.
  private static @org.jspecify.annotations.Nullable String missing(GoogleSqlStatements statements) {
    try {
      var _ = statements.analyse(BoundSql.of("SELECT 1 AS one"), new Nothing(), "your_tenant");
      return null;
    } catch (SqlFault fault) {
      return fault.getMessage();
    }
  }

  private static final class Nothing implements Schemas {
    @Override
    public Optional<TableSchema> find(TableRef table) {
      return Optional.empty();
    }

    @Override
    public long version() {
      return 0;
    }
  }

  private void print(List<Finding> findings, int count, boolean broken) {
    switch (format) {
      case json -> {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("valid", !broken);
        report.put("templates", count);
        report.put("findings", findings);
        System.out.println(Json.write(report));
      }
      case text -> {
        findings.forEach(finding -> System.out.println(finding.text()));
        System.out.println(
            "%d templates checked, %d findings%s"
                .formatted(count, findings.size(), broken ? "; some cannot be used." : "."));
      }
    }
  }
}
