package convergence.bigquery.rest;

import com.google.api.services.bigquery.model.Dataset;
import com.google.api.services.bigquery.model.DatasetList;
import convergence.bigquery.catalog.Datasets;
import convergence.bigquery.catalog.Tables;
import convergence.bigquery.http.Answer;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Call;
import convergence.bigquery.http.Hashes;
import convergence.bigquery.http.Reason;
import convergence.bigquery.sql.DatasetName;
import java.util.List;
import java.util.Map;

/// `datasets.*`
public final class DatasetRoutes {
  /// The version of access policies that has conditions.
  private static final int LATEST_POLICY = 3;

  private static final long WEEK = 7 * 24;

  private final Datasets datasets;
  private final Tables tables;

  public DatasetRoutes(Datasets datasets, Tables tables) {
    this.datasets = datasets;
    this.tables = tables;
  }

  public Answer insert(Call call) {
    var body = call.body(Dataset.class);
    checkPolicy(call, body);
    return answer(
        call, datasets.create(DatasetName.of(body.getDatasetReference(), call.project()), body));
  }

  public Answer get(Call call) {
    var dataset = datasets.get(name(call));
    // Only who asks for a dataset is told what nobody has set.
    if (dataset.getMaxTimeTravelHours() == null) dataset.setMaxTimeTravelHours(WEEK);
    return answer(call, dataset);
  }

  public Answer list(Call call) {
    var filter =
        call.parameter("filter").map(text -> List.of(text.trim().split("\\s+"))).orElse(List.of());
    var page =
        Paged.of(
            call,
            datasets.list(call.project(), filter),
            dataset -> dataset.getDatasetReference().getDatasetId());
    var list = new DatasetList().setKind("bigquery#datasetList").setNextPageToken(page.next());
    if (!page.items().isEmpty()) list.setDatasets(page.items());
    return Answer.ok(list.setEtag(Hashes.etag(list.toString())));
  }

  public Answer patch(Call call) {
    return change(call, false);
  }

  public Answer update(Call call) {
    return change(call, true);
  }

  private Answer change(Call call, boolean replace) {
    var given = call.change(Dataset.class);
    checkPolicy(call, given);
    return answer(
        call, datasets.change(name(call), given, replace, call.header("If-Match").orElse(null)));
  }

  public Answer delete(Call call) {
    datasets.delete(name(call), call.flag("deleteContents"), tables);
    return Answer.empty(204, Map.of());
  }

  private static boolean knowsConditions(Call call) {
    long version = call.number("accessPolicyVersion").orElse(0L);
    if (version > LATEST_POLICY)
      throw new ApiException(
          Reason.INVALID,
          "Invalid value for accessPolicyVersion: " + version,
          "accessPolicyVersion");
    return version == LATEST_POLICY;
  }

  private static void checkPolicy(Call call, Dataset given) {
    if (knowsConditions(call) || given.getAccess() == null) return;
    if (given.getAccess().stream().anyMatch(entry -> entry.getCondition() != null))
      throw ApiException.invalid(
          "Dataset access entries with conditions need the access policy version 3.");
  }

  /// Who does not ask for the version that has conditions finds a mark in the role instead.
  private static Answer answer(Call call, Dataset dataset) {
    if (!knowsConditions(call))
      for (var entry : dataset.getAccess())
        if (entry.getCondition() != null)
          entry
              .setRole(
                  entry.getRole()
                      + "_withcond_"
                      + Hashes.sha256(entry.getCondition().toString()).substring(0, 20))
              .setCondition(null);
    return Answer.ok(dataset);
  }

  private static DatasetName name(Call call) {
    return new DatasetName(call.project(), call.path("dataset"));
  }
}
