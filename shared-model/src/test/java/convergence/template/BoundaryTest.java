package convergence.template;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.warehouse.TableRef;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BoundaryTest {
  private static final Boundary BOUNDARY =
      new Boundary(
          "acme",
          List.of(
              "shared.rates",
              "logs.events_*",
              "open.*",
              "rival.*",
              "tenants.*",
              "lake-1.raw.events",
              "own-1.rival.billing",
              "*",
              "nonsense"),
          "rival"::equals);

  @ParameterizedTest
  @CsvSource({
    "acme.anything, true",
    "ACME.anything, false",
    "own-1.acme.anything, false",
    "shared.rates, true",
    "shared.rates2, false",
    "logs.events_20260101, true",
    "logs.other, false",
    "acme.sec*, true",
    "logs.events_2026*, true",
    "logs.ev*, false",
    "shared.rates*, false",
    "open.anything, true",
    "openly.anything, false",
    "lake-1.raw.events, true",
    "raw.events, false",
    "rival.billing, false",
    "RIVAL.billing, false",
    "own-1.rival.billing, false",
    "tenants.tenant_profiles, false",
    "Tenants.tenant_profiles, false",
    "customers.pipeline_execution_queue, false",
    "_convergence.effects, false",
    "unknown.table, false"
  })
  void a_table_is_within_the_tenants_dataset_or_a_named_source(String name, boolean allowed) {
    var parts = name.split("\\.");
    var table =
        parts.length == 2
            ? TableRef.of(parts[0], parts[1])
            : new TableRef(parts[0], parts[1], parts[2]);
    assertThat(BOUNDARY.allows(table)).isEqualTo(allowed);
  }

  @Test
  void a_sources_dataset_is_told_with_and_without_a_project() {
    assertThat(Boundary.datasetOf("a.b")).isEqualTo("a");
    assertThat(Boundary.datasetOf("p-1.a.b")).isEqualTo("a");
    assertThat(Boundary.datasetOf("nonsense")).isEmpty();
  }
}
