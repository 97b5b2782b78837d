package convergence.bigquery.load;

import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.JobConfigurationLoad;
import com.google.api.services.bigquery.model.JobStatistics;
import com.google.api.services.bigquery.model.JobStatistics3;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.job.JobKey;
import convergence.bigquery.job.Work;
import convergence.bigquery.query.QueryOrders;
import convergence.bigquery.rows.Fields;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Literals;
import convergence.bigquery.sql.Order;
import convergence.bigquery.sql.TableName;
import convergence.embedded.duckdb.Delivery;
import convergence.embedded.duckdb.Delivery.Content;
import convergence.embedded.duckdb.ResultTable;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One load job: every row of its files goes in, or none.
final class LoadWork implements Work {
  private static final Duration PATIENCE = Duration.ofHours(6);
  private final JobKey key;
  private final JobConfiguration configuration;
  private final JobConfigurationLoad load;
  private final House house;
  private final List<Path> files;
  private final boolean uploaded;

  /// @param uploaded the files are the job's own, to be removed when it has ended
  LoadWork(
      JobKey key, JobConfiguration configuration, House house, List<Path> files, boolean uploaded) {
    this.key = key;
    this.configuration = configuration;
    this.load = configuration.getLoad();
    this.house = house;
    this.files = List.copyOf(files);
    this.uploaded = uploaded;
  }

  @Override
  public Done run() throws IOException {
    try {
      LoadOptions.check(load);
      var table = TableName.of(load.getDestinationTable(), key.project());
      if (!house.has(table.in())) throw House.missing(table.in());
      var existing =
          house
              .schema(table.whole())
              .map(convergence.warehouse.TableSchema::columns)
              .filter(columns -> !columns.isEmpty());
      var bad =
          new BadRecords(format(), load.getMaxBadRecords() == null ? 0 : load.getMaxBadRecords());
      var content = content(existing, bad);
      var receipt =
          house.deliver(
              new Delivery(Optional.of(key.inWarehouse()), into(table), content, timeout()));
      if (existing.isEmpty()) describe(table.whole());
      return new Done(configuration, statistics(receipt, bad), bad.errors());
    } finally {
      if (uploaded) for (Path file : files) Files.deleteIfExists(file);
    }
  }

  /// What the owner of a new table says of it.
  private void describe(TableName table) {
    var said = load.getDestinationTableProperties();
    if (said == null) return;
    var options = new ArrayList<String>();
    if (said.getDescription() != null)
      options.add("description = " + Literals.text(said.getDescription()));
    if (said.getFriendlyName() != null)
      options.add("friendly_name = " + Literals.text(said.getFriendlyName()));
    if (said.getLabels() != null && !said.getLabels().isEmpty())
      options.add("labels = " + Literals.labels(said.getLabels()));
    if (options.isEmpty()) return;
    String statement = "ALTER TABLE " + Literals.table(table) + " SET" + Literals.options(options);
    var _ = house.execute(Order.of(table.project(), statement));
  }

  private String format() {
    return load.getSourceFormat() == null ? "CSV" : load.getSourceFormat().toUpperCase(Locale.ROOT);
  }

  private Duration timeout() {
    return configuration.getJobTimeoutMs() == null
        ? PATIENCE
        : Duration.ofMillis(configuration.getJobTimeoutMs());
  }

  private ResultTable into(TableName table) {
    return new ResultTable(
        House.wire(table),
        QueryOrders.create(load.getCreateDisposition()),
        QueryOrders.write(load.getWriteDisposition(), ResultTable.Write.APPEND),
        QueryOrders.partitioning(load.getTimePartitioning(), load.getRangePartitioning()),
        QueryOrders.clustering(load.getClustering()),
        QueryOrders.updates(load.getSchemaUpdateOptions()));
  }

  private Content content(Optional<List<Column>> existing, BadRecords bad) throws IOException {
    return switch (format()) {
      case "CSV" -> csv(existing, bad);
      case "NEWLINE_DELIMITED_JSON", "JSON" -> json(existing, bad);
      case "AVRO" -> avro(existing);
      case "PARQUET" -> parquet(existing);
      default -> throw Unserved.LOAD_FORMAT.refusal(format());
    };
  }

  private Content csv(Optional<List<Column>> existing, BadRecords bad) throws IOException {
    var dialect = CsvDialect.of(load);
    var columns = declared(existing);
    if (columns == null) {
      if (!autodetect()) throw noSchema();
      var found = Detection.csv(files.getFirst(), dialect, load.getSkipLeadingRows() != null);
      columns = found.columns();
      dialect =
          new CsvDialect(
              dialect.delimiter(),
              dialect.quote(),
              dialect.charset(),
              found.skip(),
              dialect.nulls(),
              dialect.jagged(),
              dialect.newlines());
    }
    var rows = new CsvRows(files, dialect, columns, ignoreUnknown(), bad);
    return values(columns, rows);
  }

  private static Content values(List<Column> columns, RowSource rows) {
    return new Content.Values(columns, sink -> rows.read(sink::row));
  }

  private Content json(Optional<List<Column>> existing, BadRecords bad) throws IOException {
    var columns = declared(existing);
    if (columns == null) {
      if (!autodetect()) throw noSchema();
      columns = Detection.ndjson(files.getFirst());
    }
    return values(columns, new NdjsonRows(files, columns, ignoreUnknown(), bad));
  }

  private Content avro(Optional<List<Column>> existing) throws IOException {
    var found =
        AvroRows.columns(files.getFirst(), Boolean.TRUE.equals(load.getUseAvroLogicalTypes()));
    var columns =
        load.getSchema() == null
            ? existing.map(there -> typed(found, there)).orElse(found)
            : Fields.columns(load.getSchema());
    return values(columns, new AvroRows(files, columns));
  }

  /// The file's columns with the table's types, so that a DATETIME that is text in the file is one.
  private static List<Column> typed(List<Column> found, List<Column> there) {
    var columns = new ArrayList<Column>();
    for (var column : found)
      columns.add(
          there.stream()
              .filter(
                  other ->
                      other.name().equalsIgnoreCase(column.name())
                          && other.repeated() == column.repeated())
              .findFirst()
              .orElse(column));
    return columns;
  }

  private Content parquet(Optional<List<Column>> existing) throws IOException {
    var near = new ArrayList<Path>();
    int number = 0;
    for (Path file : files) {
      Path target = house.exchange().resolve(key.hash() + "-" + number++ + ".parquet");
      Files.deleteIfExists(target);
      try {
        Files.createLink(target, file.toRealPath());
      } catch (IOException | UnsupportedOperationException _) {
        Files.copy(file, target);
      }
      near.add(target);
    }
    return new Content.Parquet(
        near,
        load.getSchema() == null
            ? existing.filter(_ -> append()).orElse(null)
            : Fields.columns(load.getSchema()),
        decimals());
  }

  /// In BigQuery's order, whatever that of the list.
  private List<SqlType> decimals() {
    var given = load.getDecimalTargetTypes();
    if (given == null || given.isEmpty()) return List.of(SqlType.NUMERIC);
    return Stream.of(SqlType.NUMERIC, SqlType.BIGNUMERIC, SqlType.STRING)
        .filter(type -> given.contains(type.name()))
        .toList();
  }

  private boolean append() {
    return !"WRITE_TRUNCATE".equals(load.getWriteDisposition());
  }

  /// @return null: to be guessed
  private @Nullable List<Column> declared(Optional<List<Column>> existing) {
    if (load.getSchema() != null && load.getSchema().getFields() != null)
      return Fields.columns(load.getSchema());
    if (existing.isPresent()
        && !(autodetect() && "WRITE_TRUNCATE".equals(load.getWriteDisposition())))
      return existing.get();
    return null;
  }

  private static ApiException noSchema() {
    return ApiException.invalid("No schema specified on job or table.");
  }

  private boolean autodetect() {
    return Boolean.TRUE.equals(load.getAutodetect());
  }

  private boolean ignoreUnknown() {
    return Boolean.TRUE.equals(load.getIgnoreUnknownValues());
  }

  private JobStatistics statistics(Delivery.Receipt receipt, BadRecords bad) throws IOException {
    long bytes = 0;
    for (Path file : files) bytes += Files.size(file);
    var load =
        new JobStatistics3()
            .setInputFiles((long) files.size())
            .setInputFileBytes(bytes)
            .setOutputRows(receipt.rows())
            .setOutputBytes(bytes)
            .setBadRecords(bad.count());
    return new JobStatistics().setLoad(load).setTotalSlotMs(0L);
  }

  @Override
  public void stop() {
    house.stop(key.inWarehouse());
  }
}
