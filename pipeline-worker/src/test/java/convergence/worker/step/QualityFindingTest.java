package convergence.worker.step;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.template.QualityCheck.Freshness;
import convergence.template.QualityCheck.NotNull;
import convergence.template.QualityCheck.RowCount;
import convergence.template.QualityCheck.Severity;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class QualityFindingTest {
  private static final Instant NOW = Instant.parse("2026-03-02T06:00:00Z");

  @Test
  void no_broken_row_is_a_pass() {
    var check = new NotNull("id", Severity.ERROR, "id");
    assertThat(QualityFinding.of(check, 0L, NOW).failed()).isFalse();
    assertThat(QualityFinding.of(check, 2L, NOW).problem())
        .isEqualTo("2 rows: have no value in id");
  }

  @Test
  void a_row_count_holds_at_both_bounds() {
    var check = new RowCount("rows", Severity.ERROR, 1L, 3L);
    assertThat(QualityFinding.of(check, 1L, NOW).failed()).isFalse();
    assertThat(QualityFinding.of(check, 3L, NOW).failed()).isFalse();
    assertThat(QualityFinding.of(check, 4L, NOW).problem()).contains("4 rows", "1 to 3");
  }

  @Test
  void a_day_is_as_old_as_its_midnight() {
    var check = new Freshness("fresh", Severity.ERROR, "day", 30);
    assertThat(fresh(check, LocalDate.parse("2026-03-01"))).isTrue();
    assertThat(fresh(check, LocalDate.parse("2026-02-28"))).isFalse();
    assertThat(fresh(check, NOW.minusSeconds(30 * 3600))).isTrue();
    assertThat(fresh(check, NOW.minusSeconds(30 * 3600 + 1))).isFalse();
    assertThat(fresh(check, null)).isFalse();
  }

  @Test
  void the_worst_severity_that_failed_is_the_outcome() {
    var warning = new QualityFinding("a", Severity.WARNING, "range", "3 rows");
    var error = new QualityFinding("b", Severity.ERROR, "range", "3 rows");
    var fine = new QualityFinding("c", Severity.ERROR, "range", null);
    assertThat(QualityFinding.overall(List.of(fine))).isEqualTo("PASS");
    assertThat(QualityFinding.overall(List.of(fine, warning))).isEqualTo("WARNING");
    assertThat(QualityFinding.overall(List.of(fine, warning, error))).isEqualTo("FAIL");
  }

  private static boolean fresh(Freshness check, @Nullable Object newest) {
    return !QualityFinding.of(check, newest, NOW).failed();
  }
}
