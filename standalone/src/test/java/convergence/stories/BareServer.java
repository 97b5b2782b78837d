package convergence.stories;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/// A server that does nothing, asked over and over by a thread of its own in the same JVM: what it takes at its
/// slowest is what the machine takes, whatever the house does. The yardstick of promises about time.
final class BareServer implements AutoCloseable {
  private final HttpServer server;
  private final Gate gate;
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final Thread asking;
  // Written by the asking thread, read after it has ended.
  private long slowest;

  BareServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.setExecutor(Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory()));
    server.start();
    gate = new Gate(server.getAddress().getPort());
    asking = Thread.ofPlatform().daemon().start(this::ask);
  }

  private void ask() {
    while (open.get()) {
      long begun = System.nanoTime();
      gate.get("/");
      slowest = Math.max(slowest, (System.nanoTime() - begun) / 1_000_000);
      LockSupport.parkNanos(10_000_000);
    }
  }

  /// Stops asking.
  ///
  /// @return the slowest answer, in milliseconds
  long slowest() throws InterruptedException {
    open.set(false);
    asking.join();
    return slowest;
  }

  @Override
  public void close() {
    open.set(false);
    gate.close();
    server.stop(0);
  }
}
