package convergence.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Where no clock is changed, this evaluator and cron-utils 9.2.1 must agree. What cron-utils does not know stays
/// out: `?`, 7 within ranges, and where clocks are changed it follows another rule (it leaves the day out).
final class CronUtilsTest {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
  private static final List<String> ZONES =
      List.of("UTC", "Asia/Kolkata", "Asia/Tokyo", "America/Phoenix", "Africa/Nairobi");
  private static final int EXPRESSIONS = Integer.getInteger("convergence.crons", 3_000);

  @Test
  void random_expressions_fire_at_the_same_instants() {
    var random = new Random(20260308);
    for (int i = 0; i < EXPRESSIONS; i++) {
      String text = expression(random);
      var zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
      var from =
          LocalDate.of(2001, 1, 1)
              .plusDays(random.nextInt(12_000))
              .atTime(random.nextInt(24), random.nextInt(60), random.nextInt(60))
              .toInstant(ZoneOffset.UTC);
      if (never(text)) continue;
      var ours =
          new Timetable(Cron.parse(text), zone).after(from, 4).stream().map(Fire::at).toList();
      assertThat(ours)
          .as("%s in %s after %s", text, zone, from)
          .isEqualTo(theirs(text, zone, from));
    }
  }

  @Test
  void expressions_that_cron_utils_takes_though_they_never_fire_are_refused_here() {
    assertThat(PARSER.parse("0 0 30 2 *").validate()).isNotNull();
    assertThat(never("0 0 30 2 *")).isTrue();
  }

  private static List<Instant> theirs(String text, ZoneId zone, Instant from) {
    var times = ExecutionTime.forCron(PARSER.parse(text));
    var all = new ArrayList<Instant>();
    var at = from.atZone(zone);
    while (all.size() < 4) {
      at = times.nextExecution(at).orElseThrow();
      all.add(at.toInstant());
    }
    return all;
  }

  private static boolean never(String text) {
    try {
      var _ = Cron.parse(text).after(LocalDateTime.MIN.withYear(2000));
      return false;
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  private static String expression(Random random) {
    return String.join(
        " ",
        field(random, 0, 59, 2, List.of()),
        field(random, 0, 23, 3, List.of()),
        field(random, 1, 31, 2, List.of()),
        field(random, 1, 12, 2, List.of("JAN", "JUN", "DEC")),
        field(random, 0, 6, 2, List.of("MON", "WED", "SAT")));
  }

  private static String field(Random random, int least, int most, int open, List<String> names) {
    if (random.nextInt(4) < open) return "*";
    int a = least + random.nextInt(most - least + 1);
    int b = a + random.nextInt(most - a + 1);
    return switch (random.nextInt(6)) {
      case 0 -> "*/" + (1 + random.nextInt(most / 2));
      case 1 -> a < b ? a + "-" + b : Integer.toString(a);
      case 2 -> a < b ? a + "-" + b + "/" + (1 + random.nextInt(5)) : Integer.toString(a);
      case 3 -> a == b ? Integer.toString(a) : a + "," + b;
      case 4 -> names.isEmpty() ? Integer.toString(a) : names.get(random.nextInt(names.size()));
      default -> Integer.toString(a);
    };
  }
}
