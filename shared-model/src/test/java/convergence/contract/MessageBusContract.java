package convergence.contract;

import static convergence.contract.Eventually.until;
import static org.assertj.core.api.Assertions.assertThat;

import convergence.port.Message;
import convergence.port.MessageBus;
import convergence.port.MessageHandler;
import convergence.port.Permits;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What every [MessageBus] and its pump keep.
public abstract class MessageBusContract {
  private static final String TOPIC = "contract";

  /// A bus that hands out to these handlers from now on. Messages of earlier tests may still come.
  protected abstract MessageBus bus(List<MessageHandler<?>> handlers);

  /// A message of these tests.
  ///
  /// @param test tells the messages of one test from those of the others
  public record Ding(int v, String test, int n, String text) implements Message {
    @Override
    public String topic() {
      return TOPIC;
    }
  }

  /// A message of another topic.
  public record Dong(int v, String test) implements Message {
    @Override
    public String topic() {
      return TOPIC + "-other";
    }
  }

  private final String test = java.util.UUID.randomUUID().toString();

  private Ding ding(int n) {
    return new Ding(1, test, n, "");
  }

  @Test
  final void a_message_arrives_as_it_was_sent() {
    var came = new ConcurrentLinkedQueue<Ding>();
    var bus = bus(List.of(new Answers(4, (ding, _) -> came.add(ding))));
    var sent = new Ding(1, test, Integer.MIN_VALUE, "ü\"\\\u0000\n \uD83D\uDE00");
    bus.publish(sent);
    until("it came", () -> came.contains(sent));
  }

  @Test
  final void all_messages_of_many_publishers_arrive() {
    var came = ConcurrentHashMap.<Integer>newKeySet();
    var bus = bus(List.of(new Answers(8, (ding, _) -> came.add(ding.n()))));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        int from = i * 50;
        threads.execute(
            () -> {
              for (int n = from; n < from + 50; n++) bus.publish(ding(n));
            });
      }
    }
    until("all came", () -> came.size() == 1000);
  }

  @Test
  final void a_message_that_was_given_back_comes_again() {
    var deliveries = new AtomicInteger();
    var bus = bus(List.of(new Answers(1, (_, _) -> deliveries.incrementAndGet() >= 4)));
    bus.publish(ding(1));
    until("it came until it was taken", () -> deliveries.get() >= 4);
  }

  @Test
  final void a_message_whose_handler_fails_comes_again_and_the_others_too() {
    var deliveries = new ConcurrentHashMap<Integer, Integer>();
    var bus =
        bus(
            List.of(
                new Answers(
                    2,
                    (ding, _) -> {
                      if (deliveries.merge(ding.n(), 1, Integer::sum) <= 2 && ding.n() == 1)
                        throw new IllegalStateException("on purpose");
                      return true;
                    })));
    for (int n = 1; n <= 5; n++) bus.publish(ding(n));
    until("the failing one came again", () -> deliveries.getOrDefault(1, 0) >= 3);
    until("the others came", () -> deliveries.keySet().containsAll(List.of(2, 3, 4, 5)));
  }

  @Test
  final void no_more_are_in_work_than_there_are_permits_though_handlers_return() {
    var working = new ConcurrentLinkedQueue<Permits.Permit>();
    var came = ConcurrentHashMap.<Integer>newKeySet();
    var most = new AtomicInteger();
    var handler =
        new Answers(3) {
          @Override
          boolean answer(Ding ding, Permits.Permit permit) {
            came.add(ding.n());
            working.add(permit);
            most.accumulateAndGet(permits().inUse(), Math::max);
            return true;
          }

          @Override
          boolean keepsPermit() {
            return true;
          }
        };
    var bus = bus(List.of(handler));
    for (int n = 0; n < 10; n++) bus.publish(ding(n));
    until(
        "all came, three at a time",
        () -> {
          if (working.size() == 3 || came.size() >= 8) release(working);
          return came.size() == 10;
        });
    release(working);
    assertThat(most.get()).isLessThanOrEqualTo(3);
    until("all permits are back", () -> handler.permits().inUse() == 0);
  }

  private static void release(ConcurrentLinkedQueue<Permits.Permit> working) {
    for (var permit = working.poll(); permit != null; permit = working.poll()) permit.close();
  }

  @Test
  final void a_refused_message_gives_its_permit_back() {
    var deliveries = new AtomicInteger();
    var handler =
        new Answers(1) {
          @Override
          boolean answer(Ding ding, Permits.Permit permit) {
            if (deliveries.incrementAndGet() == 2) throw new IllegalStateException("on purpose");
            return deliveries.get() > 3;
          }

          @Override
          boolean keepsPermit() {
            return deliveries.get() <= 3;
          }
        };
    bus(List.of(handler)).publish(ding(1));
    until("it came until it was taken", () -> deliveries.get() >= 4);
    until("the permit is back", () -> handler.permits().inUse() == 0);
  }

  @Test
  final void handlers_wait_without_stopping_each_other() {
    var gate = new Semaphore(0);
    var came = new AtomicInteger();
    var bus =
        bus(
            List.of(
                new Answers(
                    100,
                    (_, _) -> {
                      came.incrementAndGet();
                      gate.acquireUninterruptibly();
                      return true;
                    })));
    for (int n = 0; n < 100; n++) bus.publish(ding(n));
    until("all hundred are in work at once", () -> came.get() >= 100);
    gate.release(10_000);
  }

  @Test
  final void topics_do_not_mix() {
    var dings = new ConcurrentLinkedQueue<Message>();
    var dongs = new ConcurrentLinkedQueue<Message>();
    var bus = bus(List.of(new Answers(2, (ding, _) -> dings.add(ding)), new Listens(dongs)));
    bus.publish(ding(1));
    bus.publish(new Dong(1, test));
    until("both came", () -> dings.contains(ding(1)) && dongs.contains(new Dong(1, test)));
    assertThat(dings).hasOnlyElementsOfType(Ding.class);
    assertThat(dongs).hasOnlyElementsOfType(Dong.class);
  }

  @Test
  final void a_doubling_bus_is_a_bus() {
    var came = new ConcurrentHashMap<Integer, Integer>();
    var rude =
        new RudeBus(
            bus(List.of(new Answers(4, (ding, _) -> came.merge(ding.n(), 1, Integer::sum) > 0))));
    rude.doublesEveryMessage();
    for (int n = 0; n < 5; n++) rude.publish(ding(n));
    until("all came twice", () -> came.values().stream().filter(c -> c >= 2).count() == 5);
    rude.dropsEveryMessage();
    rude.publish(ding(10));
    rude.holdsEveryMessage();
    rude.publish(ding(11));
    rude.behaves();
    until("the held one came", () -> came.containsKey(11));
    assertThat(came.keySet()).isEqualTo(Map.of(0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 11, 0).keySet());
  }

  private interface Answer {
    boolean isDone(Ding ding, Permits.Permit permit);
  }

  /// Takes the dings of this test; those of others are done with.
  private class Answers implements MessageHandler<Ding> {
    private final Permits permits;
    private final Answer answer;

    Answers(int permits) {
      this(permits, (_, _) -> true);
    }

    Answers(int permits, Answer answer) {
      this.permits = new Permits(permits);
      this.answer = answer;
    }

    boolean answer(Ding ding, Permits.Permit permit) {
      return answer.isDone(ding, permit);
    }

    boolean keepsPermit() {
      return false;
    }

    @Override
    public final Disposition handle(Ding ding, Permits.Permit permit) {
      boolean done = !ding.test().equals(test) || answer(ding, permit);
      if (!ding.test().equals(test) || !keepsPermit()) permit.close();
      return done ? Disposition.DONE : Disposition.REDELIVER;
    }

    @Override
    public final Class<Ding> type() {
      return Ding.class;
    }

    @Override
    public final String topic() {
      return TOPIC;
    }

    @Override
    public final Permits permits() {
      return permits;
    }
  }

  private record Listens(ConcurrentLinkedQueue<Message> came, Permits permits)
      implements MessageHandler<Dong> {
    Listens(ConcurrentLinkedQueue<Message> came) {
      this(came, new Permits(2));
    }

    @Override
    public Class<Dong> type() {
      return Dong.class;
    }

    @Override
    public String topic() {
      return TOPIC + "-other";
    }

    @Override
    public Disposition handle(Dong dong, Permits.Permit permit) {
      came.add(dong);
      permit.close();
      return Disposition.DONE;
    }
  }
}
