package convergence.bigquery.http;

/// What BigQuery can and this server refuses with 501, beyond whole methods: the code refuses by
/// this list and docs/bigquery.md is made of it. A `…` stands for what the caller wrote.
public enum Unserved {
  LEGACY_SQL("Legacy SQL", "set useLegacySql to false"),
  LEGACY_VIEW("A view in legacy SQL", "set useLegacySql to false"),
  CASELESS_DATASET("A dataset with isCaseInsensitive", "write names in one way"),
  TIME_ZONE("The connection property time_zone", "name the zone in the functions"),
  EXTERNAL_TABLE("An external table", "load the files instead"),
  TABLE_DEFINITIONS("Querying external tables by tableDefinitions", "load the files instead"),
  FUNCTION_RESOURCES("userDefinedFunctionResources", "write CREATE TEMP FUNCTION"),
  RANGE_ROWS(
      "A RANGE in Avro, Parquet or protobuf", "take RANGE_START and RANGE_END, or read by REST"),
  NESTED_GEOGRAPHY("A GEOGRAPHY within a RECORD in Parquet", "take ST_ASTEXT of it"),
  TIMESTAMP_PRECISION("A TIMESTAMP of 12 digits", "6 digits are kept"),
  GENERATED_COLUMN("A generated column", "compute it in a view"),
  DATA_POLICIES("Data policies of a column", "there are none"),
  RECORD_GROWTH("Adding a field to the RECORD …", "make the table anew"),
  PARTITION_DELETE("Deleting a partition by tables.delete", "use DELETE FROM"),
  LOAD_FORMAT(
      "Loading files of format …", "CSV, NEWLINE_DELIMITED_JSON, AVRO and PARQUET are read"),
  LOAD_OPTION("The load option …", "leave it out, or write the files in another way"),
  LOAD_SESSION("Loading files within a session", "load them into a table of a dataset"),
  EXTRACT_FORMAT(
      "Extracting to files of format …",
      "CSV, NEWLINE_DELIMITED_JSON, AVRO and PARQUET are written"),
  PARQUET_CODEC("Parquet compressed by …", "NONE, SNAPPY, GZIP and ZSTD are written"),
  AVRO_CODEC("Avro compressed by …", "NONE and DEFLATE are written"),
  AVRO_UNION("An Avro union of several types", "only that of a type and null is read"),
  AVRO_TYPE("An Avro field of type …", "write it as another type"),
  TIME_TRAVEL("A table as it was: …", "copy it as it is"),
  MODEL_EXTRACT("Extracting a model", "there are none"),
  EXPORT_OPTIONS("EXPORT DATA with options that are no literals", "write literals"),
  AGGREGATE_FUNCTION("An aggregate function", "aggregate in the query"),
  ROUTINE_LANGUAGE("A routine in …", "SQL is served, and JavaScript for scalar functions"),
  LIBRARIES("A function with imported libraries", "write the code into its body"),
  REMOTE_FUNCTION("A remote function", "write it in SQL or JavaScript"),
  RETURN_TABLE("A table function with returnTableType", "leave it out"),
  MASKING_FUNCTION("A function for data masking", "there are no policies"),
  TABLE_ARGUMENT("A routine with a table as argument", "name the table in its body"),
  ROUTINE_TYPE("A routine with the type …", "use another type"),
  ARROW_APPEND("Appending Arrow batches", "append protobuf rows"),
  RECORD_FIELD("Selecting a field within a RECORD: …", "select the whole RECORD");

  private static final String WHATEVER = "…";
  private final String feature;
  private final String instead;

  Unserved(String feature, String instead) {
    this.feature = feature;
    this.instead = instead;
  }

  public String feature() {
    return feature;
  }

  public String instead() {
    return instead;
  }

  /// What the caller is told.
  ///
  /// @param written what the caller wrote, where the feature leaves it open; else anything
  public String text(String written) {
    return "%s is not served by the embedded warehouse (%s)."
        .formatted(feature.replace(WHATEVER, written), instead);
  }

  public ApiException refusal() {
    return refusal("");
  }

  public ApiException refusal(String written) {
    return new ApiException(Reason.NOT_IMPLEMENTED, text(written));
  }
}
