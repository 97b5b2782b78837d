package convergence.run;

import convergence.port.Commit;
import convergence.port.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
  private List<Fact> pendingFacts = new ArrayList<>();
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

  /// Hands an event over; the current or the next write carries it.
  public void append(RunEvent event) {
    append(event, List.of());
  }

  /// An event with facts of its own (data-quality results), written together.
  public void append(RunEvent event, List<Fact> facts) {
    lock.lock();
    try {
      check();
      pending.add(event);
      pendingFacts.addAll(facts);
      appended++;
      if (writing) return;
      writing = true;
    } finally {
      lock.unlock();
    }
    drain();
  }

  /// Returns when everything that was appended before is durable.
  public void barrier() {
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
    ledger.told(run());
  }

  private void drain() {
    while (true) {
      List<RunEvent> events;
      List<Fact> facts;
      lock.lock();
      try {
        if (pending.isEmpty()) {
          writing = false;
          return;
        }
        events = pending;
        facts = pendingFacts;
        pending = new ArrayList<>();
        pendingFacts = new ArrayList<>();
      } finally {
        lock.unlock();
      }
      write(events, facts);
    }
  }

  private void write(List<RunEvent> events, List<Fact> facts) {
    RuntimeException failure = null;
    Commit<Optional<Run>> commit = null;
    Optional<Run> after = Optional.empty();
    try {
      commit = ledger.record(id, fence, events, facts);
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
