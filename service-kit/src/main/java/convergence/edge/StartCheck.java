package convergence.edge;

import io.micronaut.context.annotation.Context;
import io.micronaut.http.server.HttpServerConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the edge's configuration when the process starts, so that a bad value stops it then and not at the
/// first request.
@Context
final class StartCheck {
  private static final Logger LOG = LoggerFactory.getLogger(StartCheck.class);

  StartCheck(
      EdgeConfig config, RateLimitConfig limits, AdminKeys admins, HttpServerConfiguration server) {
    config.checkAddress(server);
    if (config.disableAuth())
      LOG.warn(
          "DISABLE_AUTH=true: anybody who reaches this {} may act for every tenant",
          EdgeConfig.loopback(server) ? "machine" : "address");
    if (!admins.configured())
      LOG.warn("ADMIN_API_KEY is not set: the admin routes answer 401 to everybody");
    LOG.debug("rate limits: {}", limits);
  }
}
