package convergence.google.storage;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.StorageException;
import convergence.configs.ConfigFiles;
import convergence.port.Background;
import convergence.port.Pulse;
import convergence.yaml.YamlFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// CONFIGS_DIR in a bucket: a copy of its YAML files in memory, taken at the start and anew every half minute, whole or
/// not at all. While the bucket cannot be read the last copy stays in service and the process is DEGRADED.
public final class BucketConfigs implements ConfigFiles, Background, Pulse, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BucketConfigs.class);
  private static final int EVERY_SECONDS = 30;
  private static final int AT_ONCE = 8;
  private static final String SCHEME = "gs://";

  /// A file as it was read.
  private record Held(Stamp stamp, Content content) {}

  /// @param trouble why the files are older than they should be; empty: they are not
  private record Copy(Map<String, Held> files, String trouble) {}

  private final Storage storage;
  private final String bucket;
  private final String prefix;
  private final CountDownLatch closed = new CountDownLatch(1);
  // Written at the start, then by the copying thread alone.
  private volatile Copy copy;

  /// @param place `gs://bucket` or `gs://bucket/prefix`
  /// @throws IllegalArgumentException it is no such place, or cannot be read now
  BucketConfigs(Storage storage, String place) {
    this.storage = storage;
    var parts = place.substring(SCHEME.length()).split("/", 2);
    bucket = parts[0];
    var below = parts.length == 1 ? "" : parts[1].replaceAll("/+$", "");
    prefix = below.isEmpty() ? "" : below + "/";
    try {
      copy = new Copy(read(Map.of()), "");
    } catch (StorageException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "CONFIGS_DIR=%s cannot be read: %s".formatted(place, e.getMessage()), e);
    }
  }

  @Override
  public List<String> templates() throws IOException {
    var now = copy;
    if (!now.trouble().isEmpty()) throw new IOException(now.trouble());
    return now.files().keySet().stream().filter(ConfigFiles::isTemplate).toList();
  }

  @Override
  public Stamp stamp(String path) {
    var held = copy.files().get(path);
    return held == null ? Stamp.MISSING : held.stamp();
  }

  @Override
  public Content read(String path) {
    var held = copy.files().get(path);
    return held == null ? new Missing() : held.content();
  }

  @Override
  public String part() {
    return "configs";
  }

  @Override
  public State state() {
    return copy.trouble().isEmpty() ? State.UP : State.DEGRADED;
  }

  @Override
  public void start() {
    Thread.ofPlatform().daemon().name("configs-copy").start(this::keepUp);
  }

  private void keepUp() {
    try {
      while (!closed.await(EVERY_SECONDS, TimeUnit.SECONDS)) look();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Takes a new copy, or keeps the one that there is.
  void look() {
    var before = copy;
    try {
      copy = new Copy(read(before.files()), "");
      if (!before.trouble().isEmpty()) LOG.info("{}{} is read again", SCHEME, bucket);
    } catch (RuntimeException e) {
      // Whatever it is: the copy must go on being taken.
      if (before.trouble().isEmpty())
        LOG.error("{}{} cannot be read; the last copy stays in service", SCHEME, bucket, e);
      copy = new Copy(before.files(), "gs://" + bucket + " cannot be read: " + e.getMessage());
    }
  }

  private Map<String, Held> read(Map<String, Held> before) {
    var listed =
        storage.list(
            bucket,
            BlobListOption.prefix(prefix),
            BlobListOption.fields(BlobField.NAME, BlobField.GENERATION, BlobField.SIZE));
    var files = new TreeMap<String, Held>();
    listed
        .streamAll()
        .filter(blob -> blob.getName().endsWith(EXTENSION))
        .gather(Gatherers.mapConcurrent(AT_ONCE, blob -> Map.entry(path(blob), held(blob, before))))
        .forEach(each -> each.getValue().ifPresent(held -> files.put(each.getKey(), held)));
    return files;
  }

  private String path(Blob blob) {
    return blob.getName().substring(prefix.length());
  }

  /// @return empty: it went away since it was listed
  private Optional<Held> held(Blob blob, Map<String, Held> before) {
    var stamp = new Stamp(blob.getGeneration(), blob.getSize());
    @Nullable Held known = before.get(path(blob));
    if (known != null && known.stamp().equals(stamp)) return Optional.of(known);
    if (blob.getSize() > YamlFile.MAX_BYTES)
      return Optional.of(
          new Held(stamp, new Unreadable("is larger than " + YamlFile.MAX_BYTES / 1024 + " KB")));
    try {
      // Whatever it says now: were it newer than what was listed, the next look would see that.
      return Optional.of(new Held(stamp, text(storage.readAllBytes(bucket, blob.getName()))));
    } catch (StorageException e) {
      if (e.getCode() == 404) return Optional.empty();
      throw e;
    }
  }

  private static Content text(byte[] bytes) {
    try {
      return new Text(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException _) {
      return new Unreadable("is not UTF-8 text");
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
