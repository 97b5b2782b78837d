package convergence.edge;

import io.micronaut.context.annotation.Context;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.http.server.HttpServerConfiguration;
import io.micronaut.runtime.server.event.ServerStartupEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the edge's configuration when the process starts, so that a bad value stops it then and not at the
/// first request.
@Context
final class StartCheck implements ApplicationEventListener<ServerStartupEvent> {
  private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);
  private final AdminKeys admins;

  StartCheck(
      EdgeConfig config, RateLimitConfig limits, AdminKeys admins, HttpServerConfiguration server) {
    config.checkAddress(server);
    if (config.disableAuth())
      LOG.warn(
          "DISABLE_AUTH=true: anybody who reaches this {} may act for every tenant",
          EdgeConfig.loopback(server) ? "machine" : "address");
    LOG.debug("rate limits: {}", limits);
    this.admins = admins;
  }

  /// A process that serves none of the routes need not speak of them.
  @Override
  public void onApplicationEvent(ServerStartupEvent serving) {
    if (!admins.configured())
      LOG.warn("ADMIN_API_KEY is not set: the admin routes answer 401 to everybody");
  }
}
