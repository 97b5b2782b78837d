package convergence.bigquery.catalog;

import com.google.api.client.util.DateTime;
import com.google.api.services.bigquery.model.CloneDefinition;
import com.google.api.services.bigquery.model.Clustering;
import com.google.api.services.bigquery.model.RangePartitioning;
import com.google.api.services.bigquery.model.SnapshotDefinition;
import com.google.api.services.bigquery.model.Table;
import com.google.api.services.bigquery.model.TimePartitioning;
import convergence.bigquery.sql.TableName;
import convergence.embedded.duckdb.TableDetails;
import convergence.googlesql.ir.Partitioning;
import convergence.warehouse.TableSchema;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What SQL statements said of a table, in a REST resource that does not say it itself.
final class StatementsSaid {
  private StatementsSaid() {}

  /// @param from the table that it is a clone or snapshot of
  static void of(TableDetails details, @Nullable TableName from, TableSchema schema, Table table) {
    long created = details.created().toEpochMilli();
    if (table.getCreationTime() == null) table.setCreationTime(created);
    if (table.getLastModifiedTime() == null)
      table.setLastModifiedTime(BigInteger.valueOf(table.getCreationTime()));
    var partitioning = details.partitioning();
    if (partitioning != null && table.getTimePartitioning() == null)
      partitioned(partitioning, table);
    if (table.getClustering() == null && !schema.clusterFields().isEmpty())
      table.setClustering(new Clustering().setFields(schema.clusterFields()));
    boolean demands = "true".equals(details.options().get("require_partition_filter"));
    table.setRequirePartitionFilter(demands ? true : null);
    if (table.getTimePartitioning() != null)
      table.getTimePartitioning().setRequirePartitionFilter(demands ? true : null);
    table.setExpirationTime(details.expires().map(Instant::toEpochMilli).orElse(null));
    if (details.kind().equals("SNAPSHOT")) table.setType("SNAPSHOT");
    if (from != null) made(details, from, table);
    for (var field : table.getSchema().getFields()) {
      field.setDefaultValueExpression(details.defaults().get(field.getName()));
      TypeParameters.read(details.parameters().getOrDefault(field.getName(), ""), field);
    }
    var options = details.options();
    if (table.getDescription() == null)
      table.setDescription(OptionTexts.text(options.get("description")));
    if (table.getFriendlyName() == null)
      table.setFriendlyName(OptionTexts.text(options.get("friendly_name")));
    var labels = OptionTexts.labels(options.get("labels"));
    if (table.getLabels() == null && !labels.isEmpty()) table.setLabels(labels);
  }

  private static void made(TableDetails details, TableName from, Table table) {
    var when = new DateTime(details.created().toEpochMilli());
    if (details.kind().equals("SNAPSHOT"))
      table.setSnapshotDefinition(
          new SnapshotDefinition().setBaseTableReference(from.reference()).setSnapshotTime(when));
    else
      table.setCloneDefinition(
          new CloneDefinition().setBaseTableReference(from.reference()).setCloneTime(when));
  }

  private static void partitioned(Partitioning partitioning, Table table) {
    var unit = partitioning.unit();
    if (unit != null)
      table.setTimePartitioning(
          new TimePartitioning().setType(unit.name()).setField(partitioning.column()));
    else if (table.getRangePartitioning() == null)
      table.setRangePartitioning(
          new RangePartitioning()
              .setField(partitioning.column())
              .setRange(
                  new RangePartitioning.Range()
                      .setStart(partitioning.start())
                      .setEnd(partitioning.end())
                      .setInterval(partitioning.interval())));
  }
}
