package convergence.bigquery.load;

import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.JobConfigurationExtract;
import com.google.api.services.bigquery.model.JobStatistics;
import com.google.api.services.bigquery.model.JobStatistics4;
import convergence.bigquery.files.Export;
import convergence.bigquery.files.ParquetExport;
import convergence.bigquery.files.RowFiles;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.job.JobKey;
import convergence.bigquery.job.Work;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.TableName;
import convergence.embedded.duckdb.Shelf;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// One extract job.
final class ExtractWork implements Work {
  private static final int PAGE = 50_000;
  private final JobKey key;
  private final JobConfiguration configuration;
  private final JobConfigurationExtract extract;
  private final House house;
  private final Export export;
  private volatile boolean stopped;

  ExtractWork(JobKey key, JobConfiguration configuration, House house, Export export) {
    this.key = key;
    this.configuration = configuration;
    this.extract = configuration.getExtract();
    this.house = house;
    this.export = export;
  }

  @Override
  public Done run() throws IOException {
    if (extract.getSourceModel() != null) throw Unserved.MODEL_EXTRACT.refusal();
    var table = TableName.of(extract.getSourceTable(), key.project());
    var columns = house.existing(table.whole()).columns();
    var target = target();
    long rows =
        target.form().format().equals(ParquetExport.FORMAT)
            ? new ParquetExport(house, export).write(key, table.whole(), target)
            : export.write(
                target,
                columns,
                first -> {
                  if (stopped) throw new IllegalStateException("stopped");
                  return house.read(table.whole(), new Shelf.Slice(List.of(), "", first, PAGE));
                });
    var told = new JobStatistics4().setDestinationUriFileCounts(List.of(1L)).setInputBytes(rows);
    return new Done(configuration, new JobStatistics().setExtract(told), List.of());
  }

  private Export.Target target() {
    var uris =
        extract.getDestinationUris() != null
            ? extract.getDestinationUris()
            : extract.getDestinationUri() == null
                ? List.<String>of()
                : List.of(extract.getDestinationUri());
    if (uris.isEmpty()) throw ApiException.required("destinationUris");
    String format =
        extract.getDestinationFormat() == null
            ? "CSV"
            : extract.getDestinationFormat().toUpperCase(Locale.ROOT);
    String compression =
        extract.getCompression() == null
            ? "NONE"
            : extract.getCompression().toUpperCase(Locale.ROOT);
    var form =
        new RowFiles.Form(
            format,
            extract.getFieldDelimiter() == null || extract.getFieldDelimiter().isEmpty()
                ? ","
                : extract.getFieldDelimiter(),
            !Boolean.FALSE.equals(extract.getPrintHeader()),
            compression);
    return new Export.Target(uris.getFirst(), form, compression, true);
  }

  @Override
  public void stop() {
    stopped = true;
  }
}
