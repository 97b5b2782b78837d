package convergence.configs;

import convergence.yaml.YamlFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// CONFIGS_DIR as a folder of this machine: lists templates and reads files, and never leaves the folder.
public final class ConfigFolder implements ConfigFiles {
  private final Path root;

  public ConfigFolder(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public List<String> templates() throws IOException {
    var found = new ArrayList<String>();
    for (var provider : foldersIn(root)) {
      String name = provider.getFileName().toString();
      for (var file : filesIn(provider)) found.add(name + "/" + file);
      for (var domain : foldersIn(provider))
        for (var file : filesIn(domain)) found.add(name + "/" + domain.getFileName() + "/" + file);
    }
    return found.stream().filter(ConfigFiles::isTemplate).sorted().toList();
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

  private static Iterable<String> filesIn(Path folder) throws IOException {
    try (var children = Files.list(folder)) {
      return children
          .map(child -> child.getFileName().toString())
          .filter(name -> name.endsWith(EXTENSION))
          .toList();
    }
  }

  @Override
  public Stamp stamp(String path) {
    try {
      var attributes = Files.readAttributes(root.resolve(path), BasicFileAttributes.class);
      return new Stamp(attributes.lastModifiedTime().toMillis(), attributes.size());
    } catch (IOException _) {
      return Stamp.MISSING;
    }
  }

  @Override
  public Content read(String path) {
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
