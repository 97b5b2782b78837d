package convergence.embedded.duckdb.sql;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;

/// All functions in Java, and their registration.
final class Udfs {
  /// Gives its argument back, which DuckDB does not know.
  private static final String OPAQUE = "gs_opaque";

  private static final Map<String, Udf> BY_NAME =
      list().stream().collect(Collectors.toUnmodifiableMap(Udf::name, udf -> udf));

  private Udfs() {}

  static Collection<Udf> all() {
    return BY_NAME.values();
  }

  /// @return how many arguments a function takes
  static int width(String name) {
    return Objects.requireNonNull(BY_NAME.get(name), name).parameters().size();
  }

  /// DuckDB text of a call.
  static String call(String name, List<String> arguments) {
    return Objects.requireNonNull(BY_NAME.get(name), name).call(arguments);
  }

  static String call(String name, String... arguments) {
    return call(name, List.of(arguments));
  }

  private static List<Udf> list() {
    List<Udf> all = new ArrayList<>();
    all.add(Udf.of("gs_fail", Udf.Kind.TEXT, Udfs::fail, Udf.Kind.TEXT));
    all.add(Udf.of(OPAQUE, Udf.Kind.TEXT, arguments -> arguments[0], Udf.Kind.TEXT));
    all.add(
        Udf.of(
            "gs_js",
            Udf.Kind.TEXT,
            arguments -> JsEngine.call((String) arguments[0], (String) arguments[1]),
            Udf.Kind.TEXT,
            Udf.Kind.TEXT));
    all.addAll(NumericUdfs.all());
    all.addAll(BigNumericUdfs.all());
    all.addAll(VectorUdfs.all());
    all.addAll(FloatUdfs.all());
    all.addAll(TextUdfs.all());
    all.addAll(BytesUdfs.all());
    all.addAll(TimeUdfs.all());
    all.addAll(CastFormats.udfs());
    all.addAll(JsonUdfs.all());
    all.addAll(IntervalFunctions.udfs());
    all.addAll(RangeFunctions.udfs());
    all.addAll(GeographyFunctions.udfs());
    all.addAll(ByteUdfs.all());
    all.addAll(RegexUdfs.all());
    all.addAll(NetUdfs.all());
    all.addAll(HllFunctions.udfs());
    all.addAll(Printf.udfs());
    return all;
  }

  private static Object fail(Object[] arguments) {
    throw new QueryError((String) arguments[0]);
  }

  static void register(Connection connection) throws SQLException {
    for (var udf : all()) register(udf, connection);
  }

  private static void register(Udf udf, Connection connection) throws SQLException {
    try (var builder = DuckDBFunctions.scalarFunction();
        var result = type(udf.result())) {
      builder.withName(udf.name()).withReturnType(result);
      for (var kind : udf.parameters()) {
        try (var parameter = type(kind)) {
          builder.withParameter(parameter);
        }
      }
      if (udf.name().equals(OPAQUE)) builder.withVolatile();
      builder.withVectorizedFunction((input, output) -> run(udf, input, output));
      var _ = builder.register(connection);
    }
  }

  private static DuckDBLogicalType type(Udf.Kind kind) throws SQLException {
    return switch (kind) {
      case BYTES, INTERVAL, JSON, TEXTS, INTS, FLOATS, BYTES_LIST, TEXT ->
          DuckDBLogicalType.of(DuckDBColumnType.VARCHAR);
      case INT -> DuckDBLogicalType.of(DuckDBColumnType.BIGINT);
      case FLOAT -> DuckDBLogicalType.of(DuckDBColumnType.DOUBLE);
      case NUMERIC -> DuckDBLogicalType.decimal(38, 9);
      case BIGNUMERIC -> DuckDBLogicalType.decimal(38, 18);
      case BOOL -> DuckDBLogicalType.of(DuckDBColumnType.BOOLEAN);
      case DATE -> DuckDBLogicalType.of(DuckDBColumnType.DATE);
      case DATETIME -> DuckDBLogicalType.of(DuckDBColumnType.TIMESTAMP);
      case TIMESTAMP -> DuckDBLogicalType.of(DuckDBColumnType.TIMESTAMP_WITH_TIME_ZONE);
    };
  }

  private static void run(Udf udf, DuckDBDataChunkReader input, DuckDBWritableVector output) {
    int width = udf.parameters().size();
    var vectors = new DuckDBReadableVector[width];
    for (int i = 0; i < width; i++) vectors[i] = input.vector(i);
    var arguments = new Object[width];
    for (long row = 0; row < input.rowCount(); row++) {
      boolean known = true;
      for (int i = 0; i < width && known; i++) {
        known = !vectors[i].isNull(row);
        if (known) arguments[i] = read(udf.parameters().get(i), vectors[i], row);
      }
      Object value = known ? udf.body().apply(arguments) : null;
      if (value == null) output.setNull(row);
      else write(udf.result(), output, row, value);
    }
  }

  private static Object read(Udf.Kind kind, DuckDBReadableVector vector, long row) {
    return switch (kind) {
      case TEXT -> vector.getString(row);
      case BYTES, INTERVAL, JSON, TEXTS, INTS, FLOATS, BYTES_LIST ->
          Wire.read(kind, vector.getString(row));
      case INT -> vector.getLong(row);
      case FLOAT -> vector.getDouble(row);
      case NUMERIC, BIGNUMERIC -> vector.getBigDecimal(row);
      case BOOL -> vector.getBoolean(row);
      case DATE -> vector.getLocalDate(row);
      case DATETIME -> vector.getLocalDateTime(row);
      case TIMESTAMP -> vector.getOffsetDateTime(row).withOffsetSameInstant(ZoneOffset.UTC);
    };
  }

  private static void write(Udf.Kind kind, DuckDBWritableVector vector, long row, Object value) {
    switch (kind) {
      case TEXT -> vector.setString(row, (String) value);
      case BYTES, INTERVAL, JSON, TEXTS, INTS, FLOATS, BYTES_LIST ->
          vector.setString(row, Wire.write(kind, value));
      case INT -> vector.setLong(row, (Long) value);
      case FLOAT -> vector.setDouble(row, (Double) value);
      case NUMERIC, BIGNUMERIC -> vector.setBigDecimal(row, (BigDecimal) value);
      case BOOL -> vector.setBoolean(row, (Boolean) value);
      case DATE -> vector.setDate(row, (LocalDate) value);
      case DATETIME -> vector.setTimestamp(row, (LocalDateTime) value);
      case TIMESTAMP -> vector.setOffsetDateTime(row, (OffsetDateTime) value);
    }
  }
}
