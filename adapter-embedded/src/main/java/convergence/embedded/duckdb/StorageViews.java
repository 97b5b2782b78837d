package convergence.embedded.duckdb;

import static convergence.embedded.duckdb.sql.DuckTypes.literal;
import static convergence.embedded.duckdb.sql.DuckTypes.quote;

import convergence.embedded.duckdb.sql.DuckTypes;
import convergence.googlesql.ir.Partitioning;
import convergence.warehouse.InformationViews;
import convergence.warehouse.SchemaRules;
import convergence.warehouse.SqlType;
import convergence.warehouse.TableRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// The views that count: PARTITIONS, TABLE_STORAGE and `__TABLES__`. Each table is a part of the
/// statement that counts it, so that the numbers are those of the query's own moment.
final class StorageViews {
  static final String TABLES = InformationViews.TABLES;
  private static final Set<String> ALL = Set.of("PARTITIONS", "TABLE_STORAGE", TABLES);
  private final Catalog catalog;
  private final String project;

  StorageViews(Catalog catalog, String project) {
    this.catalog = catalog;
    this.project = project;
  }

  static boolean has(String view) {
    return ALL.contains(view);
  }

  /// An item of FROM.
  String from(List<String> datasets, String view) {
    // First, since it names the columns.
    List<String> parts = new ArrayList<>(List.of(empty(view)));
    for (var dataset : datasets)
      for (var name : catalog.names(dataset)) {
        var table = TableRef.of(dataset, name);
        var stored = catalog.stored(table).orElseThrow();
        switch (view) {
          case TABLES -> parts.add(table(table, stored));
          case "TABLE_STORAGE" -> {
            if (!stored.isView()) parts.add(storage(table, stored));
          }
          default -> {
            if (!stored.isView()) parts.add(partitions(table, stored));
          }
        }
      }
    return "(" + String.join(" UNION ALL ", parts) + ") AS i";
  }

  private static String empty(String view) {
    var columns = new ArrayList<String>();
    for (var column : InformationColumns.all(view))
      columns.add("CAST(NULL AS " + DuckTypes.of(column) + ") AS " + quote(column.name()));
    return "SELECT " + String.join(", ", columns) + " WHERE false";
  }

  private String owner(TableRef table) {
    return literal(catalog.names().owner(table.dataset(), project));
  }

  private static String schema(TableRef table) {
    return literal(PhysicalNames.bare(table.dataset()));
  }

  private String table(TableRef table, StoredTable stored) {
    String created = Long.toString(stored.told().created().toEpochMilli());
    String head =
        "SELECT %s AS project_id, %s AS dataset_id, %s AS table_id, CAST(%s AS BIGINT) AS creation_time,"
                .formatted(owner(table), schema(table), literal(table.table()), created)
            + " CAST(%s AS BIGINT) AS last_modified_time, ".formatted(created);
    if (stored.isView())
      return head
          + "CAST(0 AS BIGINT) AS row_count, CAST(0 AS BIGINT) AS size_bytes, CAST(2 AS BIGINT) AS type";
    return head
        + "count(*) AS row_count, "
        + bytes(stored)
        + " AS size_bytes, CAST(1 AS BIGINT) AS type FROM "
        + catalog.physical(table);
  }

  private static String bytes(StoredTable stored) {
    return "CAST(coalesce(sum(" + Shelf.bytes(stored.schema().columns()) + "), 0) AS BIGINT)";
  }

  private String storage(TableRef table, StoredTable stored) {
    String bytes = bytes(stored);
    String none = "CAST(0 AS BIGINT)";
    String created = moment(stored.told().created());
    return "SELECT "
        + String.join(
            ", ",
            owner(table),
            "CAST(NULL AS BIGINT)",
            owner(table),
            schema(table),
            literal(table.table()),
            created,
            "count(*)",
            partitionCount(stored),
            bytes,
            bytes,
            none,
            bytes,
            bytes,
            bytes,
            none,
            none,
            created,
            "false",
            literal(stored.told().kind()))
        + " FROM "
        + catalog.physical(table);
  }

  private static String partitionCount(StoredTable stored) {
    return stored.told().partitioning() == null
        ? "CAST(0 AS BIGINT)"
        : "count(DISTINCT " + partition(stored) + ")";
  }

  private static String moment(Instant instant) {
    return "CAST(" + literal(instant.toString()) + " AS TIMESTAMPTZ)";
  }

  private String partitions(TableRef table, StoredTable stored) {
    boolean cut = stored.told().partitioning() != null;
    return "SELECT "
        + String.join(
            ", ",
            owner(table),
            schema(table),
            literal(table.table()),
            cut ? partition(stored) : "CAST(NULL AS VARCHAR)",
            "count(*)",
            bytes(stored),
            moment(stored.told().created()),
            "'ACTIVE'")
        + " FROM "
        + catalog.physical(table)
        + (cut ? " GROUP BY " + partition(stored) : "");
  }

  /// The partition of a row, as it stands behind `$`.
  private static String partition(StoredTable stored) {
    Partitioning by = Objects.requireNonNull(stored.told().partitioning());
    String column = quote(Objects.requireNonNullElse(by.column(), Shapes.PARTITION_TIME));
    if (by.unit() == null)
      return "CASE WHEN %1$s IS NULL THEN '__NULL__' WHEN %1$s < %2$d OR %1$s >= %3$d THEN '__UNPARTITIONED__' ELSE CAST(%2$d + (%1$s - %2$d) // %4$d * %4$d AS VARCHAR) END"
          .formatted(column, by.start(), by.end(), by.interval());
    String format =
        switch (by.unit()) {
          case HOUR -> "%Y%m%d%H";
          case DAY -> "%Y%m%d";
          case MONTH -> "%Y%m";
          case YEAR -> "%Y";
        };
    boolean instant =
        by.column() == null
            || SchemaRules.find(stored.schema().columns(), by.column())
                .filter(found -> found.type() == SqlType.TIMESTAMP)
                .isPresent();
    String local = instant ? "timezone('UTC', " + column + ")" : column;
    return "coalesce(strftime(" + local + ", '" + format + "'), '__NULL__')";
  }
}
