package convergence.embedded.queue;

import static convergence.contract.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import convergence.port.Message;
import convergence.port.MessageHandler;
import convergence.port.Permits;
import convergence.problem.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What the in-process bus does beyond the contract: dead letters, a bound, start and stop.
final class InProcessBusTest {
  private static final BackOff QUICK = new BackOff(Duration.ofMillis(1), Duration.ofMillis(4), 5);

  /// A number on a wire.
  record Count(int v, int n) implements Message {
    @Override
    public String topic() {
      return "counts";
    }
  }

  /// The same topic, written by someone who knows more.
  record Odd(String n) implements Message {
    @Override
    public String topic() {
      return "counts";
    }
  }

  @Test
  void a_message_that_is_always_refused_ends_among_the_dead_letters() {
    var tries = new ConcurrentLinkedQueue<Integer>();
    var bus = bus(new Counts(2, count -> refuse(tries, count)), 100);
    bus.publish(new Count(1, 7));
    until("it is given up", () -> bus.deadLetterCount() == 1);
    assertThat(tries).hasSize(5);
    assertThat(bus.deadLetters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.topic()).isEqualTo("counts");
              assertThat(letter.deliveries()).isEqualTo(5);
              assertThat(letter.json()).isEqualTo("{\"v\":1,\"n\":7}");
            });
    bus.close();
  }

  private static MessageHandler.Disposition refuse(ConcurrentLinkedQueue<Integer> to, Count count) {
    to.add(count.n());
    return MessageHandler.Disposition.REDELIVER;
  }

  @Test
  void a_message_that_cannot_be_read_becomes_a_dead_letter_and_the_next_comes() {
    var came = new ConcurrentLinkedQueue<Integer>();
    var bus = bus(new Counts(1, count -> take(came, count)), 100);
    bus.publish(new Odd("seven"));
    bus.publish(new Count(1, 8));
    until("it is given up", () -> bus.deadLetterCount() == 1);
    until("the next came", () -> came.contains(8));
    bus.close();
  }

  private static MessageHandler.Disposition take(ConcurrentLinkedQueue<Integer> to, Count count) {
    to.add(count.n());
    return MessageHandler.Disposition.DONE;
  }

  @Test
  void a_full_queue_refuses_and_takes_again_when_there_is_room() {
    var gate = new Semaphore(0);
    var came = new ConcurrentLinkedQueue<Integer>();
    var bus =
        bus(
            new Counts(
                1,
                count -> {
                  gate.acquireUninterruptibly();
                  return take(came, count);
                }),
            3);
    for (int n = 0; n < 3; n++) bus.publish(new Count(1, n));
    assertThatThrownBy(() -> bus.publish(new Count(1, 3)))
        .isInstanceOfSatisfying(
            Fault.Transient.class, f -> assertThat(f.code()).isEqualTo("bus_full"));
    gate.release(1_000);
    until("there is room", () -> took(bus, new Count(1, 4)));
    until("all came", () -> came.contains(4));
    assertThat(came).containsOnlyOnce(0, 1, 2).doesNotContain(3);
    bus.close();
  }

  private static boolean took(InProcessBus bus, Count count) {
    try {
      bus.publish(count);
      return true;
    } catch (Fault.Transient e) {
      return false;
    }
  }

  @Test
  void what_is_published_before_the_start_comes_after_it() {
    var came = new ConcurrentLinkedQueue<Integer>();
    var handler = new Counts(1, count -> take(came, count));
    var bus = new InProcessBus(() -> List.of(handler), QUICK, 100);
    bus.publish(new Count(1, 1));
    bus.start();
    bus.publish(new Count(1, 2));
    until("both came", () -> came.containsAll(List.of(1, 2)));
    bus.close();
  }

  @Test
  void after_the_stop_nothing_is_handed_out() {
    var came = new ConcurrentLinkedQueue<Integer>();
    var handler = new Counts(1, count -> take(came, count));
    var held = uninterrupted(handler.permits());
    var bus = bus(handler, 100);
    bus.publish(new Count(1, 1));
    bus.stop();
    held.close();
    bus.publish(new Count(1, 2));
    assertThat(came).isEmpty();
    assertThat(handler.permits().inUse()).isZero();
  }

  private static Permits.Permit uninterrupted(Permits permits) {
    try {
      return permits.acquire();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void the_stop_waits_for_a_handler_that_runs() {
    var came = new ConcurrentLinkedQueue<Integer>();
    var running = new Semaphore(0);
    var gate = new Semaphore(0);
    var bus =
        bus(
            new Counts(
                1,
                count -> {
                  running.release();
                  gate.acquireUninterruptibly();
                  return take(came, count);
                }),
            100);
    bus.publish(new Count(1, 1));
    running.acquireUninterruptibly();
    Thread.startVirtualThread(gate::release);
    bus.stop();
    assertThat(came).containsExactly(1);
  }

  @Test
  void the_pause_doubles_up_to_the_longest() {
    assertThat(BackOff.USUAL.after(1)).isEqualTo(Duration.ofMillis(10));
    assertThat(BackOff.USUAL.after(2)).isEqualTo(Duration.ofMillis(20));
    assertThat(BackOff.USUAL.after(12)).isEqualTo(Duration.ofMillis(20_480));
    assertThat(BackOff.USUAL.after(13)).isEqualTo(Duration.ofSeconds(30));
    assertThat(BackOff.USUAL.after(200)).isEqualTo(Duration.ofSeconds(30));
  }

  private static InProcessBus bus(Counts handler, int capacity) {
    var bus = new InProcessBus(() -> List.of(handler), QUICK, capacity);
    bus.start();
    return bus;
  }

  private record Counts(Permits permits, Function<Count, Disposition> answer)
      implements MessageHandler<Count> {
    Counts(int permits, Function<Count, Disposition> answer) {
      this(new Permits(permits), answer);
    }

    @Override
    public Class<Count> type() {
      return Count.class;
    }

    @Override
    public String topic() {
      return "counts";
    }

    @Override
    public Disposition handle(Count count, Permits.Permit permit) {
      try (permit) {
        return answer.apply(count);
      }
    }
  }
}
