package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.AppendRowsRequest;
import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.cloud.bigquery.storage.v1.BatchCommitWriteStreamsRequest;
import com.google.cloud.bigquery.storage.v1.BatchCommitWriteStreamsResponse;
import com.google.cloud.bigquery.storage.v1.BigQueryWriteGrpc;
import com.google.cloud.bigquery.storage.v1.CreateWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.FinalizeWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.FinalizeWriteStreamResponse;
import com.google.cloud.bigquery.storage.v1.FlushRowsRequest;
import com.google.cloud.bigquery.storage.v1.FlushRowsResponse;
import com.google.cloud.bigquery.storage.v1.GetWriteStreamRequest;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import com.google.cloud.bigquery.storage.v1.WriteStreamView;
import com.google.protobuf.Timestamp;
import convergence.bigquery.fault.Faults;
import convergence.bigquery.http.Hashes;
import convergence.bigquery.load.Streaming;
import convergence.bigquery.sql.DatasetName;
import convergence.bigquery.sql.House;
import convergence.bigquery.sql.TableName;
import convergence.port.Ids;
import convergence.warehouse.JobId;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Storage Write: the default stream, and streams of the types COMMITTED, BUFFERED and PENDING.
final class WriteService extends BigQueryWriteGrpc.BigQueryWriteImplBase {
  private final House house;
  private final Function<DatasetName, String> places;
  private final Streaming streaming;
  private final WriteStreams streams;
  private final Object committing = new Object();
  private final Faults faults;
  private final Ids ids;
  private final InstantSource clock;

  WriteService(StorageServer.Ground ground) {
    this.house = ground.house();
    this.places = ground.places();
    this.streaming = ground.streaming();
    this.faults = ground.faults();
    this.ids = ground.ids();
    this.clock = ground.clock();
    this.streams = new WriteStreams(ground.streams(), house::tookEffect, ground.clock().instant());
  }

  /// @param named the table or stream that the call is about
  private <T> void answer(StreamObserver<T> out, String method, String named, Supplier<T> answer) {
    try {
      out.onNext(faults.around(method, named, answer));
      out.onCompleted();
    } catch (RuntimeException e) {
      out.onError(Refusals.of(e));
    }
  }

  @Override
  public void createWriteStream(CreateWriteStreamRequest request, StreamObserver<WriteStream> out) {
    answer(out, "CreateWriteStream", request.getParent(), () -> created(request));
  }

  private WriteStream created(CreateWriteStreamRequest request) {
    var table = Names.table(request.getParent());
    var type = request.getWriteStream().getType();
    if (type == WriteStream.Type.TYPE_UNSPECIFIED || type == WriteStream.Type.UNRECOGNIZED)
      throw Status.INVALID_ARGUMENT.withDescription("Stream type is not set").asRuntimeException();
    var stream =
        WriteStream.newBuilder()
            .setName(request.getParent() + "/streams/" + ids.base62(32))
            .setType(type)
            .setCreateTime(now())
            .setTableSchema(TableFields.schema(house.existing(table).columns()))
            .build();
    streams.add(stream);
    return stream;
  }

  private String place(TableName table) {
    return places.apply(table.in()).toLowerCase(Locale.ROOT);
  }

  private Timestamp now() {
    Instant now = clock.instant();
    return Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()).build();
  }

  @Override
  public void getWriteStream(GetWriteStreamRequest request, StreamObserver<WriteStream> out) {
    answer(out, "GetWriteStream", request.getName(), () -> found(request));
  }

  private WriteStream found(GetWriteStreamRequest request) {
    boolean full = request.getView() == WriteStreamView.FULL;
    if (Names.isDefault(request.getName())) {
      var columns = house.existing(Names.tableOf(request.getName())).columns();
      var stream =
          WriteStream.newBuilder()
              .setName(request.getName())
              .setType(WriteStream.Type.COMMITTED)
              .setLocation(place(Names.tableOf(request.getName())));
      if (full) stream.setTableSchema(TableFields.schema(columns));
      return stream.build();
    }
    var open = open(request.getName());
    var stream = open.stream().toBuilder().setLocation(place(open.table()));
    return (full ? stream : stream.clearTableSchema()).build();
  }

  private OpenStream open(String name) {
    var open = streams.find(name);
    if (open == null) throw StorageErrors.unknown(name).exception();
    return open;
  }

  @Override
  public StreamObserver<AppendRowsRequest> appendRows(StreamObserver<AppendRowsResponse> out) {
    return new Appending(house, streaming, streams, faults, out);
  }

  @Override
  public void finalizeWriteStream(
      FinalizeWriteStreamRequest request, StreamObserver<FinalizeWriteStreamResponse> out) {
    answer(
        out,
        "FinalizeWriteStream",
        request.getName(),
        () -> {
          if (Names.isDefault(request.getName()))
            throw StorageErrors.wrongType(request.getName(), "COMMITTED, BUFFERED or PENDING")
                .exception();
          var open = open(request.getName());
          synchronized (open) {
            open.finish();
            return FinalizeWriteStreamResponse.newBuilder().setRowCount(open.length()).build();
          }
        });
  }

  @Override
  public void flushRows(FlushRowsRequest request, StreamObserver<FlushRowsResponse> out) {
    answer(out, "FlushRows", request.getWriteStream(), () -> flushed(request));
  }

  /// The offset is that of the last row to be flushed.
  private FlushRowsResponse flushed(FlushRowsRequest request) {
    var open = open(request.getWriteStream());
    synchronized (open) {
      if (open.type() != WriteStream.Type.BUFFERED)
        throw StorageErrors.wrongType(request.getWriteStream(), "BUFFERED").exception();
      long end = request.hasOffset() ? request.getOffset().getValue() + 1 : open.length();
      if (end > open.length())
        throw StorageErrors.beyond(request.getWriteStream(), end - 1, open.length()).exception();
      if (end > open.moved()) flush(open, end);
      return FlushRowsResponse.newBuilder().setOffset(end - 1).build();
    }
  }

  private void flush(OpenStream open, long end) {
    var id = open.id("flush");
    var columns = house.existing(open.table()).columns();
    var rows =
        Waiting.rows(open.waiting(end - open.moved()), columns, streaming.defaulted(open.table()));
    open.moving(id, end);
    streaming.append(open.table(), columns, rows, id);
    open.moved(end);
  }

  @Override
  public void batchCommitWriteStreams(
      BatchCommitWriteStreamsRequest request, StreamObserver<BatchCommitWriteStreamsResponse> out) {
    answer(out, "BatchCommitWriteStreams", request.getParent(), () -> committed(request));
  }

  /// All streams' rows go in together, or none.
  private BatchCommitWriteStreamsResponse committed(BatchCommitWriteStreamsRequest request) {
    synchronized (committing) {
      return committedNow(request);
    }
  }

  private BatchCommitWriteStreamsResponse committedNow(BatchCommitWriteStreamsRequest request) {
    var table = Names.table(request.getParent());
    var response = BatchCommitWriteStreamsResponse.newBuilder();
    List<OpenStream> all = new ArrayList<>();
    for (String name : request.getWriteStreamsList()) {
      var open = streams.find(name);
      if (open == null) response.addStreamErrors(StorageErrors.unknown(name).error());
      else if (open.type() != WriteStream.Type.PENDING)
        response.addStreamErrors(StorageErrors.wrongType(name, "PENDING").error());
      else if (open.isCommitted()) response.addStreamErrors(StorageErrors.committed(name).error());
      else if (!open.isFinished())
        response.addStreamErrors(StorageErrors.notFinalized(name).error());
      else all.add(open);
    }
    if (response.getStreamErrorsCount() > 0) return response.build();
    commit(table, all);
    return response.setCommitTime(now()).build();
  }

  private void commit(TableName table, List<OpenStream> all) {
    var columns = house.existing(table).columns();
    var defaulted = streaming.defaulted(table);
    var rows = new ArrayList<List<@Nullable Object>>();
    for (var open : all) rows.addAll(Waiting.rows(open.waiting(open.length()), columns, defaulted));
    String names =
        all.stream().map(open -> open.stream().getName()).sorted().collect(Collectors.joining(" "));
    var id = new JobId("ws_" + Hashes.sha256(names));
    for (var open : all) open.moving(id, open.length());
    streaming.append(table, columns, rows, id);
    for (var open : all) open.moved(open.length());
  }
}
