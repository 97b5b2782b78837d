package convergence.cloud;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A TCP connection between one process and a server that can be cut and mended.
final class Cable implements AutoCloseable {
  private final ServerSocket near;
  private final int far;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /// Set by the story's thread.
  private volatile boolean cut;

  /// @param far `host:port` on this machine
  Cable(String far) {
    this.far = Integer.parseInt(far.substring(far.lastIndexOf(':') + 1));
    try {
      near = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var _ = Thread.ofVirtual().start(this::accept);
  }

  /// `host:port`
  String address() {
    return "127.0.0.1:" + near.getLocalPort();
  }

  private void accept() {
    try {
      while (true) connect(near.accept());
    } catch (IOException e) {
      // Closed.
    }
  }

  private void connect(Socket here) throws IOException {
    open.add(here);
    if (cut) {
      here.close();
      return;
    }
    var there = new Socket(InetAddress.getLoopbackAddress(), far);
    open.add(there);
    var _ = Thread.ofVirtual().start(() -> pass(here, there));
    var _ = Thread.ofVirtual().start(() -> pass(there, here));
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      var _ = from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // Cut.
    } finally {
      open.remove(from);
    }
  }

  /// Breaks what is connected, and connects nothing until [#mend].
  void cut() {
    cut = true;
    open.forEach(Cable::close);
  }

  void mend() {
    cut = false;
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    cut();
    try {
      near.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
