package convergence.warehouse;

/// What a template variable may become: a typed value where a value stands, a name where a name stands.
///
/// @param value as a parameter
/// @param identifier as (part of) a table path, checked and quoted by the binder. For `{tenant_id}` this
///     is the tenant's dataset
public record Variable(SqlValue value, String identifier) {}
