package convergence.settings;

import convergence.settings.Variable.Use;
import convergence.yaml.Suggestion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What the environment says, checked as a whole before anything starts. A blank variable is not set.
public final class Settings {
  /// What stands behind the ports of this process.
  public enum Foundation {
    EMBEDDED,
    GOOGLE
  }

  private static final List<String> OURS =
      List.of("RATE_LIMIT_", "METADATA_LOG_", "RETENTION_", "KMS_", "API_", "BQ_", "SMTP_");

  private final Foundation foundation;
  private final Map<String, String> given;
  private final List<String> unknown;

  private Settings(Foundation foundation, Map<String, String> given, List<String> unknown) {
    this.foundation = foundation;
    this.given = Map.copyOf(given);
    this.unknown = List.copyOf(unknown);
  }

  /// @throws IllegalArgumentException naming each variable that cannot be used, and what would fit
  public static Settings read(Map<String, String> environment, Foundation foundation) {
    var given = new HashMap<String, String>();
    var faults = new ArrayList<String>();
    for (var variable : Variables.ALL) {
      var value = environment.get(variable.name());
      if (value == null || value.isBlank()) continue;
      try {
        given.put(variable.name(), variable.kind().checked(value.strip()));
      } catch (IllegalArgumentException e) {
        faults.add(fault(variable, value.strip()));
      }
    }
    var settings = new Settings(foundation, given, unknown(environment));
    if (faults.isEmpty()) faults.addAll(Combinations.faults(settings));
    if (!faults.isEmpty()) throw new IllegalArgumentException(String.join("\n", faults));
    return settings;
  }

  private static String fault(Variable variable, String value) {
    String shown = variable.kind().hidden() ? "" : "; not \"" + shortened(value) + "\"";
    return variable.name() + " is " + variable.kind().says() + shown;
  }

  private static String shortened(String value) {
    return value.length() <= 80 ? value : value.substring(0, 80) + "…";
  }

  /// The effective value: what was given, or the variable's own; empty: neither.
  public Optional<String> value(String name) {
    return Optional.ofNullable(effective(known(name)));
  }

  /// Whether the environment sets it.
  public boolean given(String name) {
    return given.containsKey(known(name).name());
  }

  public boolean on(String name) {
    return value(name).equals(Optional.of("true"));
  }

  public Foundation foundation() {
    return foundation;
  }

  /// The KMS key, from either way to name it.
  public Optional<KmsKey> kmsKey() {
    return KmsKey.of(given::get);
  }

  /// The settings that the variables become, for the application context.
  public Map<String, Object> properties() {
    var properties = new TreeMap<String, Object>();
    for (var variable : Variables.ALL) {
      var value = effective(variable);
      if (variable.property() == null || value == null) continue;
      properties.put(
          variable.property(), variable.kind() instanceof Kind.Whole w ? value + w.unit() : value);
    }
    return properties;
  }

  /// Every variable with its effective value, in the order of the documentation; secrets are `***`, and what has
  /// no value is absent.
  public Map<String, String> shown() {
    var shown = new LinkedHashMap<String, String>();
    for (var variable : Variables.ALL) {
      var value = effective(variable);
      if (value == null || value.isEmpty()) continue;
      shown.put(variable.name(), variable.kind().hidden() ? "***" : value);
    }
    return shown;
  }

  /// Sentences about what was set and has no effect here.
  public List<String> warnings() {
    var warnings = new ArrayList<String>();
    for (var variable : Variables.ALL) {
      if (!given.containsKey(variable.name())) continue;
      if (variable.use() == Use.NOTHING)
        warnings.add(variable.name() + " selects nothing: " + variable.meaning());
      if (variable.use() == Use.GOOGLE && foundation == Foundation.EMBEDDED)
        warnings.add(variable.name() + " has no effect on the embedded foundation");
    }
    warnings.addAll(unknown);
    warnings.addAll(Combinations.warnings(this));
    return warnings;
  }

  private @Nullable String effective(Variable variable) {
    return given.getOrDefault(variable.name(), variable.standard());
  }

  private static Variable known(String name) {
    return Variables.find(name)
        .orElseThrow(() -> new IllegalArgumentException("not a variable: " + name));
  }

  private static List<String> unknown(Map<String, String> environment) {
    var names = Variables.ALL.stream().map(Variable::name).toList();
    var sentences = new ArrayList<String>();
    for (var name : new TreeMap<>(environment).keySet()) {
      if (names.contains(name) || OURS.stream().noneMatch(name::startsWith)) continue;
      String near = Suggestion.among(name, names);
      if (!near.isEmpty()) sentences.add(name + " is not a variable of Convergence" + near);
    }
    return sentences;
  }
}
