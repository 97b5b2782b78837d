package convergence.cloud;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `serve SERVICE`: one service on the Google foundation until it is told to stop.
@Command(
    name = "serve",
    description =
        "Run one service on Google Cloud or its emulators: api-gateway, scheduler-service, pipeline-worker or quota-service.")
final class ServeCommand implements Callable<Integer> {
  /// Cloud Run kills ten seconds after SIGTERM; whatever still hangs is taken over by its lease.
  private static final long LAST_MOMENT_MILLIS = 8_500;

  @Parameters(paramLabel = "SERVICE")
  private String service = "";

  @Option(
      names = "--port",
      description = "Port of the service (default: API_PORT or 8080; 0: any free one).")
  private @Nullable Integer port;

  @Override
  public Integer call() throws Exception {
    var which = Service.named(service);
    var settings = Environment.settings();
    if (which.hasAdmins && !settings.given("ADMIN_API_KEY"))
      throw new Sorry("ADMIN_API_KEY is not set; on Google Cloud there is no start without it.");
    var told = new CountDownLatch(1);
    var closed = new CountDownLatch(1);
    var process = ServiceProcess.start(which, settings, port);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, told, closed)));
    System.out.println("ready http://127.0.0.1:" + process.port());
    told.await();
    closed.await();
    return 0;
  }

  private static void stop(ServiceProcess process, CountDownLatch told, CountDownLatch closed) {
    Logger log = LoggerFactory.getLogger(ServeCommand.class);
    log.info("told to stop");
    var closing = Thread.ofPlatform().daemon().name("closing").start(process::close);
    try {
      if (!closing.join(java.time.Duration.ofMillis(LAST_MOMENT_MILLIS))) {
        log.warn("not everything ended in time; leases of what is left run out");
        Runtime.getRuntime().halt(0);
      }
      log.info("stopped");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      told.countDown();
      closed.countDown();
    }
  }
}
