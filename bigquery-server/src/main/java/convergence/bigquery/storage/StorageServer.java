package convergence.bigquery.storage;

import convergence.bigquery.fault.Faults;
import convergence.bigquery.load.Streaming;
import convergence.bigquery.query.JobResults;
import convergence.bigquery.query.RowPages;
import convergence.bigquery.sql.DatasetName;
import convergence.bigquery.sql.House;
import convergence.port.Ids;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// The open gRPC port.
public final class StorageServer implements AutoCloseable {
  /// Requests may hold 10 MB of rows; what is around them comes on top.
  private static final int LARGEST = 20 << 20;

  private static final String BEARER = "Bearer ";
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Server server;

  private StorageServer(Server server) {
    this.server = server;
  }

  /// What the services stand on.
  ///
  /// @param places where datasets lie
  /// @param streams the folder of what write streams hold
  public record Ground(
      House house,
      Function<DatasetName, String> places,
      RowPages pages,
      JobResults results,
      Streaming streaming,
      Faults faults,
      Ids ids,
      InstantSource clock,
      Path streams) {}

  /// Storage Read and Write for one visitor.
  public record Services(List<ServerServiceDefinition> all) {
    public Services {
      all = List.copyOf(all);
    }
  }

  public static Services services(Ground ground) {
    return new Services(
        List.of(
            new ReadService(new ReadSources(ground.house(), ground.pages()), ground).bindService(),
            new WriteService(ground).bindService()));
  }

  /// @param port 0: any free one
  /// @param operators who names the methods
  /// @param door whose services a token opens; empty: nobody's
  public static StorageServer open(
      int port, Services operators, Function<String, Optional<Services>> door) {
    var builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .maxInboundMessageSize(LARGEST)
            .intercept(new Usher(door));
    operators.all().forEach(builder::addService);
    try {
      return new StorageServer(builder.build().start());
    } catch (IOException e) {
      throw new UncheckedIOException("port " + port + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /// @param header of an HTTP request
  public static String bearer(String header) {
    return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        ? header.substring(BEARER.length()).strip()
        : "";
  }

  /// Brings each call to the services of whoever it comes from.
  private record Usher(Function<String, Optional<Services>> door) implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      String said = headers.get(AUTHORIZATION);
      var services = door.apply(said == null ? "" : bearer(said));
      if (services.isEmpty()) {
        call.close(
            Status.UNAUTHENTICATED.withDescription(
                "Request had invalid authentication credentials."),
            new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return StorageServer.<Q, A>handler(services.get(), call).startCall(call, headers);
    }
  }

  /// Each visitor's services have the same methods, with the same types.
  @SuppressWarnings("unchecked")
  private static <Q, A> ServerCallHandler<Q, A> handler(Services services, ServerCall<Q, A> call) {
    String name = call.getMethodDescriptor().getFullMethodName();
    for (var service : services.all()) {
      var method = service.getMethod(name);
      if (method != null) return (ServerCallHandler<Q, A>) method.getServerCallHandler();
    }
    throw new IllegalStateException(name);
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
