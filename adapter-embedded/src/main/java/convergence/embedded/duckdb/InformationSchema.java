package convergence.embedded.duckdb;

import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.embedded.duckdb.sql.Tabulated;
import convergence.googlesql.ir.Partitioning;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The views of INFORMATION_SCHEMA, from the catalogue at the moment of the question.
final class InformationSchema {
  private static final String REGION = "region-";
  private final Catalog catalog;
  private final String project;
  private final Sight sight;
  private final JobLog jobs;

  InformationSchema(Catalog catalog, Scope scope) {
    this(catalog, scope.project(), scope.sight(), scope.jobs());
  }

  InformationSchema(Catalog catalog, String project, Sight sight, JobLog jobs) {
    this.catalog = catalog;
    this.project = project;
    this.sight = sight;
    this.jobs = jobs;
  }

  /// The region that stands where a dataset might, in lower case.
  static Optional<String> region(String dataset) {
    String name = PhysicalNames.bare(dataset).toLowerCase(Locale.ROOT);
    return name.startsWith(REGION)
        ? Optional.of(name.substring(REGION.length()))
        : Optional.empty();
  }

  /// An item of FROM.
  ///
  /// @param dataset or a region, for all datasets
  String from(String dataset, String view) {
    if (JobColumns.has(view)) return JobColumns.from(jobs(dataset));
    boolean region = region(dataset).isPresent();
    if (!region && !view.equals("SCHEMATA") && !catalog.hasDataset(dataset))
      throw SqlErrors.noDataset(project, dataset);
    if (StorageViews.has(view))
      return new StorageViews(catalog, project)
          .from(region ? seen(dataset) : List.of(dataset), view);
    List<List<@Nullable Object>> rows = new ArrayList<>();
    if (view.equals("SCHEMATA")) schemata(seen(dataset), rows);
    else for (var name : region ? seen(dataset) : List.of(dataset)) rows(name, view, rows);
    String known = Tabulated.text(InformationColumns.known(view), rows);
    var unknown = InformationColumns.unknown(view);
    if (unknown.isEmpty()) return known;
    return unknown.stream()
        .map(
            column ->
                (column.repeated() ? "CAST([] AS " : "CAST(NULL AS ")
                    + DuckTypes.of(column)
                    + ") AS "
                    + DuckTypes.quote(column.name()))
        .collect(Collectors.joining(", ", "(SELECT *, ", " FROM " + known + ") AS i"));
  }

  /// A dataset before the view's name has no meaning; the one that a session takes as its own may
  /// stand there all the same.
  private List<Map<String, Object>> jobs(String dataset) {
    return jobs.jobs(asked(dataset), region(dataset).orElse(""));
  }

  /// The project of which a view is asked for.
  private String asked(String dataset) {
    return dataset.equals(Scope.SESSION) ? project : owner(dataset);
  }

  private String owner(String dataset) {
    return catalog.names().owner(dataset, project);
  }

  private void schemata(List<String> datasets, List<List<@Nullable Object>> rows) {
    for (var dataset : datasets) {
      String owner = owner(dataset);
      String name = PhysicalNames.bare(dataset);
      rows.add(
          row(
              owner,
              name,
              null,
              "US",
              "CREATE SCHEMA `" + owner + "." + name + "`\nOPTIONS(\n  location=\"us\"\n);",
              "NULL"));
    }
  }

  /// A project's datasets, as far as the caller sees them. Those of an underscore are hidden.
  private List<String> seen(String dataset) {
    String owner = asked(dataset);
    return catalog.datasets().stream()
        .filter(name -> owner(name).equals(owner))
        .filter(name -> !PhysicalNames.bare(name).startsWith("_"))
        .filter(sight::sees)
        .toList();
  }

  private static List<@Nullable Object> row(@Nullable Object... values) {
    return new ArrayList<>(Arrays.asList(values));
  }

  private void rows(String dataset, String view, List<List<@Nullable Object>> rows) {
    if (view.equals("ROUTINES")) {
      routines(dataset, rows);
      return;
    }
    for (var name : catalog.names(dataset)) {
      var stored = catalog.stored(TableRef.of(dataset, name)).orElseThrow();
      switch (view) {
        case "TABLES" -> rows.add(table(dataset, name, stored));
        case "COLUMNS" -> columns(dataset, name, stored, rows);
        case "COLUMN_FIELD_PATHS" -> {
          for (var column : stored.schema().columns())
            paths(dataset, name, column.name(), "", column, rows);
        }
        case "VIEWS" -> {
          if (stored.told().kind().equals("VIEW"))
            rows.add(
                row(
                    owner(dataset),
                    PhysicalNames.bare(dataset),
                    name,
                    stored.schema().viewSql(),
                    null,
                    "YES"));
        }
        case "TABLE_OPTIONS" -> options(dataset, name, stored, rows);
        default -> throw SqlErrors.unsupported("INFORMATION_SCHEMA." + view);
      }
    }
  }

  private List<@Nullable Object> table(String dataset, String name, StoredTable stored) {
    String kind = stored.told().kind();
    boolean base = kind.equals(TableDetails.BASE) || kind.equals("CLONE");
    return row(
        owner(dataset),
        PhysicalNames.bare(dataset),
        name,
        kind,
        base ? "YES" : "NO",
        "NO",
        "NO",
        "NO",
        stored.told().created(),
        TableText.of(owner(dataset), PhysicalNames.bare(dataset), name, stored),
        "NULL");
  }

  private void columns(
      String dataset, String name, StoredTable stored, List<List<@Nullable Object>> rows) {
    var told = stored.told();
    long position = 1;
    for (var column : stored.schema().columns()) {
      Partitioning partitioning = told.partitioning();
      boolean cuts = partitioning != null && column.name().equals(partitioning.column());
      int cluster = stored.schema().clusterFields().indexOf(column.name());
      rows.add(
          row(
              owner(dataset),
              PhysicalNames.bare(dataset),
              name,
              column.name(),
              position++,
              column.required() ? "NO" : "YES",
              type(column, told.parameters().getOrDefault(column.name(), "")),
              "NEVER",
              null,
              null,
              "NO",
              null,
              "NO",
              cuts ? "YES" : "NO",
              cluster < 0 ? null : cluster + 1L,
              "NULL",
              told.defaults().getOrDefault(column.name(), "NULL"),
              null));
    }
  }

  private void paths(
      String dataset,
      String table,
      String top,
      String above,
      Column column,
      List<List<@Nullable Object>> rows) {
    String path = above.isEmpty() ? column.name() : above + "." + column.name();
    String description = column.description().isEmpty() ? null : column.description();
    rows.add(
        row(
            owner(dataset),
            PhysicalNames.bare(dataset),
            table,
            top,
            path,
            type(column, ""),
            description,
            "NULL",
            null));
    for (var field : column.fields()) paths(dataset, table, top, path, field, rows);
  }

  static String type(Column column, String parameters) {
    String element =
        column.type() == SqlType.STRUCT
            ? column.fields().stream()
                .map(field -> field.name() + " " + type(field, ""))
                .collect(Collectors.joining(", ", "STRUCT<", ">"))
            : column.type() + parameters;
    return column.repeated() ? "ARRAY<" + element + ">" : element;
  }

  private void options(
      String dataset, String name, StoredTable stored, List<List<@Nullable Object>> rows) {
    var options = new java.util.TreeMap<>(stored.told().options());
    options.forEach(
        (option, value) ->
            rows.add(
                row(
                    owner(dataset),
                    PhysicalNames.bare(dataset),
                    name,
                    option,
                    optionType(option),
                    value)));
  }

  private static String optionType(String option) {
    return switch (option) {
      case "labels" -> "ARRAY<STRUCT<STRING, STRING>>";
      case "expiration_timestamp" -> "TIMESTAMP";
      case "partition_expiration_days" -> "FLOAT64";
      case "require_partition_filter" -> "BOOL";
      default -> "STRING";
    };
  }

  private void routines(String dataset, List<List<@Nullable Object>> rows) {
    for (var key : catalog.routines(dataset)) {
      var stored = catalog.routine(key).orElseThrow();
      var told = stored.told(key.name());
      boolean js = stored.kind() == StoredRoutine.Kind.JS_FUNCTION;
      String owner = owner(dataset);
      String schema = PhysicalNames.bare(dataset);
      rows.add(
          row(
              owner,
              schema,
              told.name(),
              owner,
              schema,
              told.name(),
              type(stored.kind()),
              stored.returns() == null ? null : RoutineText.type(stored.returns().ir()),
              js ? "EXTERNAL" : "SQL",
              stored.body(),
              js ? "JAVASCRIPT" : null,
              stored.created(),
              stored.altered(),
              RoutineText.of(owner, schema, told)));
    }
  }

  private static String type(StoredRoutine.Kind kind) {
    return switch (kind) {
      case FUNCTION, JS_FUNCTION -> "FUNCTION";
      case TABLE_FUNCTION -> "TABLE FUNCTION";
      case PROCEDURE -> "PROCEDURE";
    };
  }
}
