package convergence.stories;

import convergence.metadata.MetadataTables;
import convergence.standalone.Doorway;
import java.util.HashMap;
import java.util.Map;

/// Convergence in this JVM: every service on the embedded foundation, an HTTP port, and its beans at hand.
final class Town implements Place, AutoCloseable {
  private static final String ADMIN_KEY = "an-admin-key-of-more-than-32-characters";
  private final Doorway doorway;
  private final Gate gate;

  private Town(Doorway doorway) {
    this.doorway = doorway;
    this.gate = new Gate(doorway.port());
  }

  static Town open(Folders folders) {
    return open(folders, Map.of());
  }

  /// @param settings properties of the instance, e.g. of [StoryBeans]
  static Town open(Folders folders, Map<String, Object> settings) {
    var all = new HashMap<String, Object>();
    all.put("convergence.configs-dir", folders.configs().toString());
    for (var limit :
        new String[] {
          "requests-per-minute",
          "requests-per-hour",
          "runs-per-minute",
          "run-reads-per-minute",
          "global-per-minute",
          "address-per-minute"
        }) all.put("convergence.rate-limit." + limit, 0);
    all.putAll(settings);
    var doorway = Doorway.open(folders.data(), ADMIN_KEY, all);
    // An instance makes them behind its ready line; here they are read at once.
    doorway.bean(MetadataTables.class).ensureCentral();
    return new Town(doorway);
  }

  @Override
  public Gate gate() {
    return gate;
  }

  @Override
  public String adminKey() {
    return ADMIN_KEY;
  }

  <T> T bean(Class<T> type) {
    return doorway.bean(type);
  }

  @Override
  public void close() {
    gate.close();
    doorway.close();
  }
}
