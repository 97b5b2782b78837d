package convergence.standalone;

import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/// Lets stories of another package start an instance within this JVM.
public final class Doorway implements AutoCloseable {
  private final Instance instance;

  private Doorway(Instance instance) {
    this.instance = instance;
  }

  public static Doorway open(Path dataDir, String adminKey, Map<String, Object> settings) {
    return new Doorway(Instance.start(dataDir, 0, new AdminKey(adminKey, false), settings));
  }

  public int port() {
    return instance.port();
  }

  public <T> T bean(Class<T> type) {
    return instance.bean(type);
  }

  public <T> Collection<T> beans(Class<T> type) {
    return instance.bean(ApplicationContext.class).getBeansOfType(type);
  }

  @Override
  public void close() {
    instance.close();
  }
}
