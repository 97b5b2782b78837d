package convergence.embedded.duckdb;

import convergence.googlesql.ir.ScriptResolver;
import java.time.InstantSource;

/// What every statement needs of the warehouse.
record Tool(
    Catalog catalog,
    PhysicalNames names,
    Lanes lanes,
    Effects effects,
    ScriptResolver resolver,
    Resolutions resolutions,
    InstantSource clock,
    Sessions.Connecting connecting) {}
