package convergence.run;

import convergence.port.Commit;
import convergence.port.DocumentStore.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The one writer of a claimed run, in the worker that owns it. Parallel steps and the heartbeat hand their
/// events here; one write is in flight, the next carries what came meanwhile. [#append] waits for nothing;
/// [#barrier] stands before anything leaves the process and before an answer.
///
/// Threads: any. Once the lease is lost every call throws [LostLease].
public final class RunJournal {
  private final RunLedger ledger;
  private final RunId id;
  private final long fence;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();

  // All below: only under `lock`.
  private List<RunEvent> pending = new ArrayList<>();
  private List<Consumer<Tx>> pendingBeside = new ArrayList<>();
  private boolean writing;
  private long appended;
  private long decided;
  private @Nullable Commit<Optional<Run>> last;
  private @Nullable RuntimeException broken;
  private Run run;

  public RunJournal(RunLedger ledger, Run claimed) {
    this.ledger = ledger;
    this.id = claimed.id();
    this.fence = claimed.fence();
    this.run = claimed;
  }

  /// The run as of the last write.
  public Run run() {
    lock.lock();
    try {
      return run;
    } finally {
      lock.unlock();
    }
  }

  /// Whether the store refused a write: the run cannot be told about any more, its lease runs out.
  public boolean broken() {
    lock.lock();
    try {
      return broken != null && !(broken instanceof LostLease);
    } finally {
      lock.unlock();
    }
  }

  /// Hands an event over that nobody must see yet: it rides with the next one that is appended, or
  /// with the next flush or barrier.
  public void ride(RunEvent event) {
    ride(event, _ -> {});
  }

  /// As [#ride(RunEvent)], with what is written in the same transaction.
  ///
  /// @param beside writes facts and documents; pure, since it may run again and on another thread
  public void ride(RunEvent event, Consumer<Tx> beside) {
    lock.lock();
    try {
      check();
      pending.add(event);
      pendingBeside.add(beside);
      appended++;
    } finally {
      lock.unlock();
    }
  }

  /// Hands an event over; the current or the next write carries it.
  public void append(RunEvent event) {
    append(event, _ -> {});
  }

  /// An event with what is written in the same transaction: facts of a step, a notice.
  public void append(RunEvent event, Consumer<Tx> beside) {
    ride(event, beside);
    flush();
  }

  /// Returns when everything that was handed over before is durable.
  public void barrier() {
    flush();
    Commit<Optional<Run>> commit;
    lock.lock();
    try {
      long upTo = appended;
      while (decided < upTo && broken == null) moved.awaitUninterruptibly();
      check();
      commit = last;
    } finally {
      lock.unlock();
    }
    if (commit != null) commit.awaitDurable();
  }

  /// Renews the lease.
  public void beat(Instant now) {
    append(new RunEvent.Beat(now.plus(RunLedger.LEASE)));
  }

  /// Writes the end, waits until it is durable, and tells who waits for it.
  ///
  /// @param end Completed, Failed or Cancelled
  public void end(RunEvent end) {
    append(end);
    barrier();
    ledger.over(run());
  }

  /// Ends the lease before its time and rings for another worker; this one's is lost from here on.
  public void giveBack(Instant now) {
    append(new RunEvent.LeaseEnded(now));
    barrier();
    ledger.ring(run());
  }

  /// Writes what rides; decided when this returns, durable some time after.
  public void flush() {
    lock.lock();
    try {
      if (writing || pending.isEmpty()) return;
      writing = true;
    } finally {
      lock.unlock();
    }
    drain();
  }

  private void drain() {
    while (true) {
      List<RunEvent> events;
      List<Consumer<Tx>> beside;
      lock.lock();
      try {
        if (pending.isEmpty()) {
          writing = false;
          return;
        }
        events = pending;
        beside = pendingBeside;
        pending = new ArrayList<>();
        pendingBeside = new ArrayList<>();
      } finally {
        lock.unlock();
      }
      write(events, beside);
    }
  }

  private void write(List<RunEvent> events, List<Consumer<Tx>> beside) {
    RuntimeException failure = null;
    Commit<Optional<Run>> commit = null;
    Optional<Run> after = Optional.empty();
    try {
      commit = ledger.record(id, fence, events, tx -> beside.forEach(b -> b.accept(tx)));
      after = commit.value();
      if (after.isEmpty()) failure = new LostLease(id);
    } catch (RuntimeException e) {
      failure = e;
    }
    lock.lock();
    try {
      decided += events.size();
      if (failure != null) broken = failure;
      else last = commit;
      after.ifPresent(r -> run = r);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void check() {
    if (broken instanceof LostLease) throw new LostLease(id);
    if (broken != null)
      throw new IllegalStateException("the journal of run " + id + " broke", broken);
  }
}
