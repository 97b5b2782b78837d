package convergence.bigquery.query;

import com.google.api.services.bigquery.model.DmlStatistics;
import com.google.api.services.bigquery.model.ExplainQueryStage;
import com.google.api.services.bigquery.model.JobStatistics;
import com.google.api.services.bigquery.model.JobStatistics2;
import com.google.api.services.bigquery.model.QueryTimelineSample;
import com.google.api.services.bigquery.model.RoutineReference;
import com.google.api.services.bigquery.model.SessionInfo;
import convergence.bigquery.rows.Fields;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Order;
import convergence.bigquery.sql.RoutineName;
import convergence.embedded.duckdb.SqlResult;
import convergence.warehouse.TableRef;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a query did, as job statistics.
final class QueryStatistics {
  /// Statements that tell the columns of the table that they change, though none of its rows.
  private static final Set<String> CHANGES = Set.of("INSERT", "UPDATE", "DELETE", "MERGE");

  private static final long LEAST_BILLED = 10L << 20;
  private final House house;

  QueryStatistics(House house) {
    this.house = house;
  }

  JobStatistics of(SqlResult result, Order order) {
    long bytes = bytes(result, order.project());
    var query =
        new JobStatistics2()
            .setStatementType(result.statementType())
            .setTotalBytesProcessed(bytes)
            .setTotalBytesBilled(order.dryRun() ? 0L : billed(bytes))
            .setEstimatedBytesProcessed(bytes)
            .setTotalBytesProcessedAccuracy("PRECISE")
            .setTotalPartitionsProcessed(0L)
            .setTotalSlotMs(0L)
            .setBillingTier(1)
            .setCacheHit(false)
            .setTransferredBytes(0L)
            .setReferencedTables(
                result.referenced().stream()
                    .map(table -> house.name(table, order.project()).reference())
                    .toList());
    if (!result.rows().columns().isEmpty()) query.setSchema(Fields.schema(result.rows().columns()));
    if (!order.dryRun()) query.setQueryPlan(plan(result)).setTimeline(timeline());
    effects(result, order, query);
    var statistics =
        new JobStatistics().setQuery(query).setTotalBytesProcessed(bytes).setTotalSlotMs(0L);
    result.session().ifPresent(id -> statistics.setSessionInfo(new SessionInfo().setSessionId(id)));
    return statistics;
  }

  private void effects(SqlResult result, Order order, JobStatistics2 query) {
    result
        .dml()
        .ifPresent(
            dml -> {
              query
                  .setNumDmlAffectedRows(dml.affected())
                  .setDmlStats(
                      new DmlStatistics()
                          .setInsertedRowCount(dml.inserted())
                          .setUpdatedRowCount(dml.updated())
                          .setDeletedRowCount(dml.deleted()));
              if (CHANGES.contains(result.statementType()) && dml.target() != null)
                house
                    .schema(house.name(dml.target(), order.project()))
                    .ifPresent(table -> query.setSchema(Fields.schema(table.columns())));
            });
    result
        .ddl()
        .ifPresent(
            ddl -> {
              query.setDdlOperationPerformed(ddl.operation());
              var parts = ddl.target().split("\\.", -1);
              if (result.statementType().endsWith("FUNCTION")
                  || result.statementType().endsWith("PROCEDURE"))
                query.setDdlTargetRoutine(routine(parts, order));
              if (result.statementType().endsWith("_TABLE")
                  || result.statementType().endsWith("_VIEW")
                  || result.statementType().contains("AS_SELECT"))
                query.setDdlTargetTable(
                    house
                        .name(
                            TableRef.of(
                                parts[Math.max(0, parts.length - 2)], parts[parts.length - 1]),
                            order.project())
                        .reference());
            });
  }

  /// A temporary one lies in no dataset.
  private @Nullable RoutineReference routine(String[] target, Order order) {
    if (target.length < 2) return null;
    var in = house.name(TableRef.of(target[target.length - 2], "any"), order.project()).in();
    return new RoutineName(in.project(), in.dataset(), target[target.length - 1]).reference();
  }

  /// One stage: DuckDB's own plan is not BigQuery's. Google's Java client wants every number of it.
  private static List<ExplainQueryStage> plan(SqlResult result) {
    long written = result.written().orElse(result.rows().rows().size());
    return List.of(
        new ExplainQueryStage()
            .setId(BigInteger.ZERO.longValue())
            .setName("S00: Output")
            .setStatus("COMPLETE")
            .setRecordsRead(0L)
            .setRecordsWritten(written)
            .setParallelInputs(1L)
            .setCompletedParallelInputs(1L)
            .setStartMs(0L)
            .setEndMs(0L)
            .setSlotMs(0L)
            .setShuffleOutputBytes(0L)
            .setShuffleOutputBytesSpilled(0L)
            .setComputeMsAvg(0L)
            .setComputeMsMax(0L)
            .setComputeRatioAvg(0.0)
            .setComputeRatioMax(0.0)
            .setReadMsAvg(0L)
            .setReadMsMax(0L)
            .setReadRatioAvg(0.0)
            .setReadRatioMax(0.0)
            .setWaitMsAvg(0L)
            .setWaitMsMax(0L)
            .setWaitRatioAvg(0.0)
            .setWaitRatioMax(0.0)
            .setWriteMsAvg(0L)
            .setWriteMsMax(0L)
            .setWriteRatioAvg(0.0)
            .setWriteRatioMax(0.0)
            .setSteps(List.of()));
  }

  /// One sample, of a query that is done.
  private static List<QueryTimelineSample> timeline() {
    return List.of(
        new QueryTimelineSample()
            .setElapsedMs(0L)
            .setTotalSlotMs(0L)
            .setPendingUnits(0L)
            .setCompletedUnits(1L)
            .setActiveUnits(0L)
            .setEstimatedRunnableUnits(0L));
  }

  /// @return bytes of the tables that it reads
  long bytes(SqlResult result, String project) {
    long bytes = 0;
    for (var table : result.referenced()) bytes += bytes(table);
    return bytes;
  }

  private long bytes(TableRef table) {
    try {
      return house.size(table).bytes();
    } catch (convergence.problem.Fault.Permanent _) {
      // A view, or a table that the statement itself dropped.
      return 0;
    }
  }

  /// Rounded up to whole MiB, at least ten of them.
  static long billed(long bytes) {
    if (bytes == 0) return 0;
    long mebibyte = 1L << 20;
    return Math.max(LEAST_BILLED, (bytes + mebibyte - 1) / mebibyte * mebibyte);
  }
}
