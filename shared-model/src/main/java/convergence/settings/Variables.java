package convergence.settings;

import static convergence.settings.Variable.Group.APPLICATION;
import static convergence.settings.Variable.Group.FOLDERS;
import static convergence.settings.Variable.Group.GOOGLE;
import static convergence.settings.Variable.Group.KEEPING;
import static convergence.settings.Variable.Group.LAUNCH;
import static convergence.settings.Variable.Group.LIMITS;
import static convergence.settings.Variable.Group.LOCKS;
import static convergence.settings.Variable.Group.MAIL;
import static convergence.settings.Variable.Group.METADATA;
import static convergence.settings.Variable.Group.SEALING;
import static convergence.settings.Variable.Group.SECURITY;
import static convergence.settings.Variable.Group.SERVER;
import static convergence.settings.Variable.Group.WORK;
import static convergence.settings.Variable.Use.EVERYWHERE;
import static convergence.settings.Variable.Use.LAUNCHER;
import static convergence.settings.Variable.Use.NOTHING;

import convergence.settings.Kind.Choice;
import convergence.settings.Kind.Flag;
import convergence.settings.Kind.Hidden;
import convergence.settings.Kind.Origins;
import convergence.settings.Kind.Place;
import convergence.settings.Kind.Text;
import convergence.settings.Kind.Whole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Every environment variable, once. `.env.example` and docs/configuration.md are made from this list, and a
/// test holds that nothing else is read.
public final class Variables {
  private static final String LIMIT = "convergence.rate-limit.";
  private static final String EDGE = "convergence.edge.";
  private static final String CLOCK = "convergence.clock.";
  private static final String CONNECTIONS = "convergence.connections.";
  private static final String SMTP = "convergence.smtp.";
  private static final String KEEP = "convergence.retention.";
  private static final Kind COUNT = new Whole(0, 1_000_000_000, "");
  private static final Kind DAYS = new Whole(0, 36_500, "d");

  /// In the order of the documentation.
  public static final List<Variable> ALL =
      all(
          in(
              APPLICATION,
              of(
                  "APP_NAME",
                  Text.of("[A-Za-z0-9._-]{1,64}", "1 to 64 letters, digits, dots or hyphens"),
                  "convergence-data-pipeline",
                  "micronaut.application.name",
                  "The name under which this process appears in logs, and in Cloud tools."),
              of(
                  "ENVIRONMENT",
                  new Choice(List.of("development", "staging", "production")),
                  "development",
                  EDGE + "environment",
                  "`production` refuses `DISABLE_AUTH=true`, `ENABLE_DEV_MODE=true` and a start without `ADMIN_API_KEY`, and does not serve `/docs`."),
              of(
                  "LOG_LEVEL",
                  new Choice(List.of("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")),
                  "INFO",
                  null,
                  "What is logged, to standard error. `CRITICAL` is `ERROR`."),
              of(
                  "LOG_FORMAT",
                  new Choice(List.of("text", "json")),
                  "text",
                  null,
                  "`json`: one JSON object a line, as log collectors read it.")),
          in(
              SERVER,
              of(
                  "API_HOST",
                  Text.of("[A-Za-z0-9.:\\[\\]_-]{1,255}", "an address or a host name"),
                  "127.0.0.1",
                  "micronaut.server.host",
                  "Where `up` listens. `0.0.0.0`: on every address of the machine; then others can call it."),
              of(
                  "API_PORT",
                  new Whole(0, 65_535, ""),
                  "8080",
                  "micronaut.server.port",
                  "0: any free port. `--port` wins."),
              of(
                  "API_WORKERS",
                  new Whole(1, 256, ""),
                  "4",
                  "micronaut.netty.event-loops.default.num-threads",
                  "Event-loop threads. They only move bytes: requests are worked on by virtual threads, of which there are as many as needed."),
              of(
                  "CORS_ALLOWED_ORIGINS",
                  new Origins(),
                  "",
                  "convergence.cors.allowed-origins",
                  "Web pages of these origins may call the API from a browser; empty: none. `*` is refused in production."),
              of(
                  "DOCS_ENABLED",
                  new Flag(),
                  null,
                  EDGE + "docs",
                  "Whether `/docs` is served; unset: everywhere but in production."),
              of(
                  "REQUEST_TIMEOUT_SECONDS",
                  new Whole(1, 3_600, "s"),
                  "30",
                  CONNECTIONS + "request-timeout",
                  "A request whose headers and body have not come by then is answered 408 and its connection closed."),
              of(
                  "IDLE_TIMEOUT_SECONDS",
                  new Whole(1, 3_600, "s"),
                  "75",
                  CONNECTIONS + "idle-timeout",
                  "A connection on which nothing happens for so long is closed. A caller that waits with `?wait=` is not idle."),
              of(
                  "MAX_CONNECTIONS",
                  new Whole(1, 1_000_000, ""),
                  "10000",
                  CONNECTIONS + "most",
                  "Connections open at once; one more is closed at once.")),
          in(
              SECURITY,
              of(
                  "DISABLE_AUTH",
                  new Flag(),
                  "false",
                  EDGE + "disable-auth",
                  "`true`: calls without a key are let in. Only in development, or on an address of this machine alone."),
              of(
                  "ENABLE_DEV_MODE",
                  new Flag(),
                  "false",
                  null,
                  "`true`: the start takes in `DEFAULT_TENANT_ID` and prints one key for it. Refused in production."),
              of(
                  "DEFAULT_TENANT_ID",
                  Text.of("[a-zA-Z0-9_-]{3,64}", "3 to 64 letters, digits, underscores or hyphens"),
                  "acme1281",
                  EDGE + "default-tenant-id",
                  "Whose call it is when authentication is off and the path names no tenant."),
              of(
                  "ADMIN_API_KEY",
                  Hidden.of(
                      "[^\\s,]{32,512}(\\s*,\\s*[^\\s,]{32,512})?",
                      "a key of at least 32 characters without spaces, or two with a comma between; make one with: openssl rand -hex 24"),
                  null,
                  null,
                  "The operators' key. Two with a comma between are valid at a time, so that it can be rotated. Without it `up` makes one, keeps it in the data folder and shows it once; production refuses to start without."),
              of(
                  "SCHEDULER_OIDC_EMAIL",
                  Text.of("[^\\s@]{1,64}@[^\\s@]{1,255}", "a service account's e-mail address"),
                  null,
                  CLOCK + "email",
                  "The service account whose identity tokens (Cloud Scheduler's OIDC token) open the scheduler's four POST routes beside the admin key. Unset: none does."),
              of(
                  "SCHEDULER_OIDC_AUDIENCE",
                  Text.any(),
                  null,
                  CLOCK + "audience",
                  "What those tokens are made for; goes with `SCHEDULER_OIDC_EMAIL`."),
              of(
                  "SCHEDULER_OIDC_KEYS",
                  Text.any(),
                  "https://www.googleapis.com/oauth2/v3/certs",
                  CLOCK + "keys",
                  "Where the issuer's keys are published. `cloud-run`: Cloud Run's own check stands in front and has taken the signature away; only where nobody but that account may invoke the service."),
              of(
                  "SECRETS_BASE_PATH",
                  new Place(),
                  null,
                  "convergence.secrets-dir",
                  "Folder of `keyset.json`, which seals credentials; unset: the data folder. `~` is your home.")),
          in(
              LIMITS,
              of(
                  "RATE_LIMIT_REQUESTS_PER_MINUTE",
                  COUNT,
                  "100",
                  LIMIT + "requests-per-minute",
                  "Requests of one tenant over all routes; 0 switches a limit off."),
              of(
                  "RATE_LIMIT_REQUESTS_PER_HOUR",
                  COUNT,
                  "1000",
                  LIMIT + "requests-per-hour",
                  "The same, in an hour."),
              of(
                  "RATE_LIMIT_RUNS_PER_MINUTE",
                  COUNT,
                  "50",
                  LIMIT + "runs-per-minute",
                  "Requests of one tenant to the routes that start runs."),
              of(
                  "RATE_LIMIT_RUN_READS_PER_MINUTE",
                  COUNT,
                  "600",
                  LIMIT + "run-reads-per-minute",
                  "Reads of single runs by one tenant; they count against nothing else."),
              of(
                  "RATE_LIMIT_GLOBAL_PER_MINUTE",
                  COUNT,
                  "6000",
                  LIMIT + "global-per-minute",
                  "Requests of all callers together."),
              of(
                  "RATE_LIMIT_ADDRESS_PER_MINUTE",
                  COUNT,
                  "60",
                  LIMIT + "address-per-minute",
                  "Requests of one address without a valid key."),
              of(
                  "RATE_LIMIT_PIPELINE_CONCURRENCY",
                  new Whole(1, 1_000_000, ""),
                  null,
                  "convergence.quota.concurrency-ceiling",
                  "Runs of one tenant at once, at most: the smaller of this and its plan's limit counts. Unset: the plan's alone.")),
          in(
              FOLDERS,
              of(
                  "CONFIGS_DIR",
                  new Place(),
                  "configs",
                  "convergence.configs-dir",
                  "Folder of templates and `plans.yml`. An edited template is used by the next run. On Google also `gs://bucket/prefix`: seen within half a minute."),
              of(
                  "FILES_BASE",
                  new Place(),
                  null,
                  "convergence.files-base",
                  "Files that `shared.file_to_table` may read, one folder a tenant; unset: `files` in the data folder. On Google also `gs://bucket/prefix`, which BigQuery reads itself.")),
          in(
              WORK,
              of(
                  "WORKER_PERMITS",
                  new Whole(1, 10_000, ""),
                  "64",
                  "convergence.worker.permits",
                  "Runs in work at once in this process."),
              of(
                  "RUN_HANDOVER_LIMIT",
                  new Whole(1, 1_000, ""),
                  "10",
                  "convergence.worker.handover-limit",
                  "A run that so many workers took and none brought to its end is FAILED with `worker_lost`, rather than tried for ever."),
              of(
                  "DUCKDB_MEMORY_LIMIT",
                  Text.of("[0-9]+(\\.[0-9]+)?\\s*(%|[KMGT]i?B)", "a size such as 4GB or 50%"),
                  "50%",
                  "convergence.duckdb.memory-limit",
                  "Memory of the embedded warehouse; beyond it queries use the disk.")),
          in(
              METADATA,
              of(
                  "METADATA_LOG_FLUSH_INTERVAL_SECONDS",
                  new Whole(1, 3_600, "s"),
                  "5",
                  "convergence.metadata.flush-interval",
                  "How long a row of the x_meta_ tables waits at most before it goes to the warehouse."),
              of(
                  "METADATA_LOG_BATCH_SIZE",
                  new Whole(1, 100_000, ""),
                  "100",
                  "convergence.metadata.batch-size",
                  "Rows of one shipment, at least; when more wait, more go."),
              google(
                  "METADATA_LOG_WORKERS",
                  METADATA,
                  new Whole(1, 64, ""),
                  "5",
                  "Writers of rows. The embedded warehouse has one: its rows go in one order.")),
          in(
              KEEPING,
              of(
                  "RETENTION_RUNS_DAYS",
                  DAYS,
                  "400",
                  KEEP + "runs",
                  "An ended run's document in the ledger, which the run routes read, and a scheduled one's entry in the queue; the rows in the x_meta_ and customers tables stay. 0: for ever."),
              of(
                  "RETENTION_EFFECTS_DAYS",
                  DAYS,
                  "35",
                  KEEP + "effects",
                  "What the warehouse remembers of jobs that took effect, so that none is repeated. Those of open runs are kept whatever their age. 0: for ever.")),
          in(
              MAIL,
              of(
                  "SMTP_HOST",
                  Text.any(),
                  "",
                  SMTP + "host",
                  "The mail server. Empty: letters go to `outbox/` in the data folder; on Google they wait until one is named."),
              of(
                  "SMTP_PORT",
                  new Whole(1, 65_535, ""),
                  "587",
                  SMTP + "port",
                  "Its port; 587 begins in plain text and then encrypts."),
              of("SMTP_USER", Text.any(), "", SMTP + "user", "Empty: no log-in."),
              of("SMTP_PASSWORD", Hidden.any(), null, SMTP + "password", "Goes with `SMTP_USER`."),
              of(
                  "SMTP_STARTTLS",
                  new Flag(),
                  "true",
                  SMTP + "starttls",
                  "`true`: nothing is sent when the server cannot encrypt."),
              of(
                  "SMTP_FROM",
                  Text.any(),
                  "",
                  SMTP + "from",
                  "The sender's address; needed with `SMTP_HOST`."),
              of(
                  "OUTBOUND_ALLOW",
                  Text.any(),
                  "",
                  "convergence.outbound.allow",
                  "Receivers of webhooks that may stand on a private address or speak plain http, as `host:port` with commas between; refused in production.")),
          in(
              GOOGLE,
              google(
                  "GCP_PROJECT_ID",
                  GOOGLE,
                  Text.of(
                      "[a-z][a-z0-9-]{4,28}[a-z0-9]",
                      "a project id: 6 to 30 lower-case letters, digits or hyphens"),
                  null,
                  "The project of datasets, topics and keys."),
              google(
                  "BIGQUERY_LOCATION",
                  GOOGLE,
                  Text.of("[A-Za-z0-9-]{2,32}", "a location such as US, EU or europe-west1"),
                  "US",
                  "Where datasets are made and jobs run."),
              google(
                  "GOOGLE_APPLICATION_CREDENTIALS",
                  GOOGLE,
                  new Place(),
                  null,
                  "File of a service account's key. On Google Cloud leave it unset: the process has an identity."),
              google(
                  "BQ_MAX_RESULTS_PER_PAGE",
                  GOOGLE,
                  new Whole(1, 100_000, ""),
                  "10000",
                  "Rows that one call to BigQuery fetches."),
              of(
                  "BQ_QUERY_TIMEOUT_SECONDS",
                  new Whole(1, 3_600, "s"),
                  "300",
                  "convergence.bigquery.query-timeout",
                  "The system's own look-ups, and `./convergence sql`. A step is bounded by its own `timeout_minutes`."),
              of(
                  "BQ_USD_PER_TIB",
                  Text.of("[0-9]{1,6}(\\.[0-9]{1,6})?", "a price such as 6.25"),
                  "6.25",
                  "convergence.plan.usd-per-tib",
                  "US dollars that `plan` counts for reading a TiB."),
              google(
                  "BQ_MAX_RETRY_ATTEMPTS",
                  GOOGLE,
                  new Whole(0, 10, ""),
                  "3",
                  "Further attempts of one call to BigQuery. A step's attempts are its own `retry_attempts`."),
              google(
                  "METRICS_EXPORT_SECONDS",
                  GOOGLE,
                  new Whole(0, 3_600, "s"),
                  "15",
                  "How often the meters behind the autoscaler and the alerts are written to Cloud Monitoring. 0: never; beside emulators never either."),
              new Variable(
                  "OTEL_EXPORTER_OTLP_ENDPOINT",
                  GOOGLE,
                  Text.of("https?://\\S{1,500}", "an address such as http://localhost:4318"),
                  null,
                  "convergence.tracing.endpoint",
                  Variable.Use.GOOGLE,
                  "The collector that traces go to, by OTLP over HTTP; unset: there are none. OpenTelemetry's other `OTEL_` variables count as well, such as `OTEL_TRACES_SAMPLER`."),
              emulator("PUBSUB_EMULATOR_HOST", "An emulator of Pub/Sub, `host:port`."),
              emulator("FIRESTORE_EMULATOR_HOST", "An emulator of Firestore, `host:port`."),
              emulator(
                  "BIGQUERY_EMULATOR_HOST", "A server of BigQuery's REST API, `http://host:port`."),
              emulator(
                  "BIGQUERY_STORAGE_EMULATOR_HOST", "The same server's Storage API, `host:port`."),
              emulator("KMS_EMULATOR_HOST", "A server of Cloud KMS's API, `host:port`."),
              emulator(
                  "STORAGE_EMULATOR_HOST", "A server of Cloud Storage's API, `http://host:port`.")),
          in(
              SEALING,
              google(
                  "GCP_KMS_KEY_NAME",
                  SEALING,
                  Text.of(KmsKey.SHAPE, "projects/P/locations/L/keyRings/R/cryptoKeys/K"),
                  null,
                  "The key that seals secrets, by its full name; or the four parts below, all of them."),
              google(
                  "GCP_KMS_API_KEY_NAME",
                  SEALING,
                  Text.of(KmsKey.SHAPE, "projects/P/locations/L/keyRings/R/cryptoKeys/K"),
                  null,
                  "The key that seals the copies of API keys: another than `GCP_KMS_KEY_NAME`, with which no service account may decrypt."),
              google("KMS_PROJECT_ID", SEALING, kmsPart(), null, "The key's project."),
              google("KMS_LOCATION", SEALING, kmsPart(), null, "The key's location."),
              google("KMS_KEYRING", SEALING, kmsPart(), null, "The key's ring."),
              google("KMS_KEY", SEALING, kmsPart(), null, "The key's name.")),
          in(
              LOCKS,
              of(
                  "LOCK_BACKEND",
                  new Choice(List.of("firestore", "memory")),
                  null,
                  null,
                  "Selects nothing: the ledger's claim is the lock, on both foundations. The start warns when it contradicts the foundation."),
              nothing(
                  "LOCK_TIMEOUT_SECONDS",
                  new Whole(1, 86_400, ""),
                  "A worker's lease lasts 90 s and is renewed while it lives; no age makes a run an orphan."),
              nothing(
                  "FIRESTORE_LOCK_COLLECTION",
                  Text.any(),
                  "There is no collection of locks: the ledger's claim is the lock.")),
          in(
              LAUNCH,
              launcher(
                  "JAVA_HOME",
                  "A JDK 25; unset, or another version: `./convergence` looks for an installed one."),
              launcher("JAVA_OPTS", "More flags of the JVM, e.g. `-Xmx2g`."),
              launcher(
                  "EMULATORS",
                  "The folder that `emulators up --data` was given, for `serve` and `demo`; unset: `.convergence/emulators`."),
              launcher(
                  "CLOUDSDK_ROOT_DIR",
                  "Where the Google Cloud SDK lies, for `emulators up`; unset: looked for in the usual folders.")));

  private Variables() {}

  public static Optional<Variable> find(String name) {
    return ALL.stream().filter(v -> v.name().equals(name)).findFirst();
  }

  private static Kind kmsPart() {
    return Text.of("[A-Za-z0-9_:.-]{1,63}", "a name of letters, digits, hyphens or underscores");
  }

  private static Variable of(
      String name,
      Kind kind,
      @Nullable String standard,
      @Nullable String property,
      String meaning) {
    return new Variable(name, APPLICATION, kind, standard, property, EVERYWHERE, meaning);
  }

  private static Variable emulator(String name, String meaning) {
    return google(
        name,
        GOOGLE,
        Text.any(),
        null,
        meaning + " All six emulators or none, and no credentials beside them.");
  }

  private static Variable google(
      String name, Variable.Group group, Kind kind, @Nullable String standard, String meaning) {
    var property =
        "convergence.google." + name.toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    return new Variable(name, group, kind, standard, property, Variable.Use.GOOGLE, meaning);
  }

  private static Variable launcher(String name, String meaning) {
    return new Variable(name, LAUNCH, Text.any(), null, null, LAUNCHER, meaning);
  }

  private static Variable nothing(String name, Kind kind, String why) {
    return new Variable(name, LOCKS, kind, null, null, NOTHING, why);
  }

  private static List<Variable> in(Variable.Group group, Variable... variables) {
    return Arrays.stream(variables)
        .map(
            v ->
                new Variable(
                    v.name(), group, v.kind(), v.standard(), v.property(), v.use(), v.meaning()))
        .toList();
  }

  @SafeVarargs
  private static List<Variable> all(List<Variable>... groups) {
    var all = new ArrayList<Variable>();
    for (var group : groups) all.addAll(group);
    return List.copyOf(all);
  }
}
