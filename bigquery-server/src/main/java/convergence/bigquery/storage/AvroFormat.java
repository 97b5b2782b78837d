package convergence.bigquery.storage;

import com.google.cloud.bigquery.storage.v1.AvroRows;
import com.google.cloud.bigquery.storage.v1.AvroSchema;
import com.google.cloud.bigquery.storage.v1.ReadRowsResponse;
import com.google.cloud.bigquery.storage.v1.ReadSession;
import com.google.protobuf.ByteString;
import convergence.bigquery.rows.AvroSchemas;
import convergence.bigquery.rows.AvroWriter;
import convergence.warehouse.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/// Avro's binary rows, one after the other.
final class AvroFormat implements RowFormat {
  private final AvroWriter writer;
  private final AvroSchema schema;

  AvroFormat(List<Column> columns) {
    this.writer = new AvroWriter(columns);
    this.schema = AvroSchema.newBuilder().setSchema(AvroSchemas.of(columns).toString()).build();
  }

  @Override
  public void describe(ReadSession.Builder session) {
    session.setAvroSchema(schema);
  }

  @Override
  public void describe(ReadRowsResponse.Builder first) {
    first.setAvroSchema(schema);
  }

  @Override
  public void rows(ReadRowsResponse.Builder response, List<List<@Nullable Object>> rows) {
    var out = ByteString.newOutput(rows.size() * 32);
    var encoder = EncoderFactory.get().binaryEncoder(out, null);
    try {
      for (var row : rows) writer.row(encoder, row);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    response.setAvroRows(AvroRows.newBuilder().setSerializedBinaryRows(out.toByteString()));
  }
}
