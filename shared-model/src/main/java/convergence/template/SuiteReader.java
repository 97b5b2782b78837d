package convergence.template;

import convergence.problem.FieldError;
import convergence.template.StepTemplate.Check;
import convergence.template.StepTemplate.Expectation;
import convergence.template.StepTemplate.Ready;
import convergence.template.StepTemplate.SqlCheck;
import convergence.template.StepTemplate.SqlText;
import convergence.template.StepTemplate.Suite;
import convergence.yaml.ShapeReader;
import convergence.yaml.YamlFile;
import convergence.yaml.YamlNode.Entries;
import convergence.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a data-quality suite, `configs/**/dq/*.yml`.
final class SuiteReader {
  /// @param suite null when there are errors
  /// @param texts scalars that may hold variables, for the template's own check
  record Result(
      @Nullable Suite suite, YamlFile file, List<Scalar> texts, List<FieldError> errors) {}

  private final String id;
  private final String fileName;
  private final YamlFile file;
  private final List<FieldError> errors = new ArrayList<>();
  private final List<Scalar> texts = new ArrayList<>();

  private SuiteReader(String id, String fileName, String source) {
    this.id = id;
    this.fileName = fileName;
    this.file = YamlFile.parse(source);
  }

  /// @param id path without extension
  /// @param fileName for messages
  static Result read(String id, String fileName, String source) {
    return new SuiteReader(id, fileName, source).read();
  }

  private Result read() {
    errors.addAll(file.errors());
    Suite suite = null;
    if (file.root() != null
        && new ShapeReader(errors, new ArrayList<>()).read(SuiteShape.SUITE, file.root(), "")
            instanceof Entries root) {
      var expectations = new ArrayList<Expectation>();
      var items = root.items("expectations");
      for (int i = 0; i < items.size(); i++)
        if (items.get(i) instanceof Entries entry)
          expectations.add(
              new Expectation(entry.place().line(), check(entry, "expectations[" + i + "]")));
      var table = root.scalar("target_table");
      if (table != null) texts.add(table);
      if (errors.isEmpty()) suite = new Suite(id, root.text("target_table"), expectations);
    }
    return new Result(suite, file, texts, errors);
  }

  private Check check(Entries entry, String pointer) {
    var severity =
        entry.text("severity", "error").equals("warning")
            ? QualityCheck.Severity.WARNING
            : QualityCheck.Severity.ERROR;
    String type = entry.text("type", "");
    String column = entry.text("column", "");
    String name = entry.text("name", (type + " " + column).strip());
    return switch (type) {
      case "not_null" -> new Ready(new QualityCheck.NotNull(name, severity, column));
      case "unique" -> {
        var columns = entry.texts("columns");
        yield new Ready(
            new QualityCheck.Unique(
                entry.text("name", "unique " + String.join(", ", columns)), severity, columns));
      }
      case "accepted_values" ->
          new Ready(new QualityCheck.AcceptedValues(name, severity, column, entry.texts("values")));
      case "range" -> {
        bounded(entry, pointer);
        yield new Ready(
            new QualityCheck.Range(
                name, severity, column, number(entry, "min"), number(entry, "max")));
      }
      case "row_count" -> {
        bounded(entry, pointer);
        yield new Ready(
            new QualityCheck.RowCount(name, severity, count(entry, "min"), count(entry, "max")));
      }
      case "freshness" ->
          new Ready(
              new QualityCheck.Freshness(name, severity, column, entry.whole("max_age_hours", 1)));
      default -> new SqlCheck(name, severity, sql(entry));
    };
  }

  private void bounded(Entries entry, String pointer) {
    String min = number(entry, "min");
    String max = number(entry, "max");
    if (min == null && max == null) fault(entry, pointer, "needs min, max or both");
    else if (min != null
        && max != null
        && new java.math.BigDecimal(min).compareTo(new java.math.BigDecimal(max)) > 0)
      fault(entry, pointer, "min is greater than max");
  }

  private static @Nullable String number(Entries entry, String key) {
    var scalar = entry.scalar(key);
    return scalar == null ? null : new java.math.BigDecimal(scalar.text()).toPlainString();
  }

  private static @Nullable Long count(Entries entry, String key) {
    return entry.has(key) ? Long.valueOf(entry.whole(key, 0)) : null;
  }

  private SqlText sql(Entries entry) {
    var scalar = entry.scalar("query");
    if (scalar == null) return new SqlText("", fileName, entry.place(), null);
    texts.add(scalar);
    return TemplateReader.sqlText(scalar, file, fileName);
  }

  private void fault(Entries entry, String pointer, String detail) {
    errors.add(FieldError.at(pointer, detail, entry.place().line(), entry.place().column()));
  }
}
