package convergence.template;

import convergence.configs.ConfigFiles;
import convergence.configs.ConfigFiles.Content;
import convergence.configs.ConfigFiles.Missing;
import convergence.configs.ConfigFiles.Stamp;
import convergence.configs.ConfigFiles.Text;
import convergence.configs.ConfigFiles.Unreadable;
import convergence.configs.ConfigFolder;
import convergence.problem.FieldError;
import convergence.problem.Refusal;
import convergence.problem.RefusedException;
import convergence.tenant.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every template below CONFIGS_DIR, good or broken. An edited file is seen within a second, on the next
/// access; a bad new version of a good file leaves the last good one in service and is told by [#faults].
/// Any thread may ask; an access between two looks at the folder costs a clock reading and a look-up.
public final class TemplateCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(TemplateCatalog.class);
  private static final long LOOK_EVERY_MS = 1_000;

  /// A file this young may change again under the same stamp.
  private static final long SETTLED_AFTER_MS = 2_000;

  private static final Pattern PRINTABLE = Pattern.compile("[A-Za-z0-9_.-]{1,100}");

  /// @param good the version in service; null: there is none
  /// @param errors of the newest version; empty when that is in service
  /// @param suites paths of the suites that it names
  private record Entry(
      String path,
      String contentHash,
      @Nullable PipelineTemplate good,
      List<FieldError> errors,
      Set<String> suites) {}

  /// @param stamps of all files that were read
  private record Snapshot(
      Map<TemplateKey, Entry> entries,
      Map<String, Stamp> stamps,
      boolean settled,
      boolean readable) {}

  private final ConfigFiles folder;
  private final InstantSource clock;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile @Nullable Snapshot snapshot;
  private volatile long lastLook;

  /// @param configs the folder CONFIGS_DIR; it may be missing, then there are no templates and one fault
  public TemplateCatalog(Path configs, InstantSource clock) {
    this(new ConfigFolder(configs), clock);
  }

  public TemplateCatalog(ConfigFiles configs, InstantSource clock) {
    this.folder = configs;
    this.clock = clock;
  }

  /// @return the template in service
  /// @throws RefusedException `NotFound` naming the file, or `BadTemplate` with its faults
  public PipelineTemplate get(TemplateKey key) {
    var entry = current().entries().get(key);
    if (entry == null) throw new RefusedException(new Refusal.NotFound(missing(key)));
    if (entry.good() == null) throw new RefusedException(fault(key, entry).refusal());
    return entry.good();
  }

  /// The same by the parts of a path; provider and domain in any case.
  public PipelineTemplate get(String provider, String domain, String template) {
    return get(
        new TemplateKey(
            provider.toLowerCase(Locale.ROOT), domain.toLowerCase(Locale.ROOT), template));
  }

  /// The template whose pipeline id for this tenant is `pipelineId`.
  public Optional<TemplateKey> byPipelineId(TenantId tenant, String pipelineId) {
    for (var entry : current().entries().entrySet()) {
      var good = entry.getValue().good();
      String id =
          good == null
              ? tenant + "-" + entry.getKey().toString().replace('/', '-')
              : good.pipelineIdFor(tenant);
      if (id.equals(pipelineId)) return Optional.of(entry.getKey());
    }
    return Optional.empty();
  }

  /// All templates in service, by key.
  public List<PipelineTemplate> templates() {
    var good = new ArrayList<PipelineTemplate>();
    for (var entry : current().entries().values()) if (entry.good() != null) good.add(entry.good());
    return good;
  }

  /// All that is wrong in the folder now; health is degraded while there is any.
  public List<TemplateFault> faults() {
    var now = current();
    var faults = new ArrayList<TemplateFault>();
    if (!now.readable())
      faults.add(
          new TemplateFault(
              new TemplateKey("", "", ""),
              "configs/",
              List.of(FieldError.of("", "the folder of templates cannot be read; see CONFIGS_DIR")),
              !now.entries().isEmpty()));
    now.entries()
        .forEach(
            (key, entry) -> {
              if (!entry.errors().isEmpty()) faults.add(fault(key, entry));
            });
    return faults;
  }

  private static TemplateFault fault(TemplateKey key, Entry entry) {
    return new TemplateFault(key, "configs/" + entry.path(), entry.errors(), entry.good() != null);
  }

  private static String missing(TemplateKey key) {
    boolean printable =
        PRINTABLE.matcher(key.provider()).matches()
            && (key.domain().isEmpty() || PRINTABLE.matcher(key.domain()).matches())
            && PRINTABLE.matcher(key.template()).matches();
    return printable ? "There is no template " + key.file() + "." : "There is no such template.";
  }

  private Snapshot current() {
    var now = snapshot;
    long time = clock.millis();
    if (now != null && Math.abs(time - lastLook) < LOOK_EVERY_MS) return now;
    if (now == null) looking.lock();
    else if (!looking.tryLock()) return now;
    try {
      var before = snapshot;
      if (before == null || Math.abs(time - lastLook) >= LOOK_EVERY_MS) {
        snapshot = look(before, time);
        lastLook = time;
      }
      return java.util.Objects.requireNonNull(snapshot);
    } finally {
      looking.unlock();
    }
  }

  private Snapshot look(@Nullable Snapshot before, long time) {
    var paths = new TreeMap<TemplateKey, String>(Comparator.comparing(TemplateKey::toString));
    try {
      for (var path : folder.templates()) paths.put(key(path), path);
    } catch (IOException gone) {
      if (before == null || before.readable())
        LOG.warn("the folder of templates cannot be read: {}", gone.toString());
      return before == null
          ? new Snapshot(Map.of(), Map.of(), false, false)
          : new Snapshot(before.entries(), Map.of(), false, false);
    }
    var files = new TreeSet<>(paths.values());
    if (before != null) before.entries().values().forEach(entry -> files.addAll(entry.suites()));
    var stamps = new HashMap<String, Stamp>();
    for (String file : files) stamps.put(file, folder.stamp(file));
    if (before != null && before.settled() && before.stamps().equals(stamps)) return before;
    return read(before == null ? Map.of() : before.entries(), paths, stamps, time);
  }

  private static TemplateKey key(String path) {
    var parts = path.substring(0, path.length() - ConfigFiles.EXTENSION.length()).split("/", -1);
    return parts.length == 2
        ? TemplateKey.ofCustomer(parts[1])
        : new TemplateKey(parts[0], parts[1], parts[2]);
  }

  private Snapshot read(
      Map<TemplateKey, Entry> before,
      Map<TemplateKey, String> paths,
      Map<String, Stamp> stamps,
      long time) {
    var entries = new TreeMap<TemplateKey, Entry>(Comparator.comparing(TemplateKey::toString));
    var read = new HashMap<String, Content>();
    paths.forEach((key, path) -> entries.put(key, entry(before.get(key), key, path, read, stamps)));
    refuseDoubledIds(entries, before);
    boolean settled =
        stamps.values().stream()
            .allMatch(stamp -> Math.abs(time - stamp.modified()) > SETTLED_AFTER_MS);
    return new Snapshot(entries, Map.copyOf(stamps), settled, true);
  }

  private Entry entry(
      @Nullable Entry before,
      TemplateKey key,
      String path,
      Map<String, Content> read,
      Map<String, Stamp> stamps) {
    var content = read.computeIfAbsent(path, folder::read);
    if (!(content instanceof Text(String text)))
      return broken(before, path, List.of(FieldError.at("", "the file " + why(content), 1, 1)));
    if (before != null && hash(text, before.suites(), read).equals(before.contentHash()))
      return before;
    var result =
        TemplateReader.read(
            key,
            text,
            suite -> {
              stamps.computeIfAbsent(suite, folder::stamp);
              return text(read.computeIfAbsent(suite, folder::read));
            });
    String hash = hash(text, result.suites(), read);
    var template = result.template();
    if (template == null) {
      var first = result.errors().getFirst();
      LOG.warn("configs/{}:{}: {}", path, first.line(), first.detail());
      var kept = broken(before, path, result.errors());
      return new Entry(path, hash, kept.good(), kept.errors(), result.suites());
    }
    return new Entry(path, hash, template.withHash(hash), List.of(), result.suites());
  }

  private static Entry broken(@Nullable Entry before, String path, List<FieldError> errors) {
    return before == null
        ? new Entry(path, "", null, errors, Set.of())
        : new Entry(path, "", before.good(), errors, before.suites());
  }

  private static String why(Content content) {
    return switch (content) {
      case Unreadable unreadable -> unreadable.why();
      case Missing _, Text _ -> "is gone";
    };
  }

  private static Optional<String> text(Content content) {
    return content instanceof Text(String text) ? Optional.of(text) : Optional.empty();
  }

  /// Of the file and its suites, so that an edited suite makes a new template.
  private String hash(String text, Set<String> suites, Map<String, Content> read) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(text.getBytes(StandardCharsets.UTF_8));
      for (String suite : new TreeSet<>(suites)) {
        digest.update((byte) 0);
        digest.update(suite.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        text(read.computeIfAbsent(suite, folder::read))
            .ifPresent(content -> digest.update(content.getBytes(StandardCharsets.UTF_8)));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// The template that had an id before keeps it; among newcomers the first by key has it.
  private static void refuseDoubledIds(
      Map<TemplateKey, Entry> entries, Map<TemplateKey, Entry> before) {
    var owners = new HashMap<String, TemplateKey>();
    var keys = new ArrayList<>(entries.keySet());
    keys.sort(Comparator.comparing(key -> !hadId(key, entries, before)));
    for (var key : keys) {
      var entry = java.util.Objects.requireNonNull(entries.get(key));
      if (entry.good() == null) continue;
      var owner = owners.putIfAbsent(entry.good().idFor("{tenant_id}"), key);
      if (owner == null) continue;
      var errors = new ArrayList<>(entry.errors());
      errors.add(
          FieldError.at(
              "pipeline_id",
              "pipeline_id is that of %s too; each template needs its own".formatted(owner.file()),
              entry.good().idLine(),
              1));
      entries.put(key, new Entry(entry.path(), "", null, errors, entry.suites()));
    }
  }

  private static boolean hadId(
      TemplateKey key, Map<TemplateKey, Entry> entries, Map<TemplateKey, Entry> before) {
    var now = entries.get(key);
    var then = before.get(key);
    return now != null
        && then != null
        && now.good() != null
        && then.good() != null
        && now.good().idFor("").equals(then.good().idFor(""));
  }
}
