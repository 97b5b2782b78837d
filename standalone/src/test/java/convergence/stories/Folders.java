package convergence.stories;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/// The folders of one story: templates, state, temporary files.
record Folders(Path root) {
  /// Makes them, with the shipped schemas and dry run and the stories' own plans.
  static Folders in(Path root) {
    var folders = new Folders(root);
    folders.write(
        "plans.yml",
        """
        OPEN: {}
        STARTER: {max_concurrent_pipelines: 1, max_pipelines_per_day: 6}
        THREE_AT_ONCE: {max_concurrent_pipelines: 3, max_pipelines_per_day: 1000}
        """);
    folders.copy("gcp/example/dryrun.yml");
    folders.copy("customer/onboarding-template.yml");
    try {
      Files.createDirectories(folders.temp());
      var schemas = shipped().resolve("metadata/schemas");
      try (var files = Files.list(schemas)) {
        files.forEach(file -> folders.copy("metadata/schemas/" + file.getFileName()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folders;
  }

  Path configs() {
    return root.resolve("configs");
  }

  Path data() {
    return root.resolve("data");
  }

  /// `java.io.tmpdir` of the processes that the story starts.
  Path temp() {
    return root.resolve("temp");
  }

  /// Puts a template or another file under configs/.
  void write(String file, String text) {
    put(configs().resolve(file), text);
  }

  /// Puts a file into a tenant's folder.
  void give(String tenant, String file, String text) {
    put(data().resolve("files").resolve(tenant).resolve(file), text);
  }

  private void copy(String file) {
    try {
      write(file, Files.readString(shipped().resolve(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path shipped() {
    return Path.of(System.getProperty("convergence.home")).resolve("configs");
  }

  private static void put(Path path, String text) {
    try {
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      // All or nothing, so that a watching loader never reads half a file.
      var fresh = path.resolveSibling(path.getFileName() + ".new");
      Files.writeString(fresh, text);
      Files.move(
          fresh,
          path,
          java.nio.file.StandardCopyOption.ATOMIC_MOVE,
          java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
