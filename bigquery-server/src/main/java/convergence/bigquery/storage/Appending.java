package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.AppendRowsRequest;
import com.google.cloud.bigquery.storage.v1.AppendRowsRequest.MissingValueInterpretation;
import com.google.cloud.bigquery.storage.v1.AppendRowsResponse;
import com.google.cloud.bigquery.storage.v1.ProtoSchema;
import com.google.cloud.bigquery.storage.v1.RowError;
import com.google.cloud.bigquery.storage.v1.WriteStream;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import convergence.bigquery.fault.Faults;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.load.Streaming;
import convergence.bigquery.sql.House;
import convergence.warehouse.Column;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One connection of AppendRows: requests in order, an answer to each. Stream and schema are told
/// once and hold until another is told.
final class Appending implements StreamObserver<AppendRowsRequest> {
  private final House house;
  private final Streaming streaming;
  private final WriteStreams streams;
  private final Faults faults;
  private final StreamObserver<AppendRowsResponse> out;
  private String stream = "";
  private @Nullable ProtoSchema schema;
  private @Nullable ProtoRows rows;
  private List<Column> columns = List.of();
  private Set<String> defaulted = Set.of();

  /// What stands for values that rows leave out; each holds until another is told.
  private MissingValueInterpretation missing = MissingValueInterpretation.NULL_VALUE;

  private Map<String, MissingValueInterpretation> missingOf = Map.of();
  private int told;

  Appending(
      House house,
      Streaming streaming,
      WriteStreams streams,
      Faults faults,
      StreamObserver<AppendRowsResponse> out) {
    this.faults = faults;
    this.house = house;
    this.streaming = streaming;
    this.streams = streams;
    this.out = out;
  }

  @Override
  public void onNext(AppendRowsRequest request) {
    try {
      named(request);
      out.onNext(faults.around("AppendRows", stream, () -> answer(request)));
    } catch (RuntimeException e) {
      out.onError(Refusals.of(e));
    }
  }

  private void named(AppendRowsRequest request) {
    if (request.getWriteStream().isEmpty() || request.getWriteStream().equals(stream)) return;
    stream = request.getWriteStream();
    rows = null;
  }

  private AppendRowsResponse answer(AppendRowsRequest request) {
    if (stream.isEmpty())
      throw Status.INVALID_ARGUMENT.withDescription("Write stream is not set").asRuntimeException();
    if (request.hasArrowRows()) throw Unserved.ARROW_APPEND.refusal();
    if (request.getDefaultMissingValueInterpretationValue() != 0)
      missing = request.getDefaultMissingValueInterpretation();
    if (!request.getMissingValueInterpretationsMap().isEmpty())
      missingOf = request.getMissingValueInterpretationsMap();
    var data = request.getProtoRows();
    if (data.hasWriterSchema()) {
      schema = data.getWriterSchema();
      rows = null;
    }
    var table = Names.tableOf(stream);
    var now = house.existing(table).columns();
    if (told == 0) told = now.size();
    var withDefault = streaming.defaulted(table);
    if (rows == null || !now.equals(columns) || !withDefault.equals(defaulted)) {
      if (schema == null)
        throw Status.INVALID_ARGUMENT
            .withDescription("Writer schema is not set")
            .asRuntimeException();
      columns = now;
      defaulted = withDefault;
      rows = new ProtoRows(now, withDefault, schema);
    }
    var response = AppendRowsResponse.newBuilder().setWriteStream(stream);
    // Rows of a bad request do not count: the offset stays where it was.
    var read = new ArrayList<List<@Nullable Object>>(data.getRows().getSerializedRowsCount());
    if (!read(data, read, response)) return response.build();
    append(request, read, response);
    if (now.size() > told && !response.hasError()) {
      told = now.size();
      response.setUpdatedSchema(TableFields.schema(now));
    }
    return response.build();
  }

  private boolean isFilled(String column) {
    return missingOf.getOrDefault(column, missing) == MissingValueInterpretation.DEFAULT_VALUE;
  }

  private boolean read(
      AppendRowsRequest.ProtoData data,
      List<List<@Nullable Object>> into,
      AppendRowsResponse.Builder response) {
    var reader = java.util.Objects.requireNonNull(rows);
    var list = data.getRows().getSerializedRowsList();
    for (int i = 0; i < list.size(); i++)
      try {
        into.add(reader.row(list.get(i), this::isFilled));
      } catch (ProtoRows.BadRow e) {
        response.addRowErrors(
            RowError.newBuilder()
                .setIndex(i)
                .setCode(RowError.RowErrorCode.FIELDS_ERROR)
                .setMessage(String.valueOf(e.getMessage())));
      }
    if (response.getRowErrorsCount() == 0) return true;
    response.setError(
        com.google.rpc.Status.newBuilder()
            .setCode(Status.Code.INVALID_ARGUMENT.value())
            .setMessage(
                "Errors found while processing rows. Please refer to the row_errors field for"
                    + " details. "
                    + response.getRowErrors(0).getMessage()));
    return false;
  }

  private void append(
      AppendRowsRequest request,
      List<List<@Nullable Object>> read,
      AppendRowsResponse.Builder response) {
    if (Names.isDefault(stream)) {
      if (request.hasOffset())
        throw Status.INVALID_ARGUMENT
            .withDescription(
                "Offset must not be specified for the default stream. Entity: " + stream)
            .asRuntimeException();
      streaming.append(Names.tableOf(stream), columns, read);
      response.setAppendResult(AppendRowsResponse.AppendResult.getDefaultInstance());
      return;
    }
    var open = streams.find(stream);
    if (open == null) {
      response.setError(StorageErrors.unknown(stream).status());
      return;
    }
    synchronized (open) {
      append(open, request, read, response);
    }
  }

  private void append(
      OpenStream open,
      AppendRowsRequest request,
      List<List<@Nullable Object>> read,
      AppendRowsResponse.Builder response) {
    if (open.isFinished()) {
      response.setError(StorageErrors.finalized(stream).status());
      return;
    }
    long offset = request.hasOffset() ? request.getOffset().getValue() : open.length();
    if (offset < open.length()) {
      response.setError(StorageErrors.exists(stream, offset, open.length()).status());
      return;
    }
    if (offset > open.length()) {
      response.setError(StorageErrors.beyond(stream, offset, open.length()).status());
      return;
    }
    if (!read.isEmpty()) take(open, request.getProtoRows().getRows().getSerializedRowsList(), read);
    response.setAppendResult(
        AppendRowsResponse.AppendResult.newBuilder().setOffset(Int64Value.of(offset)));
  }

  private void take(OpenStream open, List<ByteString> sent, List<List<@Nullable Object>> read) {
    if (open.type() != WriteStream.Type.COMMITTED) {
      open.append(new OpenStream.Batch(java.util.Objects.requireNonNull(schema), sent));
      return;
    }
    long to = open.length() + read.size();
    var id = open.id("append");
    open.moving(id, to);
    streaming.append(open.table(), columns, read, id);
    open.moved(to);
  }

  @Override
  public void onError(Throwable gone) {
    // The client has gone; what was answered is in the table.
  }

  @Override
  public void onCompleted() {
    out.onCompleted();
  }
}
