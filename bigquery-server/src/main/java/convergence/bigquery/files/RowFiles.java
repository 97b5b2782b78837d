package convergence.bigquery.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Unserved;
import convergence.bigquery.rows.AvroSchemas;
import convergence.bigquery.rows.AvroWriter;
import convergence.bigquery.rows.CellWriter;
import convergence.bigquery.rows.TimestampForm;
import convergence.warehouse.Column;
import convergence.warehouse.SqlType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/// Rows written to files as extract jobs and EXPORT DATA write them.
public abstract class RowFiles implements AutoCloseable {
  /// How to write.
  ///
  /// @param format CSV, NEWLINE_DELIMITED_JSON or AVRO
  /// @param codec of Avro
  public record Form(String format, String delimiter, boolean header, String codec) {}

  abstract void row(List<@Nullable Object> row) throws IOException;

  @Override
  public abstract void close() throws IOException;

  static RowFiles open(OutputStream out, List<Column> columns, Form form) throws IOException {
    return switch (form.format()) {
      case "CSV" -> new Csv(out, columns, form);
      case "NEWLINE_DELIMITED_JSON", "JSON" -> new Json(out, columns);
      case "AVRO" -> new Avro(out, columns, form.codec());
      default -> throw Unserved.EXTRACT_FORMAT.refusal(form.format());
    };
  }

  private static final class Csv extends RowFiles {
    private final Writer out;
    private final List<Column> columns;
    private final CellWriter cells;
    private final char delimiter;

    Csv(OutputStream out, List<Column> columns, Form form) throws IOException {
      this.out = new OutputStreamWriter(out, StandardCharsets.UTF_8);
      this.columns = columns;
      this.cells = new CellWriter(columns, TimestampForm.INT64);
      this.delimiter = form.delimiter().charAt(0);
      for (var column : columns)
        if (column.repeated() || column.type() == SqlType.STRUCT)
          throw ApiException.invalid(
              "Operation cannot be performed on a nested schema. Field: " + column.name());
      if (form.header()) line(columns.stream().map(Column::name).toList());
    }

    @Override
    void row(List<@Nullable Object> row) throws IOException {
      var texts = new ArrayList<String>();
      for (int i = 0; i < columns.size(); i++) {
        var value = row.get(i);
        texts.add(value == null ? "" : cells.plain(columns.get(i).type(), value));
      }
      line(texts);
    }

    private void line(List<String> texts) throws IOException {
      for (int i = 0; i < texts.size(); i++) {
        if (i > 0) out.write(delimiter);
        String text = texts.get(i);
        boolean quoted =
            text.indexOf(delimiter) >= 0
                || text.indexOf('"') >= 0
                || text.indexOf('\n') >= 0
                || text.indexOf('\r') >= 0;
        out.write(quoted ? '"' + text.replace("\"", "\"\"") + '"' : text);
      }
      out.write('\n');
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  private static final class Json extends RowFiles {
    private final JsonGenerator out;
    private final List<Column> columns;
    private final CellWriter cells;

    Json(OutputStream out, List<Column> columns) throws IOException {
      this.out = new JsonFactory().setRootValueSeparator("\n").createGenerator(out);
      this.columns = columns;
      this.cells = new CellWriter(columns, TimestampForm.INT64);
    }

    @Override
    void row(List<@Nullable Object> row) throws IOException {
      object(columns, row);
    }

    private void object(List<Column> fields, List<@Nullable Object> values) throws IOException {
      out.writeStartObject();
      for (int i = 0; i < fields.size(); i++) {
        var value = values.get(i);
        if (value == null) continue;
        out.writeFieldName(fields.get(i).name());
        if (!fields.get(i).repeated()) one(fields.get(i), value);
        else {
          out.writeStartArray();
          for (Object element : (List<?>) value) one(fields.get(i), element);
          out.writeEndArray();
        }
      }
      out.writeEndObject();
    }

    private void one(Column column, Object value) throws IOException {
      switch (column.type()) {
        case STRUCT ->
            object(column.fields(), new ArrayList<@Nullable Object>(((Map<?, ?>) value).values()));
        case BOOL -> out.writeBoolean((Boolean) value);
        case FLOAT64 -> {
          double number = (Double) value;
          if (Double.isFinite(number)) out.writeNumber(number);
          else out.writeString(cells.plain(column.type(), value));
        }
        case JSON -> out.writeRawValue(value.toString());
        case INT64,
            STRING,
            BYTES,
            NUMERIC,
            BIGNUMERIC,
            DATE,
            DATETIME,
            TIME,
            TIMESTAMP,
            INTERVAL,
            GEOGRAPHY,
            RANGE_DATE,
            RANGE_DATETIME,
            RANGE_TIMESTAMP ->
            out.writeString(cells.plain(column.type(), value));
      }
    }

    @Override
    public void close() throws IOException {
      out.writeRaw('\n');
      out.close();
    }
  }

  private static final class Avro extends RowFiles {
    private final DataFileWriter<Object> out;
    private final AvroWriter writer;

    Avro(OutputStream out, List<Column> columns, String codec) throws IOException {
      this.writer = new AvroWriter(columns);
      this.out = new DataFileWriter<>(new GenericDatumWriter<>());
      switch (codec) {
        case "", "NONE" -> {}
        case "DEFLATE" -> this.out.setCodec(CodecFactory.deflateCodec(6));
        default -> throw Unserved.AVRO_CODEC.refusal(codec);
      }
      this.out.create(AvroSchemas.of(columns), out);
    }

    @Override
    void row(List<@Nullable Object> row) throws IOException {
      var bytes = new ByteArrayOutputStream();
      var encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      writer.row(encoder, row);
      encoder.flush();
      out.appendEncoded(ByteBuffer.wrap(bytes.toByteArray()));
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }
}
