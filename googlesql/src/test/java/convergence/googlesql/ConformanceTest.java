package convergence.googlesql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import convergence.warehouse.Analysis;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlFault;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Queries that the real BigQuery answered, from `../shared/conformance/bigquery`; skipped where that is absent.
/// What BigQuery resolves must resolve here, with the same column names, or be refused by the name of the
/// construct.
class ConformanceTest {
  private static final Path CORPUS =
      Path.of(System.getProperty("convergence.home", "."), "..", "shared/conformance/bigquery");
  private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([^\"]*)\"");

  /// Two want pseudo-columns, two a default dataset that is said elsewhere.
  private static final Set<String> UNRESOLVED =
      Set.of(
          "default_dataset_join_partial_qualification",
          "default_dataset_select_table",
          "partition_prune_integer_range",
          "partition_prune_partitiontime");

  @Test
  void what_BigQuery_resolves_is_resolved_or_refused_by_name() throws IOException {
    assumeTrue(Files.isDirectory(CORPUS), CORPUS + " is absent");
    var sql = new GoogleSqlStatements(new ZetaSql());
    var unresolved = new TreeSet<String>();
    int resolved = 0;
    for (var fixture : fixtures()) {
      String expected = Files.readString(fixture.resolve("expected.json"));
      if (!expected.contains("\"rows\"") || Files.exists(fixture.resolve("parameters.json")))
        continue;
      try {
        Analysis analysis = sql.analyse(BoundSql.of(text(fixture)), new Nothing(), "ds");
        resolved++;
        if (!analysis.columns().isEmpty()) {
          List<String> names = new ArrayList<>();
          flatten(analysis.columns(), names);
          assertThat(names).as(fixture.toString()).isEqualTo(names(expected));
        }
      } catch (SqlFault fault) {
        if (!fault.code().equals("unsupported")) unresolved.add(fixture.getFileName().toString());
      }
    }
    assertThat(unresolved).isEqualTo(new TreeSet<>(UNRESOLVED));
    assertThat(resolved).isGreaterThan(480);
  }

  private static List<Path> fixtures() throws IOException {
    try (var files = Files.walk(CORPUS)) {
      return files
          .filter(file -> file.endsWith("query.sql"))
          .map(Path::getParent)
          .sorted()
          .toList();
    }
  }

  private static String text(Path fixture) throws IOException {
    Path file = fixture.resolve("setup.sql");
    String setup = Files.exists(file) ? Files.readString(file).strip() : "";
    if (!setup.isEmpty() && !setup.endsWith(";")) setup += ";";
    return (setup + "\n" + Files.readString(fixture.resolve("query.sql")))
        .replace("${DATASET}", "proj-1.ds")
        .replace("${PROJECT}", "proj-1")
        .replace("${DATASET_ID}", "ds");
  }

  private static List<String> names(String expected) {
    int schema = expected.indexOf("\"schema\"");
    int rows = expected.indexOf("\"rows\"", schema);
    return NAME.matcher(expected.substring(schema, rows)).results().map(m -> m.group(1)).toList();
  }

  private static void flatten(List<Column> columns, List<String> names) {
    for (var column : columns) {
      names.add(column.name());
      flatten(column.fields(), names);
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
}
