package convergence.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

final class RunWatchTest {
  private final RunWatch watch = new RunWatch();
  private final RunId id = new RunId(new UUID(1, 2));

  @Test
  void a_caller_that_gave_up_leaves_nothing_behind() {
    var first = watch.latch(id);
    var second = watch.latch(id);
    assertThat(second).isSameAs(first);
    watch.leave(id, first);
    assertThat(watch.waitedFor()).isEqualTo(1);
    watch.leave(id, second);
    assertThat(watch.waitedFor()).isZero();
  }

  @Test
  void the_end_wakes_everybody_and_a_late_leave_takes_nothing_from_others() {
    var old = watch.latch(id);
    watch.ended(id);
    assertThat(old.getCount()).isZero();
    var fresh = watch.latch(id);
    watch.leave(id, old);
    assertThat(watch.waitedFor()).isEqualTo(1);
    watch.leave(id, fresh);
    assertThat(watch.waitedFor()).isZero();
  }
}
