package convergence.embedded.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TurnsTest {
  private final Turns<String> turns = new Turns<>();

  private List<String> takes(int times) {
    var taken = new ArrayList<String>();
    for (int i = 0; i < times; i++) taken.add(turns.take());
    return taken;
  }

  @Test
  void ones_own_things_keep_their_order() {
    turns.add("a", "a1");
    turns.add("a", "a2");
    turns.add("a", "a3");
    assertThat(takes(3)).containsExactly("a1", "a2", "a3");
    assertThatThrownBy(turns::take).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void the_next_permit_goes_to_the_one_that_waited_without_one() {
    for (int i = 0; i < 500; i++) turns.add("many", "m" + i);
    assertThat(turns.take()).isEqualTo("m0");
    turns.add("few", "f0");
    turns.returned("many");
    assertThat(turns.take()).isEqualTo("f0");
    turns.returned("few");
    assertThat(turns.take()).isEqualTo("m1");
  }

  @Test
  void whoever_holds_fewer_comes_first_and_equals_take_turns() {
    for (var owner : List.of("a", "b", "c"))
      for (int i = 1; i <= 3; i++) turns.add(owner, owner + i);
    assertThat(takes(4)).containsExactly("a1", "b1", "c1", "a2");
    turns.returned("c");
    assertThat(takes(2)).containsExactly("c2", "b2");
  }

  /// Against a model that looks at everything each time.
  @Test
  void at_every_moment_nobody_that_waits_holds_fewer_than_the_one_that_is_served() {
    var random = new Random(7);
    var held = new TreeMap<String, Integer>();
    var waits = new TreeMap<String, Integer>();
    for (int i = 0; i < 100_000; i++) {
      String owner = "t" + random.nextInt(9);
      switch (random.nextInt(3)) {
        case 0 -> {
          turns.add(owner, owner);
          waits.merge(owner, 1, Integer::sum);
        }
        case 1 -> {
          if (waits.isEmpty()) continue;
          String served = turns.take();
          int least =
              waits.keySet().stream().mapToInt(o -> held.getOrDefault(o, 0)).min().orElseThrow();
          assertThat(held.getOrDefault(served, 0)).isEqualTo(least);
          held.merge(served, 1, Integer::sum);
          waits.computeIfPresent(served, (_, n) -> n == 1 ? null : n - 1);
        }
        default -> {
          if (!held.containsKey(owner)) continue;
          turns.returned(owner);
          held.computeIfPresent(owner, (_, n) -> n == 1 ? null : n - 1);
        }
      }
    }
  }
}
