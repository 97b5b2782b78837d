package convergence.embedded.duckdb;

import convergence.googlesql.ir.IrType;
import org.jspecify.annotations.Nullable;

/// A query parameter of any type.
///
/// @param name without `@`, in any case; empty: positional
/// @param value as [convergence.warehouse.Rows] says, but a STRUCT is the `List` of its fields' values, since
///     fields need not have names; INT64 and FLOAT64 may come as any `Number`; null is NULL
public record SqlParameter(String name, IrType type, @Nullable Object value) {}
