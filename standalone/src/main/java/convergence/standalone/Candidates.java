package convergence.standalone;

import convergence.port.TimeAndChance;
import convergence.template.PipelineTemplate;
import convergence.template.TemplateCatalog;
import convergence.template.TemplateFiles;
import convergence.template.TemplateKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The templates that `validate` looks at: all of the catalogue, or those of the given paths.
final class Candidates {
  /// What lies among templates and is none.
  private static final Set<String> OTHER_FOLDERS = Set.of("dq", "metadata");

  private final Path configs;
  private final TemplateCatalog catalog;
  private final TemplateFiles files;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<PipelineTemplate, String> chosen = new LinkedHashMap<>();
  private int count;

  private Candidates(Path configs) {
    this.configs = configs.toAbsolutePath().normalize();
    this.catalog = new TemplateCatalog(configs, new TimeAndChance().instants());
    this.files = new TemplateFiles(configs);
  }

  /// @param paths none: the whole catalogue
  static Candidates of(Path configs, List<Path> paths) {
    var candidates = new Candidates(configs);
    if (paths.isEmpty()) candidates.addCatalogue();
    for (var path : paths) candidates.add(path);
    return candidates;
  }

  /// Each good template, and how its file is called.
  Map<PipelineTemplate, String> chosen() {
    return chosen;
  }

  /// The chosen ones, and the rest of the catalogue behind them.
  List<PipelineTemplate> all() {
    var all = new ArrayList<>(chosen.keySet());
    var keys = new HashSet<TemplateKey>();
    for (var template : all) keys.add(template.key());
    for (var template : catalog.templates()) if (keys.add(template.key())) all.add(template);
    return all;
  }

  /// What is wrong with those that are not good.
  List<Finding> findings() {
    return findings;
  }

  int count() {
    return count;
  }

  private void addCatalogue() {
    for (var template : catalog.templates()) chosen.put(template, template.key().file());
    count = chosen.size();
    for (var fault : catalog.faults()) {
      if (!fault.key().template().isEmpty()) count++;
      for (var error : fault.errors()) findings.add(Finding.of("error", fault.file(), error));
    }
  }

  private void add(Path path) {
    if (Files.isDirectory(path)) below(path).forEach(this::file);
    else if (Files.exists(path)) file(path);
    else throw new Sorry("There is no file or folder " + path + ".");
  }

  private static List<Path> below(Path folder) {
    try (var all = Files.walk(folder)) {
      return all.filter(file -> isTemplate(folder, file)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isTemplate(Path folder, Path file) {
    String name = file.getFileName().toString();
    if (!name.endsWith(".yml") && !name.endsWith(".yaml")) return false;
    if (name.equals("plans.yml") || !Files.isRegularFile(file)) return false;
    for (var part : folder.relativize(file))
      if (OTHER_FOLDERS.contains(part.toString())) return false;
    return true;
  }

  private void file(Path file) {
    count++;
    String name = name(file);
    var read = files.read(file);
    for (var error : read.errors()) findings.add(Finding.of("error", name, error));
    if (read.template() != null) chosen.put(read.template(), name);
  }

  /// As the catalogue calls its files; else as it was given.
  private String name(Path file) {
    var path = file.toAbsolutePath().normalize();
    return path.startsWith(configs) ? "configs/" + configs.relativize(path) : file.toString();
  }
}
