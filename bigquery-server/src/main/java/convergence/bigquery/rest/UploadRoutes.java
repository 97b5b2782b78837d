package convergence.bigquery.rest;

import com.google.api.services.bigquery.model.Job;
import com.google.api.services.bigquery.model.JobReference;
import convergence.bigquery.http.Answer;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Bodies;
import convergence.bigquery.http.Call;
import convergence.bigquery.load.FileJobs;
import convergence.port.Ids;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Load jobs whose file comes with them: in one request of two parts, or in pieces of a resumable
/// upload.
public final class UploadRoutes {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d+)-(\\d+)|\\*)/(\\d+|\\*)");

  private final FileJobs jobs;
  private final Locations locations;
  private final Ids ids;
  private final Path folder;
  private final Map<String, Upload> open = new ConcurrentHashMap<>();

  /// An upload that has begun.
  private record Upload(String project, Job job, Path file) {}

  public UploadRoutes(FileJobs jobs, Locations locations, Ids ids, Path folder) {
    this.jobs = jobs;
    this.locations = locations;
    this.ids = ids;
    try {
      this.folder = Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Answer begin(Call call) throws IOException {
    if (call.parameter("upload_id").isPresent()) return put(call);
    String type = call.parameter("uploadType").orElse("");
    return switch (type) {
      case "multipart" -> multipart(call);
      case "resumable" -> resumable(call);
      default -> throw ApiException.invalid("Invalid upload type: " + type);
    };
  }

  private Path file() {
    return folder.resolve(ids.base62(24));
  }

  /// Before anything is sent.
  private void check(String project, Job job) {
    var configuration = job.getConfiguration();
    if (configuration == null || configuration.getLoad() == null)
      throw ApiException.required("configuration.load");
    var reference = job.getJobReference();
    var _ =
        locations
            .of(project, reference == null ? null : reference.getLocation(), configuration)
            .checked();
  }

  private Answer resumable(Call call) {
    String id = ids.base62(32);
    var job = Bodies.read(call.bytes(), Job.class);
    check(call.project(), job);
    open.put(id, new Upload(call.project(), job, file()));
    String host = call.header("Host").orElse("127.0.0.1");
    String location =
        "http://"
            + host
            + "/upload/bigquery/v2/projects/"
            + call.project()
            + "/jobs?uploadType=resumable&upload_id="
            + id;
    return Answer.empty(200, Map.of("Location", location, "X-GUploader-UploadID", id));
  }

  public Answer put(Call call) throws IOException {
    String id = call.parameter("upload_id").orElse("");
    var upload = open.get(id);
    if (upload == null)
      throw new ApiException(convergence.bigquery.http.Reason.NOT_FOUND, "Not found: upload " + id);
    var range = RANGE.matcher(call.header("Content-Range").orElse("bytes */*"));
    if (!range.matches()) throw ApiException.invalid("Invalid Content-Range");
    long have = Files.exists(upload.file()) ? Files.size(upload.file()) : 0;
    boolean ranged = call.header("Content-Range").isPresent();
    if (range.group(1) != null || !ranged) {
      long first = ranged ? Long.parseLong(range.group(1)) : 0;
      if (first > have) return more(have);
      append(upload.file(), call.stream(), first);
      have = Files.size(upload.file());
    }
    String total = ranged ? range.group(3) : Long.toString(have);
    if (total.equals("*") || have < Long.parseLong(total)) return more(have);
    open.remove(id);
    if (!Files.exists(upload.file())) Files.createFile(upload.file());
    return submit(upload.project(), upload.job(), upload.file());
  }

  /// A piece that is sent again takes the place of what came of it before.
  private static void append(Path file, InputStream in, long first) throws IOException {
    try (var channel =
        java.nio.channels.FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(first).position(first);
      try (var out =
          new BufferedOutputStream(java.nio.channels.Channels.newOutputStream(channel), 1 << 16)) {
        in.transferTo(out);
      }
    }
  }

  /// 308: go on behind what there is.
  private static Answer more(long have) {
    return Answer.empty(308, have == 0 ? Map.of() : Map.of("Range", "bytes=0-" + (have - 1)));
  }

  private Answer submit(String project, Job job, Path file) {
    var configuration = job.getConfiguration();
    var reference = job.getJobReference() == null ? new JobReference() : job.getJobReference();
    var key =
        jobs.key(
            project,
            reference.getJobId() == null || reference.getJobId().isEmpty()
                ? locations.newJobId()
                : reference.getJobId());
    var entry =
        jobs.submit(
            key,
            locations.of(project, reference.getLocation(), configuration).location(),
            configuration,
            file);
    boolean _ = entry.await(SOON);
    return Answer.ok(JobRoutes.shown(entry.resource()));
  }

  private Answer multipart(Call call) throws IOException {
    String type = call.header("Content-Type").orElse("");
    var boundary =
        Pattern.compile("multipart/related.*boundary=\"?([^\";]+)\"?.*", Pattern.CASE_INSENSITIVE)
            .matcher(type);
    if (!boundary.matches())
      throw ApiException.invalid(
          "A multipart upload is multipart/related with a boundary, not " + type);
    var in = new Parts(new BufferedInputStream(call.stream(), 1 << 16), boundary.group(1));
    var json = new java.io.ByteArrayOutputStream();
    in.next(json);
    var job = Bodies.read(json.toByteArray(), Job.class);
    check(call.project(), job);
    Path file = file();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      in.next(out);
    }
    return submit(call.project(), job, file);
  }

  /// The parts of a multipart body.
  private static final class Parts {
    private final InputStream in;
    private final byte[] delimiter;

    Parts(InputStream in, String boundary) throws IOException {
      this.in = in;
      this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.UTF_8);
      String first = line();
      while (first.isEmpty()) first = line();
      if (!first.startsWith("--" + boundary)) throw ApiException.invalid("The body has no parts");
    }

    /// Copies the next part without its headers. Some clients end lines with a line feed alone.
    void next(OutputStream out) throws IOException {
      while (!line().isEmpty()) {}
      int from = 0;
      int matched = 0;
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (matched > 0 && c != delimiter[matched]) {
          out.write(delimiter, from, matched - from);
          matched = 0;
        }
        if (matched > 0 || c == '\r') {
          if (matched == 0) from = 0;
          matched++;
        } else if (c == '\n') {
          from = 1;
          matched = 2;
        } else out.write(c);
        if (matched == delimiter.length) {
          line();
          return;
        }
      }
      if (matched > 0) out.write(delimiter, from, matched - from);
    }

    private String line() throws IOException {
      var line = new StringBuilder();
      for (int c = in.read(); c >= 0 && c != '\n'; c = in.read())
        if (c != '\r') line.append((char) c);
      return line.toString();
    }
  }
}
