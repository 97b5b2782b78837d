package convergence.cloud.export;

import convergence.embedded.duckdb.Shelf;
import convergence.port.Warehouse;
import convergence.tenant.TenantId;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.JobId;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Rows of the folder into tables over there, by way of a file of JSON lines.
final class Loading {
  private static final TableRef CREDENTIALS =
      TableRef.of("tenants", "tenant_cloud_credentials_rows");
  private static final Duration PATIENCE = Duration.ofHours(6);
  private static final int PAGE = 10_000;
  private final Warehouse warehouse;
  private final Resealing resealing;

  Loading(Warehouse warehouse, Resealing resealing) {
    this.warehouse = warehouse;
    this.resealing = resealing;
  }

  void make(TableRef table, TableSchema schema) {
    boolean _ = warehouse.createTable(table, schema);
  }

  void view(TableRef view, TableSchema schema) {
    warehouse.createView(view, schema);
  }

  /// @param condition which rows, in DuckDB's SQL; empty: all
  /// @return how many rows the folder has; of those with the same merge keys one
  long load(Shelf shelf, TableRef table, String condition, Destination destination)
      throws IOException {
    var file = Files.createTempFile("convergence-export-", ".jsonl");
    try {
      long rows = write(shelf, table, condition, destination.mergeKeys(), file);
      if (rows > 0) warehouse.run(job(file, destination));
      return rows;
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private Job.Load job(Path file, Destination destination) {
    // The table is there; what it has more than the folder's stays NULL.
    var columns = warehouse.schemas().find(destination.table()).orElseThrow().columns();
    return new Job.Load(
        new JobId("export-" + UUID.randomUUID()),
        file.toString(),
        new Job.FileFormat(Job.FileFormat.Kind.JSONL, ",", false, ""),
        columns,
        destination,
        PATIENCE);
  }

  private long write(Shelf shelf, TableRef table, String condition, List<String> keys, Path file)
      throws IOException {
    var columns = shelf.columns(table);
    var seen = new HashSet<List<String>>();
    long read = 0;
    long written = 0;
    try (var lines = new JsonLines(Files.newBufferedWriter(file), columns)) {
      while (true) {
        var page = shelf.read(table, new Shelf.Slice(List.of(), condition, read, PAGE));
        for (var row : page) {
          if (!keys.isEmpty() && !seen.add(named(columns, keys, row))) continue;
          lines.write(table.equals(CREDENTIALS) ? resealed(columns, row) : row);
          written++;
        }
        read += page.size();
        if (page.size() < PAGE) return written;
      }
    }
  }

  private static List<String> named(
      List<Column> columns, List<String> keys, List<@Nullable Object> row) {
    return keys.stream().map(key -> String.valueOf(row.get(place(columns, key)))).toList();
  }

  private List<@Nullable Object> resealed(List<Column> columns, List<@Nullable Object> row) {
    int tenant = place(columns, "tenant_id");
    int id = place(columns, "credential_id");
    int sealed = place(columns, "encrypted_credentials");
    if (!(row.get(sealed) instanceof byte[] old)) return row;
    var next = new ArrayList<@Nullable Object>(row);
    var owner = new TenantId(String.valueOf(row.get(tenant)));
    next.set(sealed, resealing.credential(owner, String.valueOf(row.get(id)), old));
    return next;
  }

  private static int place(List<Column> columns, String name) {
    return columns.stream().map(Column::name).toList().indexOf(name);
  }

  /// @param condition the same in both dialects; empty: all
  long count(TableRef table, String condition) {
    String where = condition.isEmpty() ? "" : " WHERE " + condition;
    var sql = "SELECT COUNT(*) FROM `%s`.`%s`%s".formatted(table.dataset(), table.table(), where);
    var rows =
        warehouse.query(BoundSql.of(sql), Map.of(), table.dataset(), 1, Duration.ofMinutes(10));
    return (Long) Objects.requireNonNull(rows.rows().getFirst().getFirst());
  }
}
