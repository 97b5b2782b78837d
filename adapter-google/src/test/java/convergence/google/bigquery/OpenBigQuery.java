package convergence.google.bigquery;

import com.google.cloud.bigquery.BigQuery;
import convergence.bigquery.BigQueryServer;
import convergence.google.GoogleConfig;
import convergence.port.TimeAndChance;
import convergence.port.Traces;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// A warehouse on a BigQuery server of its own.
final class OpenBigQuery implements AutoCloseable {
  private static final String PROJECT = "contract";
  private final Path files;
  private final ApplicationContext context;
  private final BigQueryServer server;
  private final BigQuery client;
  private final BigQueryWarehouse warehouse;

  OpenBigQuery(Path folder) {
    files = folder.resolve("files");
    context =
        ApplicationContext.builder()
            .properties(
                Map.of(
                    "convergence.data-dir",
                    folder.resolve("data").toString(),
                    "convergence.duckdb.memory-limit",
                    "1GB",
                    "convergence.home-project",
                    PROJECT,
                    "convergence.configs-dir",
                    "../configs"))
            .start();
    var settings = new BigQueryServer.Settings(0, 0, PROJECT, folder.resolve("gs"));
    server = BigQueryServer.start(BigQueryServer.ground(context, folder.resolve("data"), settings));
    var hosts = List.of("-", "-", "http://127.0.0.1:" + server.port(), "-", "-");
    var config = GoogleConfig.emulators(PROJECT, hosts);
    var factory = new BigQueryFactory();
    client = factory.bigQuery(config);
    warehouse = factory.warehouse(client, config, new TimeAndChance().ids(), Traces.none());
  }

  BigQueryWarehouse warehouse() {
    return warehouse;
  }

  BigQuery client() {
    return client;
  }

  /// Of the embedded foundation below the server.
  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  BigQueryServer server() {
    return server;
  }

  String file(String name, byte[] content) {
    try {
      Files.createDirectories(files);
      return Files.write(files.resolve(name), content).toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
    context.close();
  }
}
