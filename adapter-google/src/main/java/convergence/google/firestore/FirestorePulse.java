package convergence.google.firestore;

import com.google.cloud.firestore.Firestore;
import convergence.google.GoogleConfig;
import convergence.port.Background;
import convergence.port.Pulse;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whether the ledger can be reached. Without it a process can do nothing, so it says DOWN, and nobody sends it
/// requests; the process itself stays, since a restart would not mend that.
@Singleton
final class FirestorePulse implements Pulse, Background, AutoCloseable {
  private static final long EVERY_SECONDS = 5;
  private static final long PATIENCE_SECONDS = 4;

  /// One lost answer is no outage.
  private static final int MISSES = 2;

  private static final Logger LOG = LoggerFactory.getLogger(FirestorePulse.class);

  private final Firestore firestore;
  private final String path;
  private final CountDownLatch closed = new CountDownLatch(1);
  // Written by the pulse's own thread.
  private volatile int missed;

  FirestorePulse(Firestore firestore, GoogleConfig config) {
    this.firestore = firestore;
    this.path = config.prefix() + "pulse/none";
  }

  @Override
  public String part() {
    return "firestore";
  }

  @Override
  public State state() {
    return missed < MISSES ? State.UP : State.DOWN;
  }

  @Override
  public void start() {
    Thread.ofPlatform().daemon().name("firestore-pulse").start(this::beat);
  }

  private void beat() {
    try {
      do look();
      while (!closed.await(EVERY_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Reads a document that is not there: the cheapest question.
  private void look() throws InterruptedException {
    var answer = firestore.document(path).get();
    try {
      var _ = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (missed >= MISSES) LOG.info("Firestore answers again");
      missed = 0;
    } catch (ExecutionException | TimeoutException e) {
      answer.cancel(false);
      int now = missed + 1;
      missed = now;
      if (now == MISSES) LOG.error("Firestore does not answer; this process is not ready", e);
    }
  }

  @PreDestroy
  @Override
  public void close() {
    closed.countDown();
  }
}
