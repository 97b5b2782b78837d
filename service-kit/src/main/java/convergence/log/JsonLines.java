package convergence.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// One JSON object a line, with the field names that Cloud Logging reads: `severity`, `message`, `timestamp`.
/// The ids of a request or run stand beside them.
public final class JsonLines extends EncoderBase<ILoggingEvent> {
  private static final JsonFactory JSON = new JsonFactory();
  private final ThrowableProxyConverter traces = new ThrowableProxyConverter();
  private String app = "";

  /// Called by logback.xml.
  public void setApp(String app) {
    this.app = app;
  }

  @Override
  public void start() {
    traces.start();
    super.start();
  }

  @Override
  public byte @Nullable [] headerBytes() {
    return null;
  }

  @Override
  public byte[] encode(ILoggingEvent event) {
    var line = new ByteArrayOutputStream(256);
    try (var json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeStringField("timestamp", event.getInstant().toString());
      json.writeStringField("severity", severity(event.getLevel()));
      json.writeStringField("message", event.getFormattedMessage());
      json.writeStringField("logger", event.getLoggerName());
      json.writeStringField("thread", event.getThreadName());
      json.writeStringField("app", app);
      for (var id : event.getMDCPropertyMap().entrySet())
        json.writeStringField(id.getKey(), id.getValue());
      if (event.getThrowableProxy() != null)
        json.writeStringField("stack_trace", traces.convert(event));
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return line.toByteArray();
  }

  @Override
  public byte @Nullable [] footerBytes() {
    return null;
  }

  private static String severity(Level level) {
    return level == Level.WARN ? "WARNING" : level == Level.TRACE ? "DEBUG" : level.toString();
  }
}
