package convergence.worker.step;

import convergence.template.StepSpec;
import convergence.warehouse.Destination;
import convergence.warehouse.Job;
import convergence.warehouse.SqlType;
import convergence.warehouse.SqlValue;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `gcp.bigquery_to_bigquery`: the rows of a query go to a table of the tenant.
@Singleton
final class TransformProcessor implements StepProcessor<StepSpec.Transform> {
  @Override
  public Class<StepSpec.Transform> spec() {
    return StepSpec.Transform.class;
  }

  @Override
  public StepResult run(StepSpec.Transform spec, StepContext context) {
    var run = context.run();
    var destination = destination(spec, run.variables());
    return StepResult.Done.of(
        context.job(
            (id, timeout) ->
                new Job.Query(
                    id,
                    spec.query(),
                    run.variables(),
                    run.dataset(),
                    destination,
                    timeout,
                    spec.reads())));
  }

  /// The day that a partitioned table is overwritten for is in the run, not in the plan.
  private static Destination destination(StepSpec.Transform spec, Map<String, SqlValue> variables) {
    var to = spec.destination();
    if (spec.partitionVariable() == null) return to;
    return new Destination(
        to.table(),
        to.mode(),
        to.mergeKeys(),
        to.partitionField(),
        day(spec.partitionVariable(), variables.get(spec.partitionVariable())),
        to.recreate(),
        to.labels());
  }

  private static String day(String name, @Nullable SqlValue value) {
    if (value == null || value.type() != SqlType.DATE || value.text() == null)
      throw new IllegalStateException("the run has no DATE " + name);
    return value.text();
  }
}
