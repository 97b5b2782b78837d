package convergence.template;

import convergence.yaml.YamlFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// The folder CONFIGS_DIR: lists templates and reads files, and never leaves the folder.
final class TemplateFolder {
  /// Folders below configs/ that hold no templates.
  private static final Set<String> OTHERS = Set.of("metadata");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
  private static final String EXTENSION = ".yml";

  /// What tells, without reading, that a file may have changed.
  record Stamp(long modified, long size) {
    static final Stamp MISSING = new Stamp(-1, -1);
  }

  /// Text, or why there is none.
  sealed interface Content {}

  record Text(String text) implements Content {}

  record Unreadable(String why) implements Content {}

  record Missing() implements Content {}

  private final Path root;

  TemplateFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  /// All templates there are now: key to path below the folder.
  Map<TemplateKey, String> templates() throws IOException {
    var found =
        new TreeMap<TemplateKey, String>(java.util.Comparator.comparing(TemplateKey::toString));
    for (var provider : foldersIn(root)) {
      String name = provider.getFileName().toString();
      if (OTHERS.contains(name)) continue;
      if (name.equals("customer"))
        for (var template : templatesIn(provider))
          found.put(TemplateKey.ofCustomer(template), name + "/" + template + EXTENSION);
      for (var domain : foldersIn(provider)) {
        String below = domain.getFileName().toString();
        for (var template : templatesIn(domain))
          found.put(
              new TemplateKey(name, below, template),
              name + "/" + below + "/" + template + EXTENSION);
      }
    }
    return found;
  }

  private static Iterable<Path> foldersIn(Path folder) throws IOException {
    try (var children = Files.list(folder)) {
      return children
          .filter(child -> NAME.matcher(child.getFileName().toString()).matches())
          .filter(Files::isDirectory)
          .sorted()
          .toList();
    }
  }

  private static Iterable<String> templatesIn(Path folder) throws IOException {
    try (var children = Files.list(folder)) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> name.endsWith(EXTENSION))
          .map(name -> name.substring(0, name.length() - EXTENSION.length()))
          .filter(name -> NAME.matcher(name).matches())
          .sorted()
          .toList();
    }
  }

  /// @param path below the folder
  Stamp stamp(String path) {
    try {
      var attributes = Files.readAttributes(root.resolve(path), BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime().toMillis(), attributes.size());
    } catch (IOException _) {
      return Stamp.MISSING;
    }
  }

  /// @param path below the folder, already checked not to climb out by `..`
  Content read(String path) {
    var file = root.resolve(path);
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) return new Missing();
      if (!file.toRealPath().startsWith(root.toRealPath()))
        return new Unreadable("is a link that leaves configs/");
      if (!Files.isRegularFile(file)) return new Unreadable("is no file");
      if (Files.size(file) > YamlFile.MAX_BYTES)
        return new Unreadable("is larger than " + YamlFile.MAX_BYTES / 1024 + " KB");
      try (var stream = Files.newInputStream(file)) {
        var bytes = stream.readNBytes(YamlFile.MAX_BYTES + 1);
        if (bytes.length > YamlFile.MAX_BYTES)
          return new Unreadable("is larger than " + YamlFile.MAX_BYTES / 1024 + " KB");
        return new Text(
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
      }
    } catch (CharacterCodingException _) {
      return new Unreadable("is not UTF-8 text");
    } catch (IOException _) {
      return new Unreadable("cannot be read");
    }
  }
}
