package convergence.bigquery.job;

import com.google.api.services.bigquery.model.Job;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A job of this process: its latest state, and a way to wait for its end and to stop it.
public final class JobEntry {
  private final JobKey key;
  private final Work work;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Job resource;

  /// Set once by whoever cancels first; read by the job's thread.
  private volatile boolean cancelled;

  JobEntry(JobKey key, Job resource, Work work) {
    this.key = key;
    this.resource = resource;
    this.work = work;
  }

  public JobKey key() {
    return key;
  }

  /// The state now. Never changed, only replaced.
  public Job resource() {
    return resource;
  }

  Work work() {
    return work;
  }

  void become(Job next) {
    resource = next;
  }

  void end(Job last) {
    resource = last;
    ended.countDown();
  }

  void cancel() {
    cancelled = true;
    work.stop();
  }

  boolean isCancelled() {
    return cancelled;
  }

  /// @return whether it has ended
  public boolean await(Duration patience) {
    try {
      return ended.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
