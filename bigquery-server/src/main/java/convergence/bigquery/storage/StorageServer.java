package convergence.bigquery.storage;

import convergence.bigquery.fault.Faults;
import convergence.bigquery.load.Streaming;
import convergence.bigquery.query.RowPages;
import convergence.bigquery.sql.House;
import convergence.port.Ids;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// The open gRPC port.
public final class StorageServer implements AutoCloseable {
  /// Requests may hold 10 MB of rows; what is around them comes on top.
  private static final int LARGEST = 20 << 20;

  private final Server server;

  private StorageServer(Server server) {
    this.server = server;
  }

  /// What the services stand on.
  public record Ground(
      House house,
      RowPages pages,
      Streaming streaming,
      Faults faults,
      Ids ids,
      InstantSource clock) {}

  /// @param port 0: any free one
  public static StorageServer open(int port, Ground ground) {
    var server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .maxInboundMessageSize(LARGEST)
            .addService(new ReadService(new ReadSources(ground.house(), ground.pages()), ground))
            .addService(new WriteService(ground))
            .build();
    try {
      return new StorageServer(server.start());
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " cannot be opened: " + e.getMessage(), e);
    }
  }

  public int port() {
    return server.getPort();
  }

  @Override
  public void close() {
    server.shutdown();
    try {
      if (!server.awaitTermination(1, TimeUnit.SECONDS)) server.shutdownNow();
    } catch (InterruptedException _) {
      server.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
