package convergence.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class RateWindowTest {
  private static final long MINUTE = 60_000;

  @Test
  void so_many_requests_pass_and_not_one_more() {
    var window = new RateWindow(100, MINUTE, 0);
    for (int i = 0; i < 100; i++) assertThat(window.take(i).allowed()).isTrue();
    assertThat(window.take(100).allowed()).isFalse();
    assertThat(window.take(59_999).allowed()).isFalse();
  }

  @Test
  void a_burst_at_the_end_of_one_window_still_counts_in_the_next() {
    var window = new RateWindow(100, MINUTE, 0);
    for (int i = 0; i < 100; i++) window.take(59_000);
    int passed = 0;
    for (int i = 0; i < 100; i++) if (window.take(61_000).allowed()) passed++;
    assertThat(passed).isLessThanOrEqualTo(2);
    assertThat(window.take(121_000).allowed()).isTrue();
  }

  @Test
  void after_the_time_that_a_refusal_names_one_more_passes() {
    var random = new Random(7);
    for (int round = 0; round < 500; round++) {
      int limit = 1 + random.nextInt(60);
      var window = new RateWindow(limit, MINUTE, 0);
      long now = 0;
      for (int i = 0; i < 200; i++) {
        now += random.nextInt(2_000);
        var standing = window.take(now);
        if (standing.allowed()) continue;
        now += standing.resetMillis();
        assertThat(window.take(now).allowed()).as("limit %d at %d", limit, now).isTrue();
      }
    }
  }

  @Test
  void what_is_given_back_was_not_counted() {
    var window = new RateWindow(1, MINUTE, 0);
    assertThat(window.take(0).allowed()).isTrue();
    window.giveBack();
    assertThat(window.take(0).allowed()).isTrue();
    assertThat(window.take(0).allowed()).isFalse();
  }

  @Test
  void a_clock_that_steps_back_neither_opens_nor_closes_the_window_for_long() {
    var window = new RateWindow(2, MINUTE, 100_000);
    assertThat(window.take(100_000).allowed()).isTrue();
    assertThat(window.take(50_000).allowed()).isTrue();
    assertThat(window.take(50_000).allowed()).isFalse();
    assertThat(window.take(50_000 + 2 * MINUTE).allowed()).isTrue();
  }
}
