package convergence.bigquery.files;

import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// `gs://bucket/object` as files of a folder: `ROOT/bucket/object`.
public final class GsFiles {
  private static final String SCHEME = "gs://";
  private final Path root;

  public GsFiles(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /// The files of each URI in order; a `*` stands for any characters of a name.
  ///
  /// @throws ApiException there is none
  public List<Path> find(List<String> uris) {
    var found = new ArrayList<Path>();
    for (String uri : uris) {
      var files =
          uri.contains("*")
              ? matching(uri)
              : List.of(path(uri)).stream().filter(Files::isRegularFile).toList();
      if (files.isEmpty()) throw new ApiException(Reason.NOT_FOUND, "Not found: URI " + uri);
      found.addAll(files);
    }
    return found;
  }

  private List<Path> matching(String uri) {
    String prefix = uri.substring(0, uri.indexOf('*'));
    Path folder = path(prefix.substring(0, prefix.lastIndexOf('/') + 1));
    if (!Files.isDirectory(folder)) return List.of();
    var pattern =
        Pattern.compile(
            java.util.Arrays.stream(uri.split("\\*", -1))
                .map(Pattern::quote)
                .collect(java.util.stream.Collectors.joining(".*")));
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> pattern.matcher(uri(file)).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String uri(Path file) {
    return SCHEME + root.relativize(file).toString().replace('\\', '/');
  }

  /// Where an object lies; it need not be there.
  ///
  /// @throws ApiException no `gs://` URI, or one that leads out of the folder
  public Path path(String uri) {
    if (!uri.startsWith(SCHEME))
      throw ApiException.invalid("Source URI must be a Google Cloud Storage location: " + uri);
    var path = root.resolve(uri.substring(SCHEME.length())).normalize();
    if (!path.startsWith(root)) throw ApiException.invalid("Invalid URI: " + uri);
    return path;
  }
}
