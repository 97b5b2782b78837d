package convergence.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import convergence.port.Ids;
import convergence.port.TimeAndChance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class SlotIdTest {
  private static final Instant SLOT = Instant.parse("2026-11-26T10:15:00Z");
  private final Ids ids = new TimeAndChance().ids();

  @Test
  void the_same_slot_of_the_same_schedule_has_one_id() {
    var config = ids.uuid().toString();
    assertThat(SlotId.of(config, SLOT)).isEqualTo(SlotId.of(config, SLOT));
    assertThat(SlotId.of(config, SLOT)).isNotEqualTo(SlotId.of(config, SLOT.plusSeconds(60)));
  }

  @Test
  void schedules_made_in_one_millisecond_have_slots_of_their_own() {
    long made = ids.uuid().getMostSignificantBits();
    var seen = new HashSet<UUID>();
    for (long i = 0; i < 10_000; i++)
      seen.add(SlotId.of(new UUID(made, 0x8000000000000000L | i).toString(), SLOT).value());
    assertThat(seen).hasSize(10_000);
  }

  @Test
  void later_slots_and_later_schedules_sort_later() {
    var texts = new ArrayList<String>();
    for (long slot = 0; slot < 3; slot++)
      for (long made = 0; made < 3; made++) {
        var config =
            new UUID((1_700_000_000_000L + made * 9_999_999) << 16 | 0x7000L, Long.MIN_VALUE);
        texts.add(SlotId.of(config.toString(), SLOT.plusSeconds(slot * 60)).toString());
      }
    assertThat(texts).isSorted();
  }

  @Test
  void it_is_a_uuid_of_version_8() {
    var id = SlotId.of(ids.uuid().toString(), SLOT).value();
    assertThat(id.version()).isEqualTo(8);
    assertThat(id.variant()).isEqualTo(2);
  }
}
