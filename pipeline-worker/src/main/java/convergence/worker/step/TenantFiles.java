package convergence.worker.step;

import convergence.problem.Fault;
import convergence.tenant.TenantId;
import jakarta.inject.Singleton;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// Finds the files of a tenant, and never any other: `FILES_BASE/{tenant}/…`, where no part is a link and
/// none leads up. In a bucket (`gs://`) nothing is looked for: BigQuery reads the object itself.
@Singleton
final class TenantFiles {
  /// One part of a path. No separators, no control characters, and nothing that a reader of files would
  /// take for a pattern.
  private static final Pattern PART = Pattern.compile("[^/\\\\*?\\[\\]{}\\p{Cntrl}]+");

  private static final String BUCKET = "gs://";

  private final String base;

  TenantFiles(FilesConfig config) {
    this.base = config.filesBase();
  }

  /// The file, as an absolute path or the name of an object.
  ///
  /// @param path relative to the tenant's folder, parts separated by `/`
  /// @throws Fault.Permanent `path_refused`: not a plain path within the folder; `file_not_found`
  String find(TenantId tenant, String path) {
    for (var part : path.split("/", -1))
      if (!PART.matcher(part).matches() || part.equals(".") || part.equals(".."))
        throw refused(
            path, "give a plain path within the tenant's folder, without \"..\" or patterns");
    return base.startsWith(BUCKET)
        ? base.replaceFirst("/+$", "") + "/" + tenant + "/" + path
        : onDisk(tenant, path).toString();
  }

  private Path onDisk(TenantId tenant, String path) {
    Path file = Path.of(base).toAbsolutePath().normalize().resolve(tenant.value());
    refuseLink(file, path);
    for (var part : path.split("/", -1)) {
      file = file.resolve(part);
      refuseLink(file, path);
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
      throw new Fault.Permanent(
          "file_not_found", "No file \"%s\" in the tenant's folder.".formatted(path));
    return file;
  }

  private static void refuseLink(Path file, String path) {
    if (Files.isSymbolicLink(file))
      throw refused(path, "it leads over a link; put the file itself there");
  }

  private static Fault.Permanent refused(String path, String why) {
    return new Fault.Permanent("path_refused", "\"%s\" is refused: %s.".formatted(path, why));
  }
}
