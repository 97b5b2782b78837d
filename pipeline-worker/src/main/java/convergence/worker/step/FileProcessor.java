package convergence.worker.step;

import convergence.template.StepSpec;
import convergence.warehouse.Job;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/// `shared.file_to_table`: the rows of a file in the tenant's folder go to a table of the tenant.
@Singleton
final class FileProcessor implements StepProcessor<StepSpec.FileLoad> {
  private final TenantFiles files;

  FileProcessor(TenantFiles files) {
    this.files = files;
  }

  @Override
  public Class<StepSpec.FileLoad> spec() {
    return StepSpec.FileLoad.class;
  }

  @Override
  public StepResult run(StepSpec.FileLoad spec, StepContext context) {
    var file = files.find(context.run().tenant(), spec.path());
    var done =
        context.job(
            (id, timeout) ->
                new Job.Load(id, file, spec.format(), spec.columns(), spec.destination(), timeout));
    return new StepResult.Done(done.rows(), done.bytes(), Map.of("path", spec.path()), List.of());
  }
}
