package convergence.embedded.queue;

import convergence.port.Json;
import convergence.port.Message;
import convergence.port.MessageBus;
import convergence.port.MessageHandler;
import convergence.problem.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries messages within the process, as JSON, so that they are what they would be between processes.
/// Each handler has a queue of its own. What is in it is lost with the process: the ledger is the truth
/// and rings again.
public final class InProcessBus implements MessageBus, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InProcessBus.class);
  private static final int CAPACITY = 100_000;
  private static final int KEPT_DEAD_LETTERS = 1_000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Supplier<List<MessageHandler<?>>> handlers;
  private final BackOff backOff;
  private final int capacity;
  private final ScheduledThreadPoolExecutor clock;
  private final LinkedBlockingDeque<DeadLetter> dead = new LinkedBlockingDeque<>(KEPT_DEAD_LETTERS);
  private final AtomicLong deadCount = new AtomicLong();

  private final ReentrantLock starting = new ReentrantLock();

  /// What was published before the start; under `starting`.
  private final List<Message> early = new ArrayList<>();

  /// By topic; null until the start. Written under `starting`.
  private volatile @Nullable Map<String, List<Subscription<?>>> subscriptions;

  /// @param handlers asked once, by [#start]: handlers may themselves need the bus
  public InProcessBus(Supplier<List<MessageHandler<?>>> handlers) {
    this(handlers, BackOff.USUAL, CAPACITY);
  }

  InProcessBus(Supplier<List<MessageHandler<?>>> handlers, BackOff backOff, int capacity) {
    this.handlers = handlers;
    this.backOff = backOff;
    this.capacity = capacity;
    var threads = Thread.ofPlatform().name("bus-pauses").daemon().factory();
    // After the stop a message that would come again is left: nobody hands it out.
    this.clock =
        new ScheduledThreadPoolExecutor(1, threads, new ThreadPoolExecutor.DiscardPolicy());
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /// Finds the handlers and begins to hand out, also what was published before. Starting twice is starting
  /// once.
  public void start() {
    starting.lock();
    try {
      if (subscriptions != null) return;
      var found = new HashMap<String, List<Subscription<?>>>();
      for (var handler : handlers.get())
        found.computeIfAbsent(handler.topic(), _ -> new ArrayList<>()).add(subscribe(handler));
      subscriptions = found;
      for (var message : early) publish(message);
      early.clear();
      found.values().forEach(topic -> topic.forEach(Subscription::start));
    } finally {
      starting.unlock();
    }
  }

  private <M extends Message> Subscription<M> subscribe(MessageHandler<M> handler) {
    return new Subscription<>(handler, clock, backOff, capacity, this::bury);
  }

  @Override
  public void publish(Message message) {
    var open = subscriptions;
    if (open == null) open = waitForStart(message);
    if (open == null) return;
    var json = Json.write(message);
    boolean taken = true;
    for (var subscription : open.getOrDefault(message.topic(), List.of()))
      taken &= subscription.offer(json, message.turn());
    if (!taken)
      throw new Fault.Transient(
          "bus_full", "The queue of " + message.topic() + " is full; the sweeper will ring again.");
  }

  /// @return null: it is kept until the start
  private @Nullable Map<String, List<Subscription<?>>> waitForStart(Message message) {
    starting.lock();
    try {
      if (subscriptions == null) {
        if (early.size() >= capacity)
          throw new Fault.Transient("bus_full", "The bus has not started, and is full.");
        early.add(message);
      }
      return subscriptions;
    } finally {
      starting.unlock();
    }
  }

  private void bury(DeadLetter letter) {
    LOG.error(
        "a message of {} was given up after {} deliveries ({}): {}",
        letter.topic(),
        letter.deliveries(),
        letter.why(),
        letter.json());
    deadCount.incrementAndGet();
    while (!dead.offerLast(letter)) dead.pollFirst();
  }

  /// The latest messages that were given up, oldest first, at most 1,000.
  public List<DeadLetter> deadLetters() {
    return List.copyOf(dead);
  }

  /// How many were given up since the start.
  public long deadLetterCount() {
    return deadCount.get();
  }

  /// Hands out no more messages and waits for running handlers, 5 s at most.
  public void stop() {
    clock.shutdown();
    var open = subscriptions;
    if (open == null) return;
    try {
      for (var topic : open.entrySet())
        for (var subscription : topic.getValue())
          if (!subscription.stop(PATIENCE))
            LOG.warn("a handler of {} still runs; it is left alone", topic.getKey());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
  }
}
