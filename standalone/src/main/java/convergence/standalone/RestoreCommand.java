package convergence.standalone;

import convergence.embedded.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `restore`: puts a backup into a data folder. The next `up` on it voids every lease, so that open runs go on.
@Command(
    name = "restore",
    description = "Make a data folder from a backup; no instance may be running on it.")
final class RestoreCommand implements Callable<Integer> {
  private static final List<String> SECRETS = List.of("keyset.json", "admin.key");
  @Mixin private DataOption data = new DataOption();

  @Parameters(paramLabel = "DIR", description = "The folder of the backup.")
  private Path backup = Path.of("");

  @Option(
      names = "--replace",
      description = "Move a data folder that is there out of the way, rather than refuse.")
  private boolean replace;

  @Override
  public Integer call() throws Exception {
    var from = backup.toAbsolutePath().normalize();
    var manifest = Backup.read(from);
    var target = data.path();
    var fresh = target.resolveSibling(target.getFileName() + ".restoring");
    if (Files.exists(fresh))
      throw new Sorry(fresh + " is left of another restore; delete it first.");
    var aside = makeRoom(target);
    Files.createDirectories(fresh);
    Backup.onlyForOwner(fresh);
    for (var name : manifest.files().keySet())
      Files.copy(from.resolve(name), fresh.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
    boolean keys = restoreKeys(from.resolve(BackupDesk.KEYS), fresh);
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
    System.out.println("restored the backup of " + manifest.at() + " to " + target);
    if (aside != null) System.out.println("what was there lies in " + aside);
    if (!keys)
      System.out.println(
          "The keyset is not with the backup: put keyset.json (mode 0600) where it belongs before"
              + " the start.");
    return 0;
  }

  private @org.jspecify.annotations.Nullable Path makeRoom(Path target) throws IOException {
    if (!Files.exists(target)) return null;
    // Refuses a folder that a process works in.
    DataFolder.open(target).close();
    if (isUnused(target)) {
      for (var name : List.of("lock", "incarnation")) Files.deleteIfExists(target.resolve(name));
      Files.delete(target);
      return null;
    }
    if (!replace)
      throw new Sorry(
          "There is a data folder "
              + target
              + " already. Choose another with --data, or move it away with --replace.");
    for (int n = 1; ; n++) {
      var aside = target.resolveSibling(target.getFileName() + ".before-restore-" + n);
      if (Files.exists(aside)) continue;
      return Files.move(target, aside);
    }
  }

  private static boolean isUnused(Path target) throws IOException {
    try (var inside = Files.list(target)) {
      return inside
          .map(file -> file.getFileName().toString())
          .allMatch(name -> name.equals("lock") || name.equals("incarnation"));
    }
  }

  private static boolean restoreKeys(Path kept, Path folder) throws IOException {
    for (var name : SECRETS) {
      var file = kept.resolve(name);
      if (Files.exists(file))
        Files.copy(file, folder.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
    }
    var elsewhere = Environment.settings().value("SECRETS_BASE_PATH").map(Path::of);
    if (elsewhere.isEmpty()) return Files.exists(folder.resolve("keyset.json"));
    var there = elsewhere.get().resolve("keyset.json");
    var restored = folder.resolve("keyset.json");
    if (!Files.exists(there) && Files.exists(restored)) {
      Files.createDirectories(elsewhere.get());
      Files.copy(restored, there, StandardCopyOption.COPY_ATTRIBUTES);
    }
    Files.deleteIfExists(restored);
    return Files.exists(there);
  }
}
