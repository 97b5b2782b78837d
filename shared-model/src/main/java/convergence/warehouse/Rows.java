package convergence.warehouse;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A query's rows. Values: `String`, `Long`, `Double`, `BigDecimal`, `Boolean`, `byte[]`, `LocalDate`,
/// `LocalDateTime`, `LocalTime`, `Instant`, a `List` for ARRAY, a `Map<String, Object>` in field order for
/// STRUCT, JSON as its text; null for NULL.
///
/// @param truncated true: there were more than the asked limit
public record Rows(List<Column> columns, List<List<@Nullable Object>> rows, boolean truncated) {}
