package convergence.embedded.duckdb.sql;

import convergence.googlesql.ZetaSql;
import convergence.googlesql.ir.Resolver;
import convergence.googlesql.resolve.ZetaSqlResolver;
import convergence.warehouse.BoundSql;
import convergence.warehouse.Column;
import convergence.warehouse.Schemas;
import convergence.warehouse.SqlType;
import convergence.warehouse.SqlValue;
import convergence.warehouse.TableRef;
import convergence.warehouse.TableSchema;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// A DuckDB in memory with tables by GoogleSQL schemas, and the compiler over it.
final class TestWarehouse implements Schemas, AutoCloseable {
  static final String DATASET = "ds";
  private final Connection connection;
  private final SqlCompiler compiler;
  private final Map<String, TableSchema> tables = new HashMap<>();
  private long version;

  TestWarehouse(ZetaSql zetaSql) throws SQLException {
    this(new ZetaSqlResolver(zetaSql), FunctionTable.STANDARD);
  }

  TestWarehouse(Resolver resolver, FunctionTable functions) throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    DuckSession.register(connection);
    for (var statement : DuckSession.statements()) execute(statement);
    execute("CREATE SCHEMA " + DATASET);
    compiler = new SqlCompiler(resolver, TestWarehouse::name, functions);
  }

  private static String name(TableRef table) {
    return DuckTypes.quote(DATASET) + "." + DuckTypes.quote(table.table());
  }

  @Override
  public Optional<TableSchema> find(TableRef table) {
    return Optional.ofNullable(table.dataset().equals(DATASET) ? tables.get(table.table()) : null);
  }

  @Override
  public long version() {
    return version;
  }

  void create(String table, List<Column> columns) throws SQLException {
    String fields =
        columns.stream()
            .map(c -> DuckTypes.quote(c.name()) + " " + DuckTypes.of(c))
            .collect(Collectors.joining(", "));
    execute("CREATE OR REPLACE TABLE " + name(TableRef.of(DATASET, table)) + " (" + fields + ")");
    tables.put(table, TableSchema.of(columns));
    version++;
  }

  void view(String view, String sql, List<Column> columns) {
    tables.put(view, new TableSchema(columns, null, List.of(), sql, Map.of()));
    version++;
  }

  void insert(String table, String columns, String select) throws SQLException {
    var compiled = compile(BoundSql.of(select));
    execute(
        "INSERT INTO "
            + name(TableRef.of(DATASET, table))
            + " "
            + columns
            + " "
            + compiled.duckSql());
  }

  List<Column> columns(String table) {
    return Objects.requireNonNull(tables.get(table), table).columns();
  }

  void clear() throws SQLException {
    execute("DROP SCHEMA " + DATASET + " CASCADE");
    execute("CREATE SCHEMA " + DATASET);
    tables.clear();
    version++;
  }

  Compiled compile(BoundSql sql) {
    return compiler.compile(sql, this, DATASET);
  }

  void execute(String duckSql) throws SQLException {
    try (var statement = connection.createStatement()) {
      var _ = statement.execute(duckSql);
    }
  }

  List<List<@Nullable Object>> rows(String sql) throws SQLException {
    return rows(compile(BoundSql.of(sql)), Map.of());
  }

  /// A query's one value.
  @Nullable Object value(String sql) throws SQLException {
    return rows(sql).getFirst().getFirst();
  }

  List<List<@Nullable Object>> rows(Compiled compiled, Map<String, SqlValue> values)
      throws SQLException {
    try (var statement = connection.prepareStatement(compiled.duckSql())) {
      int index = 1;
      for (var parameter : compiled.parametersInOrder()) {
        statement.setString(
            index++, Objects.requireNonNull(values.get(parameter.variable())).text());
      }
      List<List<@Nullable Object>> rows = new ArrayList<>();
      try (var result = statement.executeQuery()) {
        while (result.next()) {
          List<@Nullable Object> row = new ArrayList<>();
          for (int i = 0; i < compiled.columns().size(); i++) {
            var column = compiled.columns().get(i);
            boolean local = column.type() == SqlType.DATETIME && !column.repeated();
            row.add(
                value(
                    local ? result.getObject(i + 1, LocalDateTime.class) : result.getObject(i + 1),
                    column));
          }
          rows.add(row);
        }
      }
      return rows;
    }
  }

  private static @Nullable Object value(@Nullable Object duck, Column column) throws SQLException {
    if (duck == null) return column.repeated() ? List.of() : null;
    if (duck instanceof LocalDateTime) return duck;
    if (column.repeated()) {
      List<@Nullable Object> list = new ArrayList<>();
      for (var element : (Object[]) ((Array) duck).getArray()) list.add(scalar(element, column));
      return list;
    }
    return scalar(duck, column);
  }

  private static @Nullable Object scalar(@Nullable Object duck, Column column) throws SQLException {
    if (duck == null) return null;
    return switch (column.type()) {
      case STRUCT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        var attributes = ((Struct) duck).getAttributes();
        for (int i = 0; i < attributes.length; i++) {
          var field = column.fields().get(i);
          map.put(field.name(), value(attributes[i], field));
        }
        yield map;
      }
      case BYTES -> {
        var blob = (Blob) duck;
        yield blob.getBytes(1, (int) blob.length());
      }
      case DATETIME -> ((Timestamp) duck).toLocalDateTime();
      case TIMESTAMP -> ((OffsetDateTime) duck).toInstant();
      case NUMERIC -> ((BigDecimal) duck).stripTrailingZeros();
      case INTERVAL -> DuckTexts.interval(duck.toString());
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> DuckTexts.range(duck.toString());
      case JSON -> duck.toString();
      default -> duck;
    };
  }

  @Override
  public void close() throws SQLException {
    ((DuckDBConnection) connection).close();
  }
}
