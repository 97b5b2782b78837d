package convergence.port;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A bounded number of things in work at once. Thread-safe.
public final class Permits {
  private final int size;
  private final Semaphore free;
  private final ReentrantLock door = new ReentrantLock();
  private final Condition opened = door.newCondition();
  // Under `door`.
  private boolean shut;

  public Permits(int size) {
    if (size < 1) throw new IllegalArgumentException("permits: " + size);
    this.size = size;
    this.free = new Semaphore(size);
  }

  /// Waits until one is free.
  public Permit acquire() throws InterruptedException {
    door.lock();
    try {
      while (shut) opened.await();
    } finally {
      door.unlock();
    }
    free.acquire();
    return new Permit(free);
  }

  /// Gives out none until [#open]; those that are held stay.
  public void shut() {
    door.lock();
    try {
      shut = true;
    } finally {
      door.unlock();
    }
  }

  public void open() {
    door.lock();
    try {
      shut = false;
      opened.signalAll();
    } finally {
      door.unlock();
    }
  }

  public int size() {
    return size;
  }

  public int inUse() {
    return size - free.availablePermits();
  }

  /// Held until closed; closing twice is closing once.
  public static final class Permit implements AutoCloseable {
    private final Semaphore home;
    private final AtomicBoolean returned = new AtomicBoolean();
    // Set once, by who took the permit, before it hands it on.
    private volatile Runnable then = () -> {};

    private Permit(Semaphore home) {
      this.home = home;
    }

    /// Has this called when the permit is given back, before anybody else can take it.
    public void whenReturned(Runnable told) {
      then = told;
    }

    @Override
    public void close() {
      if (!returned.compareAndSet(false, true)) return;
      then.run();
      home.release();
    }
  }
}
