package convergence.google.bigquery;

import com.google.cloud.bigquery.CsvOptions;
import com.google.cloud.bigquery.FormatOptions;
import com.google.cloud.bigquery.JobInfo.CreateDisposition;
import com.google.cloud.bigquery.JobInfo.WriteDisposition;
import com.google.cloud.bigquery.LoadConfiguration;
import com.google.cloud.bigquery.LoadJobConfiguration;
import com.google.cloud.bigquery.WriteChannelConfiguration;
import convergence.problem.Fault;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.TableSchema;
import java.nio.file.Files;
import java.nio.file.Path;

/// How a file gets into a table: BigQuery reads gs:// itself, other files are uploaded.
final class Loads {
  private final Catalog catalog;

  Loads(Catalog catalog) {
    this.catalog = catalog;
  }

  Plan plan(Job.Load job) {
    var to = job.destination();
    var table = Catalog.id(to.table());
    if (job.path().startsWith("gs://"))
      return new Plan.Load(
          (LoadJobConfiguration)
              filled(
                  LoadJobConfiguration.newBuilder(table, job.path())
                      .setJobTimeoutMs(job.timeout().toMillis()),
                  job));
    var file = Path.of(job.path());
    if (!Files.isRegularFile(file))
      throw new Fault.Permanent("file_not_found", "no file " + file.getFileName());
    return new Plan.Upload(
        file, (WriteChannelConfiguration) filled(WriteChannelConfiguration.newBuilder(table), job));
  }

  private LoadConfiguration filled(LoadConfiguration.Builder load, Job.Load job) {
    var to = job.destination();
    load.setFormatOptions(format(job.format()))
        .setCreateDisposition(CreateDisposition.CREATE_IF_NEEDED)
        .setWriteDisposition(write(to));
    if (job.format().kind() == Job.FileFormat.Kind.CSV)
      load.setNullMarker(job.format().nullMarker());
    if (job.columns() == null) load.setAutodetect(true);
    else load.setSchema(Fields.schema(job.columns()));
    String field = partitionField(to);
    if (field != null) load.setTimePartitioning(Catalog.byDay(field));
    return load.build();
  }

  private @org.jspecify.annotations.Nullable String partitionField(Destination to) {
    if (to.partitionField() != null) return to.partitionField();
    return catalog
        .table(to.table())
        .map(Catalog::schema)
        .map(TableSchema::partitionField)
        .orElse(null);
  }

  private static WriteDisposition write(Destination to) {
    return switch (to.mode()) {
      case OVERWRITE -> WriteDisposition.WRITE_TRUNCATE;
      case APPEND -> WriteDisposition.WRITE_APPEND;
      case MERGE -> throw new IllegalArgumentException("a load cannot merge");
    };
  }

  private static FormatOptions format(Job.FileFormat format) {
    return switch (format.kind()) {
      case CSV ->
          CsvOptions.newBuilder()
              .setFieldDelimiter(format.delimiter())
              .setSkipLeadingRows(format.header() ? 1 : 0)
              .setAllowQuotedNewLines(true)
              .build();
      case JSONL -> FormatOptions.json();
      case PARQUET -> FormatOptions.parquet();
    };
  }

  /// Whether the rows must lie in a table of their own first, since a load can neither merge nor check nor drop.
  static boolean isStaged(Destination to) {
    return to.mode() == Destination.Mode.MERGE || to.recreate() || to.partition() != null;
  }
}
