package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.ArrowRecordBatch;
import com.google.cloud.bigquery.storage.v1.ArrowSchema;
import com.google.cloud.bigquery.storage.v1.ReadRowsResponse;
import com.google.cloud.bigquery.storage.v1.ReadSession;
import com.google.flatbuffers.FlatBufferBuilder;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import convergence.embedded.duckdb.ArrowBatch;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/// Arrow's IPC messages. Batches are always uncompressed, which every reader takes: each buffer
/// says so itself when the session asked for compression.
final class ArrowFormat implements RowFormat {
  private static final int CONTINUATION = -1;
  private final List<Column> columns;
  private final ByteString schema;

  ArrowFormat(List<Column> columns) {
    this.columns = columns;
    // With its marker and length already.
    this.schema =
        ByteString.copyFrom(
            new Schema(columns.stream().map(ArrowFormat::field).toList()).serializeAsMessage());
  }

  private static Field field(Column column) {
    if (column.repeated()) {
      var element =
          new Column("item", column.type(), false, false, column.fields(), column.description());
      return new Field(
          column.name(), FieldType.notNullable(new ArrowType.List()), List.of(field(element)));
    }
    return new Field(
        column.name(),
        new FieldType(!column.required(), type(column), null, extension(column.type())),
        (column.type().bound() == null ? column.fields() : ArrowColumn.bounds(column))
            .stream().map(ArrowFormat::field).toList());
  }

  /// How clients tell types apart that have the same vectors.
  private static @Nullable Map<String, String> extension(SqlType type) {
    String name = "ARROW:extension:name";
    return switch (type) {
      case JSON, DATETIME -> Map.of(name, "google:sqlType:" + type.name().toLowerCase(Locale.ROOT));
      case GEOGRAPHY ->
          Map.of(
              name,
              "google:sqlType:geography",
              "ARROW:extension:metadata",
              "{\"encoding\": \"WKT\"}");
      case STRING,
          BYTES,
          INT64,
          FLOAT64,
          NUMERIC,
          BIGNUMERIC,
          BOOL,
          DATE,
          TIME,
          TIMESTAMP,
          INTERVAL,
          RANGE_DATE,
          RANGE_DATETIME,
          RANGE_TIMESTAMP,
          STRUCT ->
          null;
    };
  }

  private static ArrowType type(Column column) {
    return switch (column.type()) {
      case INT64 -> new ArrowType.Int(64, true);
      case FLOAT64 -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
      case BOOL -> new ArrowType.Bool();
      case DATE -> new ArrowType.Date(DateUnit.DAY);
      case TIME -> new ArrowType.Time(TimeUnit.MICROSECOND, 64);
      case TIMESTAMP -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
      case DATETIME -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
      case NUMERIC -> new ArrowType.Decimal(38, 9, 128);
      case BIGNUMERIC -> new ArrowType.Decimal(76, 38, 256);
      case BYTES -> new ArrowType.Binary();
      case STRING, JSON, GEOGRAPHY -> new ArrowType.Utf8();
      case INTERVAL -> new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO);
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP, STRUCT -> new ArrowType.Struct();
    };
  }

  /// An encapsulated message: marker, length, metadata padded to 8 bytes, body.
  private static ByteString message(byte[] metadata, ByteString body) {
    int padded = padded(metadata.length);
    var head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    head.putInt(CONTINUATION).putInt(padded).put(metadata).rewind();
    return UnsafeByteOperations.unsafeWrap(head).concat(body);
  }

  private static ByteString body(List<ArrowColumn.Buffer> buffers) {
    int size = buffers.stream().mapToInt(buffer -> padded(buffer.length())).sum();
    var out = ByteBuffer.allocate(size);
    for (var buffer : buffers) {
      int start = out.position();
      out.put(buffer.bytes(), 0, buffer.length());
      out.position(start + padded(buffer.length()));
    }
    return UnsafeByteOperations.unsafeWrap(out.rewind());
  }

  private static int padded(int length) {
    return (length + 7) & ~7;
  }

  @Override
  public void describe(ReadSession.Builder session) {
    session.setArrowSchema(ArrowSchema.newBuilder().setSerializedSchema(schema));
  }

  @Override
  public void describe(ReadRowsResponse.Builder first) {
    first.setArrowSchema(ArrowSchema.newBuilder().setSerializedSchema(schema));
  }

  @Override
  public void rows(ReadRowsResponse.Builder response, List<List<@Nullable Object>> rows) {
    var vectors = columns.stream().map(ArrowColumn::of).toList();
    for (var row : rows) for (int i = 0; i < vectors.size(); i++) vectors.get(i).add(row.get(i));
    var nodes = new ArrayList<ArrowBatch.Node>();
    var buffers = new ArrayList<ArrowColumn.Buffer>();
    for (var vector : vectors) {
      vector.nodes(nodes);
      vector.buffers(buffers);
    }
    var places = new ArrayList<ArrowBatch.Buffer>();
    long end = 0;
    for (var buffer : buffers) {
      places.add(new ArrowBatch.Buffer(end, buffer.length()));
      end += padded(buffer.length());
    }
    set(response, message(metadata(rows.size(), nodes, places, end), body(buffers)));
  }

  private static void set(ReadRowsResponse.Builder response, ByteString message) {
    response.setArrowRecordBatch(ArrowRecordBatch.newBuilder().setSerializedRecordBatch(message));
  }

  @Override
  public ReadStreams.Parts of(ReadSources.Source source, int batch) {
    var vectors = source.vectors();
    if (vectors == null) return RowFormat.super.of(source, batch);
    return (first, most) ->
        vectors.from(first, most, batch).stream()
            .map(found -> new ReadStreams.Part(found.rows(), response -> batch(response, found)))
            .toList();
  }

  private static void batch(ReadRowsResponse.Builder response, ArrowBatch batch) {
    byte[] metadata = metadata(batch.rows(), batch.nodes(), batch.buffers(), batch.body().length);
    set(response, message(metadata, UnsafeByteOperations.unsafeWrap(batch.body())));
  }

  private static byte[] metadata(
      int rows, List<ArrowBatch.Node> nodes, List<ArrowBatch.Buffer> buffers, long size) {
    var builder = new FlatBufferBuilder();
    RecordBatch.startNodesVector(builder, nodes.size());
    for (var node : nodes.reversed())
      FieldNode.createFieldNode(builder, node.length(), node.nulls());
    int nodesAt = builder.endVector();
    RecordBatch.startBuffersVector(builder, buffers.size());
    for (var buffer : buffers.reversed())
      org.apache.arrow.flatbuf.Buffer.createBuffer(builder, buffer.offset(), buffer.length());
    int buffersAt = builder.endVector();
    RecordBatch.startRecordBatch(builder);
    RecordBatch.addLength(builder, rows);
    RecordBatch.addNodes(builder, nodesAt);
    RecordBatch.addBuffers(builder, buffersAt);
    int batch = RecordBatch.endRecordBatch(builder);
    Message.startMessage(builder);
    Message.addHeaderType(builder, MessageHeader.RecordBatch);
    Message.addHeader(builder, batch);
    Message.addVersion(builder, MetadataVersion.V5);
    Message.addBodyLength(builder, size);
    builder.finish(Message.endMessage(builder));
    return builder.sizedByteArray();
  }
}
