package convergence.bigquery;

import convergence.bigquery.catalog.Datasets;
import convergence.bigquery.catalog.Routines;
import convergence.bigquery.catalog.Tables;
import convergence.bigquery.fault.Faults;
import convergence.bigquery.files.Export;
import convergence.bigquery.files.GsFiles;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Reason;
import convergence.bigquery.http.Route;
import convergence.bigquery.job.Failures;
import convergence.bigquery.job.JobBook;
import convergence.bigquery.job.Jobs;
import convergence.bigquery.load.FileJobs;
import convergence.bigquery.load.Streaming;
import convergence.bigquery.query.JobResults;
import convergence.bigquery.query.JobRows;
import convergence.bigquery.query.QueryDesk;
import convergence.bigquery.query.RowPages;
import convergence.bigquery.rest.DatasetRoutes;
import convergence.bigquery.rest.InsertRoutes;
import convergence.bigquery.rest.JobRoutes;
import convergence.bigquery.rest.Locations;
import convergence.bigquery.rest.ProjectRoutes;
import convergence.bigquery.rest.QueryRoutes;
import convergence.bigquery.rest.RoutineRoutes;
import convergence.bigquery.rest.RowRoutes;
import convergence.bigquery.rest.TableRoutes;
import convergence.bigquery.rest.UploadRoutes;
import convergence.bigquery.rows.Results;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Projects;
import convergence.bigquery.storage.StorageServer;
import convergence.embedded.duckdb.Sight;
import convergence.embedded.duckdb.SqlError;
import convergence.problem.Fault;
import convergence.warehouse.SqlFault;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// All desks for one visitor: the warehouse as far as the visitor sees it, and jobs, results and
/// files of its own.
record Office(Jobs jobs, List<Route> routes, StorageServer.Services storage) {
  /// As many as BigQuery's own limit of queries at once; the warehouse has fewer threads, and its reads have theirs.
  private static final int JOBS_AT_ONCE = 100;

  static Office open(BigQueryServer.Ground ground, Door.Visitor visitor, Faults faults) {
    var settings = ground.settings();
    String owner = visitor.dataset();
    var sight = owner.isEmpty() ? Sight.ALL : Sight.of(Set.of(owner, House.results(owner)));
    var folder = owner.isEmpty() ? ground.folder() : ground.folder().resolve("of").resolve(owner);
    var root = owner.isEmpty() ? settings.gsRoot() : settings.gsRoot().resolve(owner);
    var jobs = new Jobs(new JobBook(ground.store(), owner), faults, ground.clock(), JOBS_AT_ONCE);
    var rows = new JobRows(jobs, ground.clock());
    var house = new House(ground.warehouse(), new Projects(settings.home()), sight, rows);
    var results = new Results(folder.resolve("results"));
    var datasets = new Datasets(house, ground.store(), ground.clock());
    var tables = new Tables(house, datasets, ground.store(), ground.clock());
    var objects = new GsFiles(root);
    var queries = new QueryDesk(house, results, jobs, new Export(objects), ground.clock());
    var pages = new RowPages(house, results);
    var files = new FileJobs(house, objects, jobs);
    var streaming = new Streaming(house);
    var locations = new Locations(datasets, queries, ground.ids());
    var desks =
        new Surface.Desks(
            new ProjectRoutes(settings.home().isEmpty() ? "convergence" : settings.home()),
            new DatasetRoutes(datasets, tables),
            new TableRoutes(tables, pages),
            new RoutineRoutes(new Routines(house, ground.store())),
            new RowRoutes(pages),
            new JobRoutes(jobs, queries, files::submit, locations),
            new QueryRoutes(queries, jobs, pages, locations),
            new UploadRoutes(files, locations, ground.ids(), folder.resolve("uploads")),
            new InsertRoutes(house, tables, streaming, faults, ground.clock()));
    var storage =
        StorageServer.services(
            new StorageServer.Ground(
                house,
                name -> datasets.location(name).orElse("US"),
                pages,
                new JobResults(jobs),
                streaming,
                faults,
                ground.ids(),
                ground.clock(),
                folder.resolve("streams")));
    return new Office(jobs, Surface.routes(desks), storage);
  }

  /// Who answers each route, by the route's name.
  Map<String, Route.Handler> handlers() {
    return routes.stream().collect(Collectors.toMap(Route::api, Office::handler));
  }

  static Route.Handler handler(Route route) {
    return switch (route.serving()) {
      case Route.Serving.Served(var handler) ->
          call -> {
            try {
              return handler.answer(call);
            } catch (SqlError | SqlFault | Fault e) {
              throw Failures.of(e);
            }
          };
      case Route.Serving.Refused(var why) ->
          _ -> {
            throw new ApiException(
                Reason.NOT_IMPLEMENTED,
                route.api() + ": " + why + " is not served by the embedded warehouse.");
          };
    };
  }
}
