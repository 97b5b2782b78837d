package convergence.bigquery;

import convergence.bigquery.catalog.Datasets;
import convergence.bigquery.catalog.Tables;
import convergence.bigquery.fault.Faults;
import convergence.bigquery.files.Export;
import convergence.bigquery.files.GsFiles;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.HttpEdge;
import convergence.bigquery.http.Route;
import convergence.bigquery.job.JobBook;
import convergence.bigquery.job.Jobs;
import convergence.bigquery.load.FileJobs;
import convergence.bigquery.load.Streaming;
import convergence.bigquery.query.QueryDesk;
import convergence.bigquery.query.RowPages;
import convergence.bigquery.rest.DatasetRoutes;
import convergence.bigquery.rest.FaultRoutes;
import convergence.bigquery.rest.InsertRoutes;
import convergence.bigquery.rest.JobRoutes;
import convergence.bigquery.rest.Locations;
import convergence.bigquery.rest.ProjectRoutes;
import convergence.bigquery.rest.QueryRoutes;
import convergence.bigquery.rest.RowRoutes;
import convergence.bigquery.rest.TableRoutes;
import convergence.bigquery.rest.UploadRoutes;
import convergence.bigquery.rows.Results;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.Projects;
import convergence.bigquery.storage.StorageServer;
import convergence.embedded.duckdb.DuckDbWarehouse;
import convergence.port.DocumentStore;
import convergence.port.Ids;
import io.micronaut.context.BeanContext;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// BigQuery on loopback, over an open warehouse.
public final class BigQueryServer implements AutoCloseable {
  private static final int JOBS_AT_ONCE = 16;
  private static final String FAULTS = "/faults";
  private final HttpEdge edge;
  private final StorageServer storage;
  private final Jobs jobs;
  private final List<Route> routes;
  private final Faults faults;

  /// What the server stands on.
  ///
  /// @param folder where results are kept
  public record Ground(
      DuckDbWarehouse warehouse,
      DocumentStore store,
      Path folder,
      InstantSource clock,
      Ids ids,
      Settings settings) {}

  /// From the beans of an open data folder.
  public static Ground ground(BeanContext beans, Path dataDir, Settings settings) {
    return new Ground(
        beans.getBean(DuckDbWarehouse.class),
        beans.getBean(DocumentStore.class),
        dataDir.resolve("bigquery"),
        beans.getBean(InstantSource.class),
        beans.getBean(Ids.class),
        settings);
  }

  /// @param port 0: any free one
  /// @param home the project whose datasets are the warehouse's own; empty: all of them
  public record Settings(int port, int grpcPort, String home, Path gsRoot) {}

  private BigQueryServer(
      HttpEdge edge, StorageServer storage, Jobs jobs, List<Route> routes, Faults faults) {
    this.faults = faults;
    this.routes = List.copyOf(routes);
    this.edge = edge;
    this.storage = storage;
    this.jobs = jobs;
  }

  public static BigQueryServer start(Ground ground) {
    var settings = ground.settings();
    var house = new House(ground.warehouse(), new Projects(settings.home()));
    var results = new Results(ground.folder().resolve("results"));
    var faults = new Faults();
    var jobs = new Jobs(new JobBook(ground.store()), faults, ground.clock(), JOBS_AT_ONCE);
    jobs.settle(ground.warehouse()::find);
    var datasets = new Datasets(house, ground.store(), ground.clock());
    var tables = new Tables(house, datasets, ground.store(), ground.clock());
    var objects = new GsFiles(settings.gsRoot());
    var queries = new QueryDesk(house, results, jobs, new Export(objects), ground.clock());
    var pages = new RowPages(house, results);
    var files = new FileJobs(house, objects, jobs);
    var streaming = new Streaming(house);
    var locations = new Locations(datasets, ground.ids());
    var desks =
        new Surface.Desks(
            new ProjectRoutes(settings.home().isEmpty() ? "convergence" : settings.home()),
            new DatasetRoutes(datasets, tables),
            new TableRoutes(tables, pages),
            new RowRoutes(pages),
            new JobRoutes(jobs, queries, files::submit, locations),
            new QueryRoutes(queries, jobs, pages, locations),
            new UploadRoutes(files, locations, ground.ids(), ground.folder().resolve("uploads")),
            new InsertRoutes(house, tables, streaming, faults, ground.clock()));
    var routes = Surface.routes(desks);
    var edge =
        HttpEdge.open(
            settings.port(),
            withFaults(routes, new FaultRoutes(faults)),
            (route, call) ->
                route.path().equals(FAULTS)
                    ? handler(route)
                    : faults.around(route, call, handler(route)));
    var storage =
        StorageServer.open(
            settings.grpcPort(),
            new StorageServer.Ground(
                house, pages, streaming, faults, ground.ids(), ground.clock()));
    return new BigQueryServer(edge, storage, jobs, routes, faults);
  }

  private static List<Route> withFaults(List<Route> routes, FaultRoutes desk) {
    var all = new ArrayList<>(routes);
    all.add(Route.served("faults.list", "GET", FAULTS, desk::list));
    all.add(Route.served("faults.add", "POST", FAULTS, desk::add));
    all.add(Route.served("faults.clear", "DELETE", FAULTS, desk::clear));
    return all;
  }

  private static Route.Handler handler(Route route) {
    return switch (route.serving()) {
      case Route.Serving.Served(var handler) -> handler;
      case Route.Serving.Refused(var why) ->
          _ -> {
            throw ApiException.unsupported(route.api() + ": " + why);
          };
    };
  }

  public int port() {
    return edge.port();
  }

  /// What is to go wrong, for tests.
  public Faults faults() {
    return faults;
  }

  List<Route> routes() {
    return routes;
  }

  public int grpcPort() {
    return storage.port();
  }

  @Override
  public void close() {
    faults.clear();
    edge.close();
    storage.close();
    jobs.close();
  }
}
