package convergence.bigquery.rest;

import com.google.api.services.bigquery.model.GetServiceAccountResponse;
import com.google.api.services.bigquery.model.ListModelsResponse;
import com.google.api.services.bigquery.model.ProjectList;
import com.google.api.services.bigquery.model.ProjectReference;
import convergence.bigquery.http.Answer;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Call;
import convergence.bigquery.http.Reason;
import java.util.List;

/// What clients ask about projects before they come to the point.
public final class ProjectRoutes {
  private final String home;

  public ProjectRoutes(String home) {
    this.home = home;
  }

  public Answer list(Call call) {
    var project =
        new ProjectList.Projects()
            .setKind("bigquery#project")
            .setId(home)
            .setFriendlyName(home)
            .setNumericId(java.math.BigInteger.ONE)
            .setProjectReference(new ProjectReference().setProjectId(home));
    return Answer.ok(
        new ProjectList()
            .setKind("bigquery#projectList")
            .setProjects(List.of(project))
            .setTotalItems(1));
  }

  public Answer serviceAccount(Call call) {
    return Answer.ok(
        new GetServiceAccountResponse()
            .setKind("bigquery#getServiceAccountResponse")
            .setEmail("convergence@" + call.project() + ".localhost"));
  }

  /// There are never any.
  public Answer models(Call call) {
    return Answer.ok(new ListModelsResponse());
  }

  /// Nor is any found.
  @SuppressWarnings("DoNotCallSuggester") // a route answers by throwing, too
  public Answer model(Call call) {
    throw new ApiException(
        Reason.NOT_FOUND,
        "Not found: Model "
            + call.project()
            + ":"
            + call.path("dataset")
            + "."
            + call.path("model"));
  }
}
