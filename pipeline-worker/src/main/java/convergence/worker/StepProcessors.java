package convergence.worker;

import convergence.template.StepSpec;
import convergence.worker.step.StepContext;
import convergence.worker.step.StepProcessor;
import convergence.worker.step.StepResult;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds the processor of a step.
@Singleton
final class StepProcessors {
  private final Map<Class<?>, StepProcessor<?>> bySpec = new HashMap<>();

  StepProcessors(List<StepProcessor<?>> processors) {
    for (var processor : processors)
      if (bySpec.put(processor.spec(), processor) != null)
        throw new IllegalArgumentException("two processors for " + processor.spec());
  }

  StepResult run(StepSpec spec, StepContext context) {
    var processor = bySpec.get(spec.getClass());
    if (processor == null) throw new IllegalStateException("no processor for " + spec.psType());
    return apply(processor, spec, context);
  }

  private static <S extends StepSpec> StepResult apply(
      StepProcessor<S> processor, StepSpec spec, StepContext context) {
    return processor.run(processor.spec().cast(spec), context);
  }
}
