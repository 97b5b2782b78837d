package convergence.google.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.port.Fact;
import convergence.port.Fact.Numbered;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How rows of many tenants are cut into transactions that BigQuery takes.
final class FactsTest {
  @Test
  void no_transaction_changes_more_tables_than_bigquery_takes() {
    var batch = batch(1_000, 400);
    var parts = Facts.transactions(batch);
    assertThat(parts)
        .hasSizeGreaterThan(4)
        .allSatisfy(part -> assertThat(tables(part)).isLessThan(99));
    assertThat(parts.stream().flatMap(List::stream).toList()).isEqualTo(batch);
  }

  @Test
  void rows_of_one_number_stay_together() {
    var parts = Facts.transactions(batch(1_000, 400));
    for (int i = 1; i < parts.size(); i++)
      assertThat(parts.get(i).getFirst().seq()).isGreaterThan(parts.get(i - 1).getLast().seq());
  }

  @Test
  void few_tables_are_one_transaction() {
    assertThat(Facts.transactions(batch(5_000, 40))).hasSize(1);
  }

  /// As they are shipped: a row of the central table, and its copy for the tenant's own under the same number.
  private static List<Numbered> batch(int runs, int tenants) {
    var batch = new ArrayList<Numbered>();
    IntStream.range(0, runs)
        .forEach(
            run -> {
              batch.add(new Numbered(run, new Fact("tenants", "runs", Map.of())));
              batch.add(new Numbered(run, new Fact("t" + run % tenants, "runs", Map.of())));
            });
    return batch;
  }

  private static long tables(List<Numbered> part) {
    return part.stream()
        .map(fact -> fact.fact().dataset() + fact.fact().table())
        .distinct()
        .count();
  }
}
