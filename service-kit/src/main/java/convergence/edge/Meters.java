package convergence.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;

/// Makes the registry that every part of the process measures into. No meter says which tenant: that would be a
/// series for each, and would tell an operator's tools who the tenants are.
@Factory
final class Meters {
  private final AtomicBoolean bound = new AtomicBoolean();

  @Singleton
  @Bean(
      typed = {PrometheusMeterRegistry.class, MeterRegistry.class},
      preDestroy = "close")
  PrometheusMeterRegistry registry() {
    return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  }

  /// The text of all meters. Those of the JVM come with the first call, so that no start waits for them.
  String scrape(PrometheusMeterRegistry registry) {
    if (bound.compareAndSet(false, true)) bind(registry);
    return registry.scrape();
  }

  @SuppressWarnings("resource") // lives as long as the process
  private static void bind(MeterRegistry registry) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new JvmGcMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }
}
