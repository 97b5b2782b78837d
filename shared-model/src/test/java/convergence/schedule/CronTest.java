package convergence.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CronTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 2 * * *           | 2025-11-14T02:00 | 2025-11-15T02:00",
        "0 */6 * * *         | 2025-11-14T18:00 | 2025-11-15T00:00",
        "0 0 1 * *           | 2025-11-14T00:00 | 2025-12-01T00:00",
        "*/15 * * * *        | 2025-11-14T09:45 | 2025-11-14T10:00",
        "5/20 * * * *        | 2025-11-14T09:05 | 2025-11-14T09:25",
        "10-20/5,59 3 * * *  | 2025-11-14T03:20 | 2025-11-14T03:59",
        "0 0 29 2 *          | 2025-01-01T00:00 | 2028-02-29T00:00",
        "0 0 29 FEB ?        | 2096-03-01T00:00 | 2104-02-29T00:00",
        "0 9 * * MON-FRI     | 2025-11-14T09:00 | 2025-11-17T09:00",
        "0 9 ? * sat-sun     | 2025-11-14T09:00 | 2025-11-15T09:00",
        "0 9 ? * 7           | 2025-11-14T09:00 | 2025-11-16T09:00",
        "0 9 ? * 0           | 2025-11-14T09:00 | 2025-11-16T09:00",
        "0 9 ? * SUN-TUE     | 2025-11-16T09:00 | 2025-11-17T09:00",
        "0 0 31 * *          | 2025-11-14T00:00 | 2025-12-31T00:00",
        "0 0 31 4,5 *        | 2025-11-14T00:00 | 2026-05-31T00:00",
        "0 0 13 * FRI        | 2025-11-14T00:00 | 2025-11-21T00:00",
        "0 0 20 * FRI        | 2025-11-14T00:00 | 2025-11-20T00:00",
        "0 0 30 2 MON        | 2025-11-14T00:00 | 2026-02-02T00:00",
        "59 23 31 12 *       | 2025-12-31T23:59 | 2026-12-31T23:59",
      })
  void the_next_time_that_fits(String cron, String after, String next) {
    assertThat(Cron.parse(cron).after(LocalDateTime.parse(after)))
        .isEqualTo(LocalDateTime.parse(next));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 30 2 *", "0 0 31 2,4,6,9,11 *", "0 0 31 FEB ?"})
  void an_expression_that_never_fires_is_refused(String cron) {
    assertThatThrownBy(() -> Cron.parse(cron)).hasMessageContaining("never fires");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "60 * * * *       | minute cannot be \"60\": it takes numbers from 0 to 59",
        "* 24 * * *       | hour cannot be \"24\"",
        "* * 0 * *        | day of month cannot be \"0\"",
        "* * 32 * *       | day of month",
        "* * * 13 *       | it takes numbers from 1 to 12, JAN to DEC",
        "* * * MON *      | month cannot be \"MON\"",
        "* * * * 8        | day of week cannot be \"8\"",
        "*/0 * * * *      | a step is a number from 1 to 59",
        "*/60 * * * *     | a step is a number from 1 to 59",
        "10-5 * * * *     | the range ends before it begins",
        "* * * * FRI-MON  | the range ends before it begins",
        "1, * * * *       | minute cannot be \"\"",
        "? * * * *        | minute cannot be \"?\"",
        "?/2 * ? * *      | minute",
        "* * L * *        | day of month cannot be \"L\"",
        "-1 * * * *       | minute",
        "+1 * * * *       | minute",
        "1e1 * * * *      | minute",
        "٣ * * * *        | minute",
        "@daily           | five fields",
        "0 0 2 * * *      | five fields",
        "0 2 * *          | five fields",
      })
  void what_is_wrong_is_named(String cron, String why) {
    assertThatThrownBy(() -> Cron.parse(cron))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  @Test
  void blanks_between_the_fields_do_not_matter() {
    assertThat(Cron.parse("  0  2\t* * *  ")).isEqualTo(Cron.parse("0 2 * * *"));
  }
}
