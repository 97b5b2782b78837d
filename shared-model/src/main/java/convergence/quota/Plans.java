package convergence.quota;

import convergence.configs.ConfigFiles;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The plans that a tenant can have, from `plans.yml`: a map from plan name to the keys of seed 000 §4, at the
/// top or under `plans:`. An absent or null limit is no limit.
public final class Plans {
  private static final Set<String> KEYS =
      Set.of(
          "max_team_members",
          "max_providers",
          "max_pipelines_per_day",
          "max_pipelines_per_month",
          "max_concurrent_pipelines",
          "price_usd");
  private final Map<String, Plan> byName;

  public Plans(Map<String, Plan> byName) {
    this.byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  /// @throws IllegalArgumentException naming file and key, when the file cannot be used
  public static Plans load(ConfigFiles configs) {
    var yaml = new Load(LoadSettings.builder().setLabel("plans.yml").build());
    return switch (configs.read("plans.yml")) {
      case ConfigFiles.Text(String text) -> parse(yaml.loadFromString(text));
      case ConfigFiles.Unreadable(String why) ->
          throw new IllegalArgumentException("plans.yml " + why);
      case ConfigFiles.Missing _ ->
          throw new IllegalArgumentException(
              "plans.yml is missing in the configuration folder; copy it from configs/plans.yml");
    };
  }

  /// The same plans, none with more runs at once than this.
  Plans under(int ceiling) {
    var lower = new LinkedHashMap<String, Plan>();
    byName.forEach((name, plan) -> lower.put(name, plan.under(ceiling)));
    return new Plans(lower);
  }

  public Optional<Plan> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Map<String, Plan> all() {
    return byName;
  }

  private static Plans parse(@Nullable Object root) {
    var top = map(root, "plans.yml");
    if (top.size() == 1 && top.containsKey("plans")) top = map(top.get("plans"), "plans");
    var plans = new LinkedHashMap<String, Plan>();
    for (var entry : top.entrySet())
      plans.put(entry.getKey(), plan(entry.getKey(), entry.getValue()));
    if (plans.isEmpty()) throw new IllegalArgumentException("plans.yml names no plan");
    return new Plans(plans);
  }

  private static Plan plan(String name, @Nullable Object value) {
    var keys = map(value, name);
    for (var key : keys.keySet())
      if (!KEYS.contains(key))
        throw new IllegalArgumentException(
            "plans.yml: " + name + "." + key + " is not a plan's key; known are " + KEYS);
    var price = keys.get("price_usd");
    return new Plan(
        name,
        number(name, "max_team_members", keys),
        number(name, "max_providers", keys),
        new Limits(
            number(name, "max_pipelines_per_day", keys),
            number(name, "max_pipelines_per_month", keys),
            number(name, "max_concurrent_pipelines", keys)),
        price == null ? null : new BigDecimal(price.toString()));
  }

  private static @Nullable Integer number(String plan, String key, Map<String, Object> keys) {
    return switch (keys.get(key)) {
      case null -> null;
      case Integer n when n >= 0 -> n;
      case Object other ->
          throw new IllegalArgumentException(
              "plans.yml: "
                  + plan
                  + "."
                  + key
                  + " is a whole number from 0, or null for no limit; not "
                  + other);
    };
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(@Nullable Object value, String where) {
    if (value instanceof Map<?, ?> m && m.keySet().stream().allMatch(String.class::isInstance))
      return (Map<String, Object>) m;
    throw new IllegalArgumentException("plans.yml: " + where + " is a map of keys");
  }
}
