package convergence.bigquery.job;

import com.google.api.services.bigquery.model.Job;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.http.Reason;
import convergence.port.Document;
import convergence.port.DocumentStore;
import convergence.port.Index;
import convergence.port.Key;
import convergence.port.Query;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Every job's latest resource, kept in the data folder. What was told DONE is there after any
/// crash.
public final class JobBook {
  /// Newest first within a project.
  public static final Index BY_PROJECT =
      new Index("bigquery_jobs", "by_project", List.of("project", "created"));

  /// Jobs that have not ended.
  public static final Index OPEN = new Index("bigquery_jobs", "open", List.of("open", "created"));

  private static final String COLLECTION = "bigquery_jobs";
  private static final int VERSION = 1;
  private static final int AT_ONCE = 500;
  private static final int REMEMBERED = 2_000;

  /// One that a process before this one left open.
  record Left(JobKey key, Job job) {}

  /// A page of jobs and where the next begins.
  public record Page(List<Job> jobs, @Nullable String next) {}

  private final DocumentStore store;
  private final String owner;

  /// Jobs that were asked for lately.
  private final Map<JobKey, Job> recent =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<JobKey, Job> eldest) {
              return size() > REMEMBERED;
            }
          });

  /// @param owner whose jobs these are; empty: an operator's
  public JobBook(DocumentStore store, String owner) {
    this.store = store;
    this.owner = owner;
  }

  /// Takes the id.
  ///
  /// @throws ApiException it is taken
  void open(JobKey key, Job job) {
    try {
      store.commit(
          tx -> {
            tx.create(document(key), body(key, job, true));
            return key;
          });
    } catch (DocumentStore.AlreadyExists _) {
      throw new ApiException(Reason.DUPLICATE, "Already Exists: Job " + key.shown(location(job)));
    }
    recent.put(key, job);
  }

  /// Durable when it returns.
  void end(JobKey key, Job job) {
    store.transact(
        tx -> {
          tx.put(document(key), body(key, job, false));
          return key;
        });
    recent.put(key, job);
  }

  /// Keeps jobs that have ended, many in one transaction.
  void keep(Stream<Job> jobs) {
    var all = jobs.toList();
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      var some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      store.transact(
          tx -> {
            for (var job : some) {
              var name = job.getJobReference();
              var key = key(name.getProjectId(), name.getJobId());
              tx.put(document(key), body(key, job, false));
            }
            return some;
          });
    }
  }

  /// A script's statements, newest first. They began after it did.
  List<Job> children(JobKey parent) {
    var known = find(parent);
    if (known.isEmpty() || known.get().getStatistics().getNumChildJobs() == null) return List.of();
    return since(parent.project(), Instant.ofEpochMilli(created(known.get()))).stream()
        .filter(job -> parent.id().equals(job.getStatistics().getParentJobId()))
        .toList();
  }

  /// Forgets it.
  void delete(JobKey key) {
    store.transact(
        tx -> {
          tx.delete(document(key));
          return key;
        });
    recent.remove(key);
  }

  public Optional<Job> find(JobKey key) {
    var known = recent.get(key);
    if (known != null) return Optional.of(known);
    return store.get(document(key)).map(JobBook::job);
  }

  /// @param wanted tells which jobs the caller asked for
  public Page list(String project, Predicate<Job> wanted, int limit, Query.@Nullable Cursor after) {
    var found = new ArrayList<Job>();
    var at = after;
    while (true) {
      var hits =
          store.query(
              new Query(BY_PROJECT, List.of(filed(owner, project)), null, null, true, at, 500));
      for (var hit : hits) {
        at = hit.cursor();
        var job = job(hit.document());
        if (!wanted.test(job)) continue;
        found.add(job);
        if (found.size() == limit) return new Page(found, token(hit.cursor()));
      }
      if (hits.size() < 500) return new Page(found, null);
    }
  }

  /// Newest first.
  List<Job> since(String project, Instant first) {
    var found = new ArrayList<Job>();
    var equal = List.<Object>of(filed(owner, project));
    Query.Cursor at = null;
    while (true) {
      var hits =
          store.query(new Query(BY_PROJECT, equal, first.toEpochMilli(), null, true, at, 500));
      for (var hit : hits) {
        at = hit.cursor();
        found.add(job(hit.document()));
      }
      if (hits.size() < 500) return found;
    }
  }

  /// Jobs that a process before this one left open, whosever they are.
  List<Left> left() {
    var left = new ArrayList<Left>();
    Query.Cursor at = null;
    while (true) {
      var hits = store.query(new Query(OPEN, List.of(true), null, null, false, at, 500));
      for (var hit : hits) {
        at = hit.cursor();
        var job = job(hit.document());
        String project = String.valueOf(hit.document().fields().get("project"));
        String whose = project.substring(0, Math.max(0, project.indexOf('/')));
        var name = job.getJobReference();
        left.add(new Left(new JobKey(whose, name.getProjectId(), name.getJobId()), job));
      }
      if (hits.size() < 500) return left;
    }
  }

  JobKey key(String project, String id) {
    return new JobKey(owner, project, id);
  }

  private static String token(Query.Cursor cursor) {
    String text = cursor.value() + "/" + cursor.id();
    return java.util.Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// @throws ApiException no token of [#list]
  public static Query.Cursor cursor(String token) {
    try {
      var parts =
          new String(java.util.Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8)
              .split("/", 2);
      return new Query.Cursor(Long.valueOf(parts[0]), parts[1]);
    } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
      throw ApiException.invalid("Invalid page token");
    }
  }

  private static Key document(JobKey key) {
    return new Key(COLLECTION, key.hash());
  }

  private static Document body(JobKey key, Job job, boolean open) {
    Map<String, Object> fields =
        open
            ? Map.of(
                "project", filed(key.owner(), key.project()), "created", created(job), "open", true)
            : Map.of("project", filed(key.owner(), key.project()), "created", created(job));
    return new Document(VERSION, Bodies.text(job), fields);
  }

  private static String filed(String owner, String project) {
    return owner.isEmpty() ? project : owner + "/" + project;
  }

  private static Long created(Job job) {
    return job.getStatistics().getCreationTime();
  }

  private static String location(Job job) {
    return String.valueOf(job.getJobReference().getLocation());
  }

  private static Job job(Document document) {
    return Bodies.read(document.body(), Job.class);
  }
}
