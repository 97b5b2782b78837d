package convergence.standalone;

import convergence.embedded.DataFolder;
import convergence.embedded.queue.InProcessBus;
import convergence.googlesql.ZetaSql;
import convergence.metadata.MetadataTables;
import convergence.port.Background;
import convergence.quota.Plans;
import convergence.run.Sweeper;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All services in this JVM on the embedded foundation, from open folder to open port.
final class Instance implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Instance.class);
  private final ApplicationContext context;
  private final EmbeddedServer server;
  private final Path dataDir;

  private Instance(ApplicationContext context, EmbeddedServer server, Path dataDir) {
    this.context = context;
    this.server = server;
    this.dataDir = dataDir;
  }

  /// Opens the folder's beans without serving: for commands that look into a stopped instance.
  static ApplicationContext open(Path dataDir, Map<String, Object> more) {
    var settings = Environment.settings();
    var properties = new HashMap<>(settings.properties());
    properties.putIfAbsent("convergence.files-base", dataDir.resolve("files").toString());
    properties.putAll(more);
    properties.put("convergence.data-dir", dataDir.toString());
    var context = ApplicationContext.builder().banner(false).properties(properties).build();
    try {
      context.start();
      context.getBean(DataFolder.class);
      return context;
    } catch (RuntimeException e) {
      context.close();
      throw sentence(e);
    }
  }

  /// A setting that cannot be used, or a folder with another owner, is told in its own words; the rest is a bug.
  private static RuntimeException sentence(RuntimeException problem) {
    for (Throwable t = problem; t != null; t = t.getCause())
      if (t instanceof DataFolder.InUse
          || t instanceof DataFolder.Unusable
          || t instanceof IllegalArgumentException)
        return new Sorry(String.valueOf(t.getMessage()));
    return problem;
  }

  /// Starts everything; returns when `/health` answers.
  ///
  /// @param port 0: any free one
  static Instance start(Path dataDir, int port, AdminKey adminKey) {
    return start(dataDir, port, adminKey, Map.of());
  }

  /// @param settings win over what the environment says
  static Instance start(Path dataDir, int port, AdminKey adminKey, Map<String, Object> settings) {
    Environment.tell(Environment.settings());
    var more = new HashMap<>(settings);
    more.put("micronaut.server.port", port);
    more.put(AdminKey.SETTING, adminKey.text());
    var context = open(dataDir, more);
    try {
      // Read now, so that a plan that cannot be used stops the start and not a tenant.
      context.getBean(Plans.class);
      context.getBean(InstanceMeters.class);
      var server = context.getBean(EmbeddedServer.class);
      context.getBean(LostEffects.class).tell();
      // The leases of the process before are void: its runs are rung before anything new comes in.
      context.getBean(Sweeper.class).takeOver();
      context.getBean(InProcessBus.class).start();
      context.getBeansOfType(Background.class).forEach(Background::start);
      server.start();
      Thread.ofPlatform().name("bootstrap").daemon().start(() -> bootstrap(context));
      new InstanceFile(server.getPort(), ProcessHandle.current().pid(), adminKey.first())
          .write(dataDir);
      return new Instance(context, server, dataDir);
    } catch (RuntimeException e) {
      context.close();
      throw sentence(e);
    }
  }

  int port() {
    return server.getPort();
  }

  ApplicationContext context() {
    return context;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /// Stops taking requests, gives leases back, writes what waits, closes the folder.
  @Override
  public void close() {
    InstanceFile.delete(dataDir);
    context.close();
  }

  /// What may take a second or two and nobody waits for: the central tables, a warm analyser.
  private static void bootstrap(ApplicationContext context) {
    try {
      context.getBean(ZetaSql.class).warm();
      context.getBean(MetadataTables.class).ensureCentral();
    } catch (RuntimeException e) {
      if (context.isRunning()) LOG.error("the central tables could not be made", e);
    }
  }
}
