package convergence.bigquery;

import convergence.bigquery.Door.Visitor;
import convergence.bigquery.fault.Faults;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Call;
import convergence.bigquery.http.HttpEdge;
import convergence.bigquery.http.Reason;
import convergence.bigquery.http.Route;
import convergence.bigquery.rest.FaultRoutes;
import convergence.bigquery.storage.StorageServer;
import convergence.embedded.duckdb.DuckDbWarehouse;
import convergence.port.DocumentStore;
import convergence.port.Ids;
import io.micronaut.context.BeanContext;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// BigQuery on loopback, over an open warehouse.
public final class BigQueryServer implements AutoCloseable {
  private static final String FAULTS = "/faults";
  private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Ground ground;
  private final Door door;
  private final Faults faults = new Faults();
  private final FaultRoutes faultRoutes = new FaultRoutes(faults);
  private final Office operators;
  private final Map<Visitor, Open> offices = new ConcurrentHashMap<>();
  private final HttpEdge edge;
  private final StorageServer storage;

  private record Open(Office office, Map<String, Route.Handler> handlers) {
    Open(Office office) {
      this(office, office.handlers());
    }
  }

  /// What the server stands on.
  ///
  /// @param folder where results are kept
  public record Ground(
      DuckDbWarehouse warehouse,
      DocumentStore store,
      Path folder,
      InstantSource clock,
      Ids ids,
      Settings settings) {}

  /// From the beans of an open data folder.
  public static Ground ground(BeanContext beans, Path dataDir, Settings settings) {
    return new Ground(
        beans.getBean(DuckDbWarehouse.class),
        beans.getBean(DocumentStore.class),
        dataDir.resolve("bigquery"),
        beans.getBean(InstantSource.class),
        beans.getBean(Ids.class),
        settings);
  }

  /// @param port 0: any free one
  /// @param home the project whose datasets are the warehouse's own; empty: all of them
  public record Settings(int port, int grpcPort, String home, Path gsRoot) {}

  private BigQueryServer(Ground ground, Door door) {
    this.ground = ground;
    this.door = door;
    this.operators = Office.open(ground, Visitor.OPERATOR, faults);
    operators.jobs().settle(ground.warehouse()::find);
    offices.put(Visitor.OPERATOR, new Open(operators));
    var settings = ground.settings();
    this.edge = HttpEdge.open(settings.port(), withFaults(operators.routes()), this::handler);
    this.storage =
        StorageServer.open(
            settings.grpcPort(),
            operators.storage(),
            token -> door.admit(token).map(visitor -> office(visitor).office().storage()));
  }

  /// Anybody on this machine may call.
  public static BigQueryServer start(Ground ground) {
    return start(ground, Door.OPEN);
  }

  public static BigQueryServer start(Ground ground, Door door) {
    return new BigQueryServer(ground, door);
  }

  private Open office(Visitor visitor) {
    return offices.computeIfAbsent(
        visitor, wanted -> new Open(Office.open(ground, wanted, faults)));
  }

  private Route.Handler handler(Route route, Call call) {
    // A page of a browser that was lured here by a name that points to this machine.
    if (!OWN_NAMES.contains(call.header("Host").map(BigQueryServer::name).orElse("")))
      throw new ApiException(
          Reason.MISDIRECTED, "This server answers to localhost and 127.0.0.1 only.");
    var visitor =
        admitted(call)
            .orElseThrow(
                () ->
                    new ApiException(
                        Reason.AUTH,
                        "Request had invalid authentication credentials. Send an API key of the"
                            + " tenant, or the admin key, as bearer token."));
    if (route.path().equals(FAULTS)) {
      if (!visitor.equals(Visitor.OPERATOR) || door != Door.OPEN)
        throw new ApiException(
            Reason.ACCESS_DENIED, "Faults are only made where nobody else is served.");
      return Office.handler(route);
    }
    var handler = Objects.requireNonNull(office(visitor).handlers().get(route.api()));
    return door == Door.OPEN ? faults.around(route, call, handler) : handler;
  }

  private Optional<Visitor> admitted(Call call) {
    return door.admit(call.header("Authorization").map(StorageServer::bearer).orElse(""));
  }

  private static String name(String host) {
    int port = host.lastIndexOf(':');
    return (port > host.lastIndexOf(']') ? host.substring(0, port) : host).toLowerCase(Locale.ROOT);
  }

  private List<Route> withFaults(List<Route> routes) {
    var all = new ArrayList<>(routes);
    all.add(Route.served("faults.list", "GET", FAULTS, faultRoutes::list));
    all.add(Route.served("faults.add", "POST", FAULTS, faultRoutes::add));
    all.add(Route.served("faults.clear", "DELETE", FAULTS, faultRoutes::clear));
    return all;
  }

  public int port() {
    return edge.port();
  }

  /// What is to go wrong, for tests.
  public Faults faults() {
    return faults;
  }

  List<Route> routes() {
    return operators.routes();
  }

  public int grpcPort() {
    return storage.port();
  }

  @Override
  public void close() {
    faults.clear();
    edge.close();
    storage.close();
    offices.values().forEach(open -> open.office().jobs().close());
  }
}
