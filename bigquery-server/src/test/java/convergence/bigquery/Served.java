package convergence.bigquery;

import com.google.cloud.NoCredentials;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryOptions;
import convergence.port.TimeAndChance;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/// A server over a data folder, and Google's clients for it.
public final class Served implements AutoCloseable {
  static final String PROJECT = "convergence";
  private final ApplicationContext context;
  private final BigQueryServer server;

  private Served(ApplicationContext context, BigQueryServer server) {
    this.context = context;
    this.server = server;
  }

  public static Served on(Path folder) {
    return on(folder, PROJECT, Door.OPEN);
  }

  /// @param home the warehouse's own project; empty: whichever is named
  static Served on(Path folder, String home, Door door) {
    return on(folder, home, door, new TimeAndChance().instants(), false);
  }

  /// Its tables lie in memory.
  static Served ephemeral(Path folder) {
    return on(folder, PROJECT, Door.OPEN, new TimeAndChance().instants(), true);
  }

  static Served on(Path folder, InstantSource clock) {
    return on(folder, PROJECT, Door.OPEN, clock, false);
  }

  private static Served on(
      Path folder, String home, Door door, InstantSource clock, boolean ephemeral) {
    var context =
        ApplicationContext.builder()
            .singletons(clock)
            .properties(
                Map.of(
                    "convergence.data-dir",
                    folder.toString(),
                    "convergence.duckdb.memory-limit",
                    "1GB",
                    "convergence.home-project",
                    home,
                    "convergence.ephemeral",
                    ephemeral))
            .start();
    var settings = new BigQueryServer.Settings(0, 0, home, folder.resolve("gs"));
    return new Served(
        context, BigQueryServer.start(BigQueryServer.ground(context, folder, settings), door));
  }

  public int port() {
    return server.port();
  }

  java.util.List<convergence.bigquery.http.Route> routes() {
    return server.routes();
  }

  public int grpcPort() {
    return server.grpcPort();
  }

  public convergence.bigquery.fault.Faults faults() {
    return server.faults();
  }

  public BigQuery client() {
    return client(PROJECT);
  }

  public BigQuery client(String project) {
    return BigQueryOptions.newBuilder()
        .setProjectId(project)
        .setHost("http://127.0.0.1:" + port())
        .setCredentials(NoCredentials.getInstance())
        .build()
        .getService();
  }

  @Override
  public void close() {
    server.close();
    context.close();
  }
}
