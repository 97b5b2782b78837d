package convergence.standalone;

import convergence.bigquery.BigQueryServer;
import convergence.bigquery.Door;
import convergence.directory.ApiKeyBook;
import convergence.directory.TenantDirectory;
import convergence.edge.AdminKeys;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.InstantSource;

/// The BigQuery server over an open data folder. Every start of the program knows the commands'
/// classes, but the server's jars are only there for those who ask for it: so none but this class
/// names them.
record LocalBigQuery(BigQueryServer server) implements AutoCloseable {
  /// As [BigQueryServer.Settings].
  record Wish(int port, int grpcPort, String project, Path gsRoot) {}

  static LocalBigQuery start(ApplicationContext context, Path folder, Wish wish) {
    var settings =
        new BigQueryServer.Settings(wish.port(), wish.grpcPort(), wish.project(), wish.gsRoot());
    return new LocalBigQuery(
        BigQueryServer.start(BigQueryServer.ground(context, folder, settings)));
  }

  /// Beside a running instance: keys open it, and each tenant finds its own dataset alone.
  static LocalBigQuery beside(Instance instance, Path folder, int port, int grpcPort) {
    var settings = new BigQueryServer.Settings(port, grpcPort, "", folder.resolve("gs"));
    return new LocalBigQuery(
        BigQueryServer.start(
            BigQueryServer.ground(instance.context(), folder, settings), door(instance)));
  }

  private static Door door(Instance instance) {
    var keys =
        new KeyDoor(
            instance.bean(AdminKeys.class),
            instance.bean(ApiKeyBook.class),
            instance.bean(TenantDirectory.class),
            instance.bean(InstantSource.class));
    return bearer -> keys.admit(bearer).map(Door.Visitor::new);
  }

  String addresses() {
    return "http://127.0.0.1:" + server.port() + " grpc 127.0.0.1:" + server.grpcPort();
  }

  @Override
  public void close() {
    server.close();
  }
}
