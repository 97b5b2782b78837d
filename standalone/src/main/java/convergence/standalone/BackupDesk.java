package convergence.standalone;

import convergence.edge.Build;
import convergence.embedded.DataFolder;
import convergence.embedded.duckdb.DuckDbWarehouse;
import convergence.embedded.sqlite.SqliteStore;
import convergence.port.Json;
import convergence.worker.MetadataShipper;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/// Copies the state of the running instance. No job commits from before the ledger is copied until the
/// warehouse is, and no metadata row travels between them, so that the copies agree with each other; runs are
/// accepted and read all the while.
@Singleton
final class BackupDesk {
  static final String KEYS = "keyset";
  private final SqliteStore store;
  private final DuckDbWarehouse warehouse;
  private final MetadataShipper shipper;
  private final DataFolder data;
  private final Path keyset;
  private final Build build;
  private final InstantSource clock;

  BackupDesk(
      SqliteStore store,
      DuckDbWarehouse warehouse,
      MetadataShipper shipper,
      DataFolder data,
      @Value("${convergence.secrets-dir:}") String secrets,
      Build build,
      InstantSource clock) {
    this.store = store;
    this.warehouse = warehouse;
    this.shipper = shipper;
    this.data = data;
    this.keyset = (secrets.isBlank() ? data.path() : Path.of(secrets)).resolve("keyset.json");
    this.build = build;
    this.clock = clock;
  }

  /// @param folder must be empty or absent
  /// @throws Sorry it is not, or cannot be written
  Backup make(Path folder) {
    try {
      var empty = emptyFolder(folder);
      shipper.still(() -> warehouse.copyTo(empty, () -> store.copyTo(empty.resolve("state.db"))));
      keepKeys(empty);
      var backup =
          new Backup(1, clock.instant().toString(), build.version(), build.commit(), sizes(empty));
      // Written last: a folder without it is no backup.
      DataFolder.write(empty.resolve(Backup.MANIFEST), Json.write(backup) + "\n");
      return backup;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path emptyFolder(Path folder) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder))
      throw new Sorry(folder + " is no folder.");
    if (Files.isDirectory(folder))
      try (var inside = Files.list(folder)) {
        if (inside.findAny().isPresent())
          throw new Sorry(folder + " is not empty; a backup goes to a folder of its own.");
      }
    Files.createDirectories(folder);
    Backup.onlyForOwner(folder);
    return folder;
  }

  /// Apart from the rest: whoever has both can open every secret.
  private void keepKeys(Path folder) throws IOException {
    var apart = Files.createDirectory(folder.resolve(KEYS));
    Backup.onlyForOwner(apart);
    for (var file : new Path[] {keyset, data.path().resolve("admin.key")})
      if (Files.exists(file))
        Files.copy(
            file, apart.resolve(file.getFileName().toString()), StandardCopyOption.COPY_ATTRIBUTES);
    for (var name : new String[] {"incarnation", "sealed"})
      if (Files.exists(data.path().resolve(name)))
        Files.copy(data.path().resolve(name), folder.resolve(name));
  }

  private static Map<String, Long> sizes(Path folder) throws IOException {
    var sizes = new TreeMap<String, Long>();
    try (var files = Files.list(folder)) {
      for (var file : files.toList())
        if (Files.isRegularFile(file)) sizes.put(file.getFileName().toString(), Files.size(file));
    }
    return sizes;
  }
}
