package convergence.embedded.duckdb.sql;

/// Functions over BYTES: all in Java but concatenation.
final class ByteFunctions {
  private static final String ONE = TextFunctions.ONE;

  private ByteFunctions() {}

  static void fill(FunctionTable table) {
    table.udf("LEFT_BYTES", "gs_byte_left");
    table.udf("RIGHT_BYTES", "gs_byte_right");
    table.udf("SUBSTR_BYTES", "gs_byte_substr", "CAST(9223372036854775807 AS BIGINT)");
    table.udf("REVERSE_BYTES", "gs_byte_reverse");
    table.udf("LPAD_BYTES", "gs_byte_lpad", "unhex('20')");
    table.udf("RPAD_BYTES", "gs_byte_rpad", "unhex('20')");
    table.udf("REPEAT_BYTES", "gs_byte_repeat");
    table.udf("UPPER_BYTES", "gs_byte_upper");
    table.udf("LOWER_BYTES", "gs_byte_lower");
    table.udf("TRIM_BYTES", "gs_byte_trim");
    table.udf("LTRIM_BYTES", "gs_byte_ltrim");
    table.udf("RTRIM_BYTES", "gs_byte_rtrim");
    table.udf("REPLACE_BYTES", "gs_byte_replace");
    table.udf("STRPOS_BYTES", "gs_byte_strpos");
    table.udf("INSTR_BYTES", "gs_byte_instr", ONE, ONE);
    table.udf("STARTS_WITH_BYTES", "gs_byte_starts_with");
    table.udf("ENDS_WITH_BYTES", "gs_byte_ends_with");
    table.udf("TRANSLATE_BYTES", "gs_byte_translate");
    table.udf("ASCII_BYTES", "gs_byte_ascii");
    table.udf("SPLIT_BYTES", "gs_byte_split");
    table.udf("TO_CODE_POINTS_BYTES", "gs_byte_code_points");
    table.udf("CODE_POINTS_TO_BYTES", "gs_code_points_to_bytes");
    table.udf("BYTE_LIKE", "gs_byte_like");
    bits(table);
    patterns(table);
  }

  private static void bits(FunctionTable table) {
    table.udf("BITWISE_AND_BYTES", "gs_byte_and");
    table.udf("BITWISE_OR_BYTES", "gs_byte_or");
    table.udf("BITWISE_XOR_BYTES", "gs_byte_xor");
    table.udf("BITWISE_NOT_BYTES", "gs_byte_not");
    table.udf("BITWISE_LEFT_SHIFT_BYTES", "gs_byte_shift_left");
    table.udf("BITWISE_RIGHT_SHIFT_BYTES", "gs_byte_shift_right");
    table.udf("BIT_COUNT_BYTES", "gs_byte_bit_count");
  }

  private static void patterns(FunctionTable table) {
    table.udf("REGEXP_CONTAINS_BYTES", "gs_byte_regexp_contains");
    table.udf("REGEXP_EXTRACT_BYTES", "gs_byte_regexp_extract", ONE, ONE);
    table.udf("REGEXP_EXTRACT_ALL_BYTES", "gs_byte_regexp_extract_all");
    table.udf("REGEXP_REPLACE_BYTES", "gs_byte_regexp_replace");
    table.udf("REGEXP_INSTR_BYTES", "gs_byte_regexp_instr", ONE, ONE, "CAST(0 AS BIGINT)");
  }
}
