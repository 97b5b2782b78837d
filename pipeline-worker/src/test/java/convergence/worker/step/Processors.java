package convergence.worker.step;

import convergence.metadata.MetadataTables;
import convergence.port.Notifier;
import convergence.port.Warehouse;
import java.util.List;

/// All processors, wired by hand.
public final class Processors {
  private Processors() {}

  public static List<StepProcessor<?>> all(
      Warehouse warehouse, Notifier notifier, MetadataTables tables, String files) {
    return List.of(
        new NoopProcessor(),
        new TransformProcessor(),
        new FileProcessor(new TenantFiles(new FilesConfig(files))),
        new QualityProcessor(warehouse),
        new EmailProcessor(notifier),
        new OnboardingProcessor(tables, warehouse));
  }
}
