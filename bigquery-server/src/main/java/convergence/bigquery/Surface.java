package convergence.bigquery;

import static convergence.bigquery.http.Route.refused;
import static convergence.bigquery.http.Route.served;

import convergence.bigquery.http.Route;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.rest.DatasetRoutes;
import convergence.bigquery.rest.InsertRoutes;
import convergence.bigquery.rest.JobRoutes;
import convergence.bigquery.rest.ProjectRoutes;
import convergence.bigquery.rest.QueryRoutes;
import convergence.bigquery.rest.RoutineRoutes;
import convergence.bigquery.rest.RowRoutes;
import convergence.bigquery.rest.TableRoutes;
import convergence.bigquery.rest.UploadRoutes;
import java.util.List;

/// Every method of BigQuery's REST API: who answers it, or why it is refused. The server routes by
/// this table and docs/bigquery.md is made of it.
final class Surface {
  private static final String PROJECT = "/projects/{project}";
  private static final String DATASETS = PROJECT + "/datasets";
  private static final String DATASET = DATASETS + "/{dataset}";
  private static final String TABLES = DATASET + "/tables";
  private static final String TABLE = TABLES + "/{table}";
  private static final String MODEL = DATASET + "/models/{model}";
  private static final String ROUTINES = DATASET + "/routines";
  private static final String ROUTINE = ROUTINES + "/{routine}";
  private static final String POLICIES = TABLE + "/rowAccessPolicies";
  private static final String UPLOAD = "/upload" + PROJECT + "/jobs";
  private static final String JOBS = PROJECT + "/jobs";

  private static final String NO_IAM =
      "Who may do what is settled by API keys, not by IAM policies";
  private static final String NO_POLICIES = "Row access policies";

  private Surface() {}

  /// Who answers.
  record Desks(
      ProjectRoutes projects,
      DatasetRoutes datasets,
      TableRoutes tables,
      RoutineRoutes routines,
      RowRoutes rows,
      JobRoutes jobs,
      QueryRoutes queries,
      UploadRoutes uploads,
      InsertRoutes inserts) {}

  static List<Route> routes(Desks d) {
    return List.of(
        served("projects.list", "GET", "/projects", d.projects()::list),
        served(
            "projects.getServiceAccount",
            "GET",
            PROJECT + "/serviceAccount",
            d.projects()::serviceAccount),
        served("datasets.list", "GET", DATASETS, d.datasets()::list),
        served("datasets.insert", "POST", DATASETS, d.datasets()::insert),
        served("datasets.get", "GET", DATASET, d.datasets()::get),
        served("datasets.patch", "PATCH", DATASET, d.datasets()::patch),
        served("datasets.update", "PUT", DATASET, d.datasets()::update),
        served("datasets.delete", "DELETE", DATASET, d.datasets()::delete),
        refused(
            "datasets.undelete", "POST", DATASET + ":undelete", "Bringing a deleted dataset back"),
        served("tables.list", "GET", TABLES, d.tables()::list),
        served("tables.insert", "POST", TABLES, d.tables()::insert),
        served("tables.get", "GET", TABLE, d.tables()::get),
        served("tables.patch", "PATCH", TABLE, d.tables()::patch),
        served("tables.update", "PUT", TABLE, d.tables()::update),
        served("tables.delete", "DELETE", TABLE, d.tables()::delete),
        refused("tables.getIamPolicy", "POST", TABLE + ":getIamPolicy", NO_IAM),
        refused("tables.setIamPolicy", "POST", TABLE + ":setIamPolicy", NO_IAM),
        refused("tables.testIamPermissions", "POST", TABLE + ":testIamPermissions", NO_IAM),
        served("tabledata.list", "GET", TABLE + "/data", d.rows()::list),
        served("tabledata.insertAll", "POST", TABLE + "/insertAll", d.inserts()::insertAll),
        served("jobs.list", "GET", JOBS, d.jobs()::list),
        served("jobs.insert", "POST", JOBS, d.jobs()::insert),
        served("jobs.insert (upload)", "POST", UPLOAD, d.uploads()::begin),
        served("jobs.insert (upload, next piece)", "PUT", UPLOAD, d.uploads()::put),
        served("jobs.get", "GET", JOBS + "/{job}", d.jobs()::get),
        served("jobs.cancel", "POST", JOBS + "/{job}/cancel", d.jobs()::cancel),
        served("jobs.delete", "DELETE", JOBS + "/{job}/delete", d.jobs()::delete),
        served("jobs.query", "POST", PROJECT + "/queries", d.queries()::query),
        served("jobs.getQueryResults", "GET", PROJECT + "/queries/{job}", d.queries()::results),
        served("routines.list", "GET", ROUTINES, d.routines()::list),
        served("routines.insert", "POST", ROUTINES, d.routines()::insert),
        served("routines.get", "GET", ROUTINE, d.routines()::get),
        served("routines.update", "PUT", ROUTINE, d.routines()::update),
        served("routines.delete", "DELETE", ROUTINE, d.routines()::delete),
        refused("routines.getIamPolicy", "POST", ROUTINE + ":getIamPolicy", NO_IAM),
        refused("routines.setIamPolicy", "POST", ROUTINE + ":setIamPolicy", NO_IAM),
        refused("routines.testIamPermissions", "POST", ROUTINE + ":testIamPermissions", NO_IAM),
        served("models.list", "GET", DATASET + "/models", d.projects()::models),
        served("models.get", "GET", MODEL, d.projects()::model),
        served("models.patch", "PATCH", MODEL, d.projects()::model),
        served("models.delete", "DELETE", MODEL, d.projects()::model),
        refused("rowAccessPolicies.list", "GET", POLICIES, NO_POLICIES),
        refused("rowAccessPolicies.insert", "POST", POLICIES, NO_POLICIES),
        refused("rowAccessPolicies.batchDelete", "POST", POLICIES + ":batchDelete", NO_POLICIES),
        refused("rowAccessPolicies.get", "GET", POLICIES + "/{policy}", NO_POLICIES),
        refused("rowAccessPolicies.update", "PUT", POLICIES + "/{policy}", NO_POLICIES),
        refused("rowAccessPolicies.delete", "DELETE", POLICIES + "/{policy}", NO_POLICIES));
  }

  /// The second table of docs/bigquery.md.
  static String unserved() {
    var text = new StringBuilder("| answered with 501 | what does instead |\n|---|---|\n");
    for (var one : Unserved.values())
      text.append("| ").append(one.feature()).append(" | ").append(one.instead()).append(" |\n");
    return text.toString();
  }

  /// The first table of docs/bigquery.md.
  static String described(List<Route> routes) {
    var text = new StringBuilder("| method of the API | answer |\n|---|---|\n");
    for (var route : routes) {
      String answer =
          switch (route.serving()) {
            case Route.Serving.Served _ -> "served";
            case Route.Serving.Refused(var why) -> "501: " + why;
          };
      text.append("| `").append(route.api()).append("` | ").append(answer).append(" |\n");
    }
    return text.toString();
  }
}
