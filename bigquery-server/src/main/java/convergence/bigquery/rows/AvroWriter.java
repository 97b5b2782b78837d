package convergence.bigquery.rows;

import convergence.bigquery.http.Unserved;
import convergence.warehouse.Column;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/// Rows in Avro's binary form, after [AvroSchemas].
public final class AvroWriter {
  private static final CellWriter TEXT = new CellWriter(List.of(), TimestampForm.INT64);
  private final List<Column> columns;

  public AvroWriter(List<Column> columns) {
    this.columns = columns;
  }

  public void row(Encoder out, List<@Nullable Object> row) throws IOException {
    struct(out, columns, row);
  }

  private void struct(Encoder out, List<Column> fields, List<@Nullable Object> values)
      throws IOException {
    for (int i = 0; i < fields.size(); i++) field(out, fields.get(i), values.get(i));
  }

  private void field(Encoder out, Column column, @Nullable Object value) throws IOException {
    if (column.repeated()) {
      array(out, column, value instanceof List<?> list ? list : List.of());
      return;
    }
    if (!column.required()) out.writeIndex(value == null ? 0 : 1);
    if (value == null) out.writeNull();
    else one(out, column, value);
  }

  private void array(Encoder out, Column column, List<?> list) throws IOException {
    out.writeArrayStart();
    out.setItemCount(list.size());
    for (Object element : list) {
      out.startItem();
      one(out, column, element);
    }
    out.writeArrayEnd();
  }

  private void one(Encoder out, Column column, Object value) throws IOException {
    switch (column.type()) {
      case INT64 -> out.writeLong((Long) value);
      case FLOAT64 -> out.writeDouble((Double) value);
      case BOOL -> out.writeBoolean((Boolean) value);
      case BYTES -> out.writeBytes((byte[]) value);
      case DATE -> out.writeInt((int) ((LocalDate) value).toEpochDay());
      case TIME -> out.writeLong(((LocalTime) value).toNanoOfDay() / 1000);
      case TIMESTAMP -> out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value));
      case NUMERIC -> decimal(out, (BigDecimal) value, 9);
      case BIGNUMERIC -> decimal(out, (BigDecimal) value, 38);
      case STRING, JSON, GEOGRAPHY, INTERVAL -> out.writeString(value.toString());
      case DATETIME -> out.writeString(TEXT.text(column.type(), value));
      case RANGE_DATE, RANGE_DATETIME, RANGE_TIMESTAMP -> throw Unserved.RANGE_ROWS.refusal();
      case STRUCT ->
          struct(
              out, column.fields(), new ArrayList<@Nullable Object>(((Map<?, ?>) value).values()));
    }
  }

  private static void decimal(Encoder out, BigDecimal value, int scale) throws IOException {
    out.writeBytes(ByteBuffer.wrap(value.setScale(scale).unscaledValue().toByteArray()));
  }
}
