package convergence.worker.step;

import convergence.metadata.MetadataTables;
import convergence.port.Warehouse;
import convergence.problem.Fault;
import convergence.template.StepSpec;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/// `customer.onboarding`: makes what is missing of a tenant's dataset, tables and views, and looks whether
/// all is there.
@Singleton
final class OnboardingProcessor implements StepProcessor<StepSpec.Onboarding> {
  private final MetadataTables tables;
  private final Warehouse warehouse;

  OnboardingProcessor(MetadataTables tables, Warehouse warehouse) {
    this.tables = tables;
    this.warehouse = warehouse;
  }

  @Override
  public Class<StepSpec.Onboarding> spec() {
    return StepSpec.Onboarding.class;
  }

  @Override
  public StepResult run(StepSpec.Onboarding spec, StepContext context) {
    context.leave();
    String dataset = context.run().dataset();
    var made = tables.ensureTenant(dataset);
    var there = warehouse.tables(dataset);
    for (var wanted : spec.tables())
      if (!there.contains(wanted))
        throw new Fault.Permanent(
            "table_not_found",
            "Dataset %s has no table %s; onboarding makes only the metadata tables."
                .formatted(dataset, wanted));
    return new StepResult.Done(
        0,
        0,
        Map.of("dataset_created", made.dataset(), "tables_created", made.tables()),
        List.of());
  }
}
