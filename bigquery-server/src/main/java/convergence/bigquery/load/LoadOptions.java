package convergence.bigquery.load;

import com.google.api.services.bigquery.model.JobConfigurationLoad;
import convergence.bigquery.http.ApiException;
import convergence.bigquery.http.Unserved;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a load job may ask for that would change the rows, and is not served.
final class LoadOptions {
  private LoadOptions() {}

  /// @throws ApiException it asks for some of it
  static void check(JobConfigurationLoad load) {
    var digits = load.getTimestampTargetPrecision();
    if (digits != null && digits.contains(12)) throw Unserved.TIMESTAMP_PRECISION.refusal();
    var properties = load.getConnectionProperties();
    boolean session =
        properties != null
            && properties.stream().anyMatch(property -> "session_id".equals(property.getKey()));
    if (session || Boolean.TRUE.equals(load.getCreateSession()))
      throw Unserved.LOAD_SESSION.refusal();
    only("columnNameCharacterMap", load.getColumnNameCharacterMap(), "V1");
    only("dateFormat", load.getDateFormat());
    only("datetimeFormat", load.getDatetimeFormat());
    only("timeFormat", load.getTimeFormat());
    only("timestampFormat", load.getTimestampFormat());
    only("timeZone", load.getTimeZone(), "UTC");
    only("jsonExtension", load.getJsonExtension());
    only("referenceFileSchemaUri", load.getReferenceFileSchemaUri());
    only("schemaInline", load.getSchemaInline());
    only("sourceColumnMatch", load.getSourceColumnMatch(), "POSITION");
    only("fileSetSpecType", load.getFileSetSpecType(), "FILE_SET_SPEC_TYPE_FILE_SYSTEM_MATCH");
    if (load.getHivePartitioningOptions() != null)
      throw Unserved.LOAD_OPTION.refusal("hivePartitioningOptions");
  }

  /// @param same what comes to the same as saying nothing, beside what says so
  private static void only(String option, @Nullable String said, String... same) {
    if (said == null || said.isEmpty() || said.toUpperCase(Locale.ROOT).endsWith("_UNSPECIFIED"))
      return;
    if (!Set.of(same).contains(said)) throw Unserved.LOAD_OPTION.refusal(option);
  }
}
