package convergence.cloud;

import convergence.edge.Farewell;
import convergence.google.GoogleConfig;
import convergence.google.pubsub.PubSubBus;
import convergence.google.pubsub.PubSubSetup;
import convergence.googlesql.ZetaSql;
import convergence.metadata.MetadataTables;
import convergence.port.Background;
import convergence.port.DocumentStore;
import convergence.quota.Plans;
import convergence.settings.Settings;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One service in this JVM, from read settings to open port. The property `convergence.service` leaves the other
/// services' packages out.
final class ServiceProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceProcess.class);
  private final ApplicationContext context;
  private final EmbeddedServer server;

  private ServiceProcess(ApplicationContext context, EmbeddedServer server) {
    this.context = context;
    this.server = server;
  }

  /// @param port null: as the settings say
  static ServiceProcess start(Service service, Settings settings, @Nullable Integer port) {
    Environment.tell(settings);
    var more = new HashMap<String, Object>();
    if (port != null) more.put("micronaut.server.port", port);
    // Mails that no SMTP_HOST takes lie there to be read.
    if (settings.given("PUBSUB_EMULATOR_HOST"))
      more.put("convergence.data-dir", Environment.emulators());
    var context = open(service, settings, more);
    try {
      var config = context.getBean(GoogleConfig.class);
      if (config.emulated()) context.getBean(PubSubSetup.class).provide();
      // Read now, so that what cannot be used or reached stops the start and not a tenant.
      context.getBean(Plans.class);
      context.getBean(DocumentStore.class);
      var server = context.getBean(EmbeddedServer.class);
      context.getBean(PubSubBus.class).start();
      context.getBeansOfType(Background.class).forEach(Background::start);
      server.start();
      Thread.ofPlatform().name("warm").daemon().start(() -> warm(context, service, config));
      return new ServiceProcess(context, server);
    } catch (RuntimeException e) {
      context.close();
      throw sentence(e);
    }
  }

  /// The beans of a service without its server: for commands.
  static ApplicationContext open(Service service, Settings settings, Map<String, Object> more) {
    var properties = new HashMap<>(settings.properties());
    properties.put("convergence.service", service.title);
    properties.put("convergence.foundation", "google");
    settings
        .value("ADMIN_API_KEY")
        .ifPresent(key -> properties.put("convergence.edge.admin-key", key));
    settings
        .kmsKey()
        .ifPresent(key -> properties.put("convergence.google.gcp-kms-key-name", key.name()));
    // Cloud Scheduler calls the routes; beside emulators there is none.
    properties.put("convergence.scheduler.ticker", settings.given("PUBSUB_EMULATOR_HOST"));
    properties.putAll(more);
    var context = ApplicationContext.builder().banner(false).properties(properties).build();
    try {
      return context.start();
    } catch (RuntimeException e) {
      context.close();
      throw sentence(e);
    }
  }

  /// A setting that cannot be used is told in its own words; the rest is a bug.
  private static RuntimeException sentence(RuntimeException problem) {
    for (Throwable t = problem; t != null; t = t.getCause())
      if (t instanceof IllegalArgumentException) return new Sorry(String.valueOf(t.getMessage()));
    return problem;
  }

  int port() {
    return server.getPort();
  }

  /// What may take a second or two and nobody waits for.
  private static void warm(ApplicationContext context, Service service, GoogleConfig config) {
    try {
      // Where Terraform made nothing: one service is enough, and its tables are all that it ships
      // to.
      if (service == Service.WORKER && config.emulated())
        context.getBean(MetadataTables.class).ensureCentral();
      context.getBean(ZetaSql.class).warm();
    } catch (RuntimeException e) {
      if (context.isRunning()) LOG.error("the process could not be warmed up", e);
    }
  }

  /// Takes no more requests and messages, gives leases back, closes the clients.
  @Override
  public void close() {
    context.getBean(Farewell.class).say();
    context.close();
  }
}
