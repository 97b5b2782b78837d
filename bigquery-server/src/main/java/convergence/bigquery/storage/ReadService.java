package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.BigQueryReadGrpc;
import com.google.cloud.bigquery.storage.v1.CreateReadSessionRequest;
import com.google.cloud.bigquery.storage.v1.DataFormat;
import com.google.cloud.bigquery.storage.v1.ReadRowsRequest;
import com.google.cloud.bigquery.storage.v1.ReadRowsResponse;
import com.google.cloud.bigquery.storage.v1.ReadSession;
import com.google.cloud.bigquery.storage.v1.ReadSession.TableReadOptions;
import com.google.cloud.bigquery.storage.v1.ReadStream;
import com.google.cloud.bigquery.storage.v1.SplitReadStreamRequest;
import com.google.cloud.bigquery.storage.v1.SplitReadStreamResponse;
import com.google.cloud.bigquery.storage.v1.StreamStats;
import com.google.protobuf.Timestamp;
import convergence.bigquery.fault.Faults;
import convergence.bigquery.query.JobResults;
import convergence.port.Ids;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Storage Read: sessions over a table, streams of its rows.
final class ReadService extends BigQueryReadGrpc.BigQueryReadImplBase {
  private static final Duration LIFE = Duration.ofHours(6);
  private static final long ROWS_OF_A_STREAM = 250_000;
  private static final int BATCH = 16_384;
  private static final long FETCH_BYTES = 16L << 20;

  /// Of one response, which clients refuse when it is too long.
  private static final long BATCH_BYTES = 2L << 20;

  /// What may lie before the client while the next rows are made.
  private static final int AHEAD_BYTES = 8 << 20;

  private static final Executor FETCHING = Thread.ofVirtual().name("bigquery-fetch")::start;

  /// The stream that every query has.
  private static final Pattern JOB =
      Pattern.compile("projects/([^/]+)/locations/([^/]+)/jobs/([^/]+)/streams/_default");

  private final ReadSources sources;
  private final JobResults results;
  private final ReadStreams streams = new ReadStreams();
  private final Faults faults;
  private final Ids ids;
  private final InstantSource clock;

  ReadService(ReadSources sources, StorageServer.Ground ground) {
    this.sources = sources;
    this.results = ground.results();
    this.faults = ground.faults();
    this.ids = ground.ids();
    this.clock = ground.clock();
  }

  @Override
  public void createReadSession(CreateReadSessionRequest request, StreamObserver<ReadSession> out) {
    try {
      out.onNext(
          faults.around(
              "CreateReadSession", request.getReadSession().getTable(), () -> session(request)));
      out.onCompleted();
    } catch (RuntimeException e) {
      out.onError(Refusals.of(e));
    }
  }

  private ReadSession session(CreateReadSessionRequest request) {
    var asked = request.getReadSession();
    var source = sources.open(Names.table(asked.getTable()), asked.getReadOptions());
    var format = format(asked.getDataFormat(), source);
    String name = request.getParent() + "/locations/us/sessions/" + ids.base62(32);
    var expires = clock.instant().plus(LIFE);
    var session =
        asked.toBuilder()
            .setName(name)
            .setExpireTime(Timestamp.newBuilder().setSeconds(expires.getEpochSecond()))
            .setEstimatedTotalBytesScanned(source.bytes())
            .setEstimatedRowCount(source.count());
    format.describe(session);
    long wanted = Math.ceilDiv(source.count(), ROWS_OF_A_STREAM);
    long most = request.getMaxStreamCount() > 0 ? request.getMaxStreamCount() : 4;
    long count = Math.clamp(wanted, 1, most);
    var parts = format.of(source, batch(source));
    var whole = new ReadStreams.Stream("", parts, format, 0, source.count(), atOnce(source));
    for (long i = 0; i < count; i++) {
      var stream =
          streams.add(name, whole, source.count() * i / count, source.count() * (i + 1) / count);
      session.addStreams(ReadStream.newBuilder().setName(stream.name()));
    }
    return session.build();
  }

  private static int batch(ReadSources.Source source) {
    return Math.clamp(BATCH_BYTES / rowBytes(source), 1, BATCH);
  }

  private static int atOnce(ReadSources.Source source) {
    return (int) Math.clamp(FETCH_BYTES / rowBytes(source), BATCH, 16L * BATCH);
  }

  private static long rowBytes(ReadSources.Source source) {
    return Math.max(1, source.bytes() / Math.max(1, source.count()));
  }

  private static RowFormat format(DataFormat format, ReadSources.Source source) {
    return switch (format) {
      case ARROW -> new ArrowFormat(source.columns());
      case AVRO -> new AvroFormat(source.columns());
      case DATA_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
          throw Status.INVALID_ARGUMENT
              .withDescription("Data format is not set: use AVRO or ARROW")
              .asRuntimeException();
    };
  }

  @Override
  public void readRows(ReadRowsRequest request, StreamObserver<ReadRowsResponse> out) {
    try {
      // Only before it begins: rows that were sent cannot be taken back.
      var stream =
          faults.around("ReadRows", request.getReadStream(), () -> stream(request.getReadStream()));
      send(stream, request.getOffset(), (ServerCallStreamObserver<ReadRowsResponse>) out);
      out.onCompleted();
    } catch (RuntimeException e) {
      out.onError(Refusals.of(e));
    }
  }

  private ReadStreams.Stream stream(String name) {
    var ofJob = JOB.matcher(name);
    if (ofJob.matches()) return result(ofJob);
    var stream = streams.find(name);
    if (stream == null)
      throw Status.NOT_FOUND.withDescription("Not found: stream " + name).asRuntimeException();
    return stream;
  }

  /// A query's result, in Arrow.
  private ReadStreams.Stream result(Matcher job) {
    var table = results.anonymous(job.group(1), job.group(2), job.group(3));
    var source = sources.open(table, TableReadOptions.getDefaultInstance());
    var format = new ArrowFormat(source.columns());
    return new ReadStreams.Stream(
        job.group(), format.of(source, batch(source)), format, 0, source.count(), atOnce(source));
  }

  private static void send(
      ReadStreams.Stream stream, long offset, ServerCallStreamObserver<ReadRowsResponse> out) {
    long total = stream.end() - stream.first();
    if (offset > total)
      throw Status.OUT_OF_RANGE
          .withDescription("Offset " + offset + " is behind the stream's end")
          .asRuntimeException();
    out.setOnReadyThreshold(AHEAD_BYTES);
    long at = stream.first() + offset;
    boolean first = true;
    // A few at first, so that the client has something to do.
    var next = fetch(stream, at, Math.min(BATCH, stream.atOnce()));
    while (at < stream.end()) {
      var fetched = joined(next);
      if (fetched.isEmpty()) return;
      long behind = at + fetched.stream().mapToLong(ReadStreams.Part::rows).sum();
      next = fetch(stream, behind, stream.atOnce());
      for (var part : fetched) {
        var response = ReadRowsResponse.newBuilder().setRowCount(part.rows());
        if (first) stream.format().describe(response);
        first = false;
        part.content().accept(response);
        double start = (double) (at - stream.first()) / total;
        at += part.rows();
        double end = (double) (at - stream.first()) / total;
        response.setStats(
            StreamStats.newBuilder()
                .setProgress(
                    StreamStats.Progress.newBuilder()
                        .setAtResponseStart(start)
                        .setAtResponseEnd(end)));
        if (!ready(out)) return;
        out.onNext(response.build());
      }
    }
  }

  /// The next rows are looked for while these are sent.
  private static CompletableFuture<List<ReadStreams.Part>> fetch(
      ReadStreams.Stream stream, long at, int atOnce) {
    if (at >= stream.end()) return CompletableFuture.completedFuture(List.of());
    int most = (int) Math.min(atOnce, stream.end() - at);
    return CompletableFuture.supplyAsync(() -> stream.parts().from(at, most), FETCHING);
  }

  private static <T> T joined(CompletableFuture<T> fetch) {
    try {
      return fetch.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException problem) throw problem;
      throw e;
    }
  }

  /// Waits while the client is slower than the rows.
  private static boolean ready(ServerCallStreamObserver<ReadRowsResponse> out) {
    while (!out.isReady()) {
      if (out.isCancelled()) return false;
      LockSupport.parkNanos(1_000_000);
    }
    return true;
  }

  @Override
  public void splitReadStream(
      SplitReadStreamRequest request, StreamObserver<SplitReadStreamResponse> out) {
    try {
      var stream = stream(request.getName());
      long rows = stream.end() - stream.first();
      long middle =
          stream.first()
              + Math.round(rows * (request.getFraction() > 0 ? request.getFraction() : 0.5));
      var response = SplitReadStreamResponse.newBuilder();
      if (rows > 1 && middle > stream.first() && middle < stream.end()) {
        String session = stream.name().substring(0, stream.name().indexOf("/streams/"));
        response
            .setPrimaryStream(named(streams.add(session, stream, stream.first(), middle)))
            .setRemainderStream(named(streams.add(session, stream, middle, stream.end())));
      }
      out.onNext(response.build());
      out.onCompleted();
    } catch (RuntimeException e) {
      out.onError(Refusals.of(e));
    }
  }

  private static ReadStream named(ReadStreams.Stream stream) {
    return ReadStream.newBuilder().setName(stream.name()).build();
  }
}
