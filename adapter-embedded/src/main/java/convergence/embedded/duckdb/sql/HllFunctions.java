package convergence.embedded.duckdb.sql;

import static convergence.embedded.duckdb.sql.Udf.Kind.BYTES;
import static convergence.embedded.duckdb.sql.Udf.Kind.BYTES_LIST;
import static convergence.embedded.duckdb.sql.Udf.Kind.INT;
import static convergence.embedded.duckdb.sql.Udf.Kind.INTS;
import static convergence.embedded.duckdb.sql.Udf.Kind.TEXTS;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// HLL_COUNT.*: sketches byte for byte as BigQuery makes them, as long as they are sparse.
final class HllFunctions {
  private static final String DEFAULT_PRECISION = "CAST(15 AS BIGINT)";

  private HllFunctions() {}

  static void fill(FunctionTable table) {
    table.aggregate("HLL_COUNT_INIT_INT64", call -> init(call, "gs_hll_init_ints"));
    table.aggregate("HLL_COUNT_INIT_STRING", call -> init(call, "gs_hll_init_texts"));
    table.aggregate("HLL_COUNT_INIT_BYTES", call -> init(call, "gs_hll_init_bytes"));
    table.refuse("HLL_COUNT_INIT_NUMERIC", "its hash is not known here; cast to STRING");
    table.refuse("HLL_COUNT_INIT_BIGNUMERIC", "its hash is not known here; cast to STRING");
    table.aggregate(
        "HLL_COUNT_MERGE",
        call -> "coalesce(" + Udfs.call("gs_hll_merge", sketches(call)) + ", CAST(0 AS BIGINT))");
    table.aggregate(
        "HLL_COUNT_MERGE_PARTIAL", call -> Udfs.call("gs_hll_merge_partial", sketches(call)));
    table.form(
        "HLL_COUNT_EXTRACT",
        (_, args) -> "coalesce(" + Udfs.call("gs_hll_extract", args) + ", CAST(0 AS BIGINT))");
  }

  private static String init(AggregateCall call, String udf) {
    call.refuseModifiers();
    String distinct =
        "list(DISTINCT "
            + call.text(0)
            + ") FILTER (WHERE "
            + call.text(0)
            + " IS NOT NULL)"
            + call.over();
    String precision = call.arguments().size() > 1 ? call.text(1) : DEFAULT_PRECISION;
    return Udfs.call(udf, distinct, call.of("count({0})"), precision);
  }

  private static String sketches(AggregateCall call) {
    call.refuseModifiers();
    return call.list(call.text(0), true);
  }

  static List<Udf> udfs() {
    return List.of(
        Udf.of(
            "gs_hll_init_ints",
            BYTES,
            a -> HllSketch.ofIntegers((List<?>) a[0], (Long) a[1], (Long) a[2]).bytes(),
            INTS,
            INT,
            INT),
        Udf.of(
            "gs_hll_init_texts",
            BYTES,
            a ->
                HllSketch.ofTexts((List<?>) a[0], StandardCharsets.UTF_8, (Long) a[1], (Long) a[2])
                    .bytes(),
            TEXTS,
            INT,
            INT),
        Udf.of(
            "gs_hll_init_bytes",
            BYTES,
            a ->
                HllSketch.ofTexts(
                        (List<?>) a[0], StandardCharsets.ISO_8859_1, (Long) a[1], (Long) a[2])
                    .bytes(),
            BYTES_LIST,
            INT,
            INT),
        Udf.of("gs_hll_merge", INT, a -> HllSketch.merged((List<?>) a[0]).estimate(), BYTES_LIST),
        Udf.of(
            "gs_hll_merge_partial",
            BYTES,
            a -> HllSketch.merged((List<?>) a[0]).bytes(),
            BYTES_LIST),
        Udf.of("gs_hll_extract", INT, a -> HllSketch.read((String) a[0]).estimate(), BYTES));
  }
}
