package convergence.bigquery.catalog;

import com.google.api.client.util.Data;
import com.google.api.services.bigquery.model.Dataset;
import com.google.api.services.bigquery.model.DatasetList;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.http.Reason;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.sql.DatasetName;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Literals;
import convergence.bigquery.sql.Order;
import convergence.bigquery.sql.TableName;
import convergence.port.DocumentStore;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Datasets: the warehouse says which there are, the book what else is known of them.
public final class Datasets {
  private static final Set<String> FIXED =
      Set.of(
          "kind",
          "etag",
          "id",
          "selfLink",
          "datasetReference",
          "creationTime",
          "lastModifiedTime",
          "location",
          "type");

  /// Where datasets lie whose owners say nothing.
  public static final String HOME = "US";

  /// No dataset's name: it is in the book once there was a dataset that lies elsewhere.
  private static final String ELSEWHERE = "elsewhere";

  private final House house;
  private final ResourceBook<Dataset> book;
  private final InstantSource clock;

  public Datasets(House house, DocumentStore store, InstantSource clock) {
    this.house = house;
    this.book = new ResourceBook<>(store, "bigquery_datasets", Dataset.class);
    this.clock = clock;
  }

  public Dataset create(DatasetName name, Dataset given) {
    house.checkMayChange(name);
    check(given);
    if (house.has(name))
      throw new ApiException(Reason.DUPLICATE, "Already Exists: Dataset " + name);
    house.execute(
        Order.of(
            name.project(),
            "CREATE SCHEMA "
                + Literals.name(name.project())
                + "."
                + Literals.name(name.dataset())));
    long now = clock.millis();
    var dataset = Bodies.copy(given);
    dataset
        .setDatasetReference(name.reference())
        .setCreationTime(now)
        .setLastModifiedTime(now)
        .setLocation(location(given.getLocation()));
    if (!HOME.equals(dataset.getLocation())) book.put(ELSEWHERE, new Dataset());
    book.put(name.toString(), dataset);
    return shown(name, dataset);
  }

  /// @throws ApiException for what it does not serve
  private static void check(Dataset given) {
    if (Boolean.TRUE.equals(given.getIsCaseInsensitive()))
      throw Unserved.CASELESS_DATASET.refusal();
  }

  private static String location(@Nullable String asked) {
    if (asked == null || asked.isEmpty()) return HOME;
    return asked.length() <= 2 ? asked.toUpperCase(Locale.ROOT) : asked.toLowerCase(Locale.ROOT);
  }

  /// @throws ApiException there is none
  public Dataset get(DatasetName name) {
    return shown(name, kept(name));
  }

  private Dataset kept(DatasetName name) {
    if (!house.has(name)) throw House.missing(name);
    return book.find(name.toString()).orElseGet(() -> plain(name));
  }

  /// One that SQL or a pipeline made.
  private Dataset plain(DatasetName name) {
    return new Dataset()
        .setDatasetReference(name.reference())
        .setLocation(HOME)
        .setCreationTime(0L)
        .setLastModifiedTime(0L);
  }

  private static Dataset shown(DatasetName name, Dataset kept) {
    var dataset =
        Bodies.copy(kept)
            .setKind("bigquery#dataset")
            .setId(name.toString())
            .setSelfLink("/bigquery/v2/projects/" + name.project() + "/datasets/" + name.dataset())
            .setType("DEFAULT")
            .setDatasetReference(name.reference());
    if (dataset.getAccess() == null)
      dataset.setAccess(
          List.of(
              new Dataset.Access().setRole("OWNER").setSpecialGroup("projectOwners"),
              new Dataset.Access().setRole("WRITER").setSpecialGroup("projectWriters"),
              new Dataset.Access().setRole("READER").setSpecialGroup("projectReaders")));
    return dataset.setEtag(Etags.of(dataset));
  }

  public Optional<String> location(DatasetName name) {
    return house.has(name) ? Optional.ofNullable(kept(name).getLocation()) : Optional.empty();
  }

  /// All that there are, or ever were, lie at [#HOME].
  public boolean areAtHome() {
    return book.find(ELSEWHERE).isEmpty();
  }

  /// What new tables of the dataset begin with.
  Optional<Long> defaultExpiration(DatasetName name) {
    return Optional.ofNullable(kept(name).getDefaultTableExpirationMs());
  }

  /// What tables of the dataset compare texts by when they say nothing themselves.
  @Nullable String defaultCollation(DatasetName name) {
    return kept(name).getDefaultCollation();
  }

  /// @param replace true: what the caller leaves out goes; false: it stays
  /// @param wanted the etag that it must have now; null: any
  public Dataset change(DatasetName name, Dataset given, boolean replace, @Nullable String wanted) {
    house.checkMayChange(name);
    check(given);
    Etags.check(wanted, get(name).getEtag());
    var next =
        book.change(
            name.toString(),
            now -> {
              var before = now == null ? plain(name) : now;
              var after = replace ? fixed(before) : Bodies.copy(before);
              given.forEach(
                  (field, value) -> {
                    if (!FIXED.contains(field)) set(after, field, value);
                  });
              if (after.getLabels() != null)
                after.setLabels(merged(before.getLabels(), given.getLabels(), replace));
              return after.setLastModifiedTime(clock.millis());
            });
    return shown(name, next);
  }

  private static Dataset fixed(Dataset before) {
    return new Dataset()
        .setDatasetReference(before.getDatasetReference())
        .setCreationTime(before.getCreationTime())
        .setLocation(before.getLocation());
  }

  static void set(
      com.google.api.client.json.GenericJson resource, String field, @Nullable Object value) {
    if (value != null && !Data.isNull(value)) resource.set(field, value);
    else if (resource.getClassInfo().getFieldInfo(field) == null) resource.remove(field);
    else resource.set(field, null);
  }

  /// A label whose value is null goes.
  static @Nullable Map<String, String> merged(
      @Nullable Map<String, String> before, @Nullable Map<String, String> given, boolean replace) {
    if (given == null) return replace ? null : before;
    if (Data.isNull(given)) return null;
    var labels = new HashMap<String, String>(replace || before == null ? Map.of() : before);
    given.forEach(
        (key, value) -> {
          if (value == null || Data.isNull(value)) labels.remove(key);
          else labels.put(key, value);
        });
    return labels;
  }

  /// @throws ApiException it holds tables and `contents` is false
  public void delete(DatasetName name, boolean contents, Tables tables) {
    house.checkMayChange(name);
    if (!house.has(name)) throw House.missing(name);
    var inside = house.tables(name);
    if (!inside.isEmpty() && !contents)
      throw new ApiException(Reason.RESOURCE_IN_USE, "Dataset " + name + " is still in use");
    for (String table : inside) tables.delete(new TableName(name.project(), name.dataset(), table));
    house.execute(
        Order.of(
            name.project(),
            "DROP SCHEMA "
                + Literals.name(name.project())
                + "."
                + Literals.name(name.dataset())
                + " CASCADE"));
    book.delete(name.toString());
  }

  /// @param filter `labels.key:value` terms; none: all
  public List<DatasetList.Datasets> list(String project, List<String> filter) {
    return house.datasets(project).stream()
        .filter(name -> !name.dataset().startsWith(House.HIDDEN))
        .map(this::kept)
        .filter(dataset -> matches(dataset, filter))
        .map(
            dataset ->
                new DatasetList.Datasets()
                    .setKind("bigquery#dataset")
                    .setId(project + ":" + dataset.getDatasetReference().getDatasetId())
                    .setDatasetReference(dataset.getDatasetReference())
                    .setFriendlyName(dataset.getFriendlyName())
                    .setLabels(dataset.getLabels())
                    .setLocation(dataset.getLocation()))
        .toList();
  }

  private static boolean matches(Dataset dataset, List<String> filter) {
    Map<String, String> labels = dataset.getLabels() == null ? Map.of() : dataset.getLabels();
    for (String term : filter) {
      var parts = term.replaceFirst("^labels\\.", "").split(":", 2);
      if (!labels.containsKey(parts[0])) return false;
      if (parts.length == 2 && !parts[1].equals(labels.get(parts[0]))) return false;
    }
    return true;
  }
}
