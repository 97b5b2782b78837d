package convergence.embedded.duckdb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import convergence.problem.Fault;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.duckdb.DuckDBResultSet;
import org.jspecify.annotations.Nullable;

/// A result as Arrow's C stream, so that no value of it becomes an object. The driver hands the
/// stream only to Arrow's own Java library, which would need the JDK's inside opened; so the address
/// that it would hand over is asked for here, and read as the published C interface says. Of one thread.
@SuppressWarnings("restricted") // native memory is what this is about
final class ArrowStream implements AutoCloseable {
  // struct ArrowArrayStream: get_schema, get_next, get_last_error, release, private_data.
  private static final long STREAM_BYTES = 40;
  private static final long GET_NEXT = 8;
  private static final long GET_LAST_ERROR = 16;
  private static final long RELEASE_STREAM = 24;

  /// The driver's native method, and what it wants.
  private static final MethodHandle OPEN;

  private static final MethodHandle CONNECTION;
  private static final MethodHandle RESULT;

  private static final MethodHandle NEXT =
      Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
  private static final MethodHandle ERROR =
      Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(ADDRESS, ADDRESS));
  static final MethodHandle RELEASE =
      Linker.nativeLinker().downcallHandle(FunctionDescriptor.ofVoid(ADDRESS));

  static {
    try {
      var driver = MethodHandles.privateLookupIn(DuckDBDriver.class, MethodHandles.lookup());
      var natives = driver.findClass("org.duckdb.DuckDBNative");
      OPEN =
          driver.findStatic(
              natives,
              "duckdb_jdbc_arrow_stream",
              MethodType.methodType(long.class, ByteBuffer.class, ByteBuffer.class, long.class));
      CONNECTION = driver.findGetter(DuckDBConnection.class, "connRef", ByteBuffer.class);
      RESULT =
          MethodHandles.privateLookupIn(DuckDBResultSet.class, MethodHandles.lookup())
              .findGetter(DuckDBResultSet.class, "resultRef", ByteBuffer.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment stream;

  private ArrowStream(long address) {
    // Moved, as the interface has it: whoever holds the copy releases it.
    var theirs = MemorySegment.ofAddress(address).reinterpret(STREAM_BYTES);
    this.stream = arena.allocate(STREAM_BYTES, 8).copyFrom(theirs);
    theirs.set(ADDRESS, RELEASE_STREAM, MemorySegment.NULL);
  }

  /// Takes all of the result's rows, none of which was read.
  ///
  /// @param rows of an array at most
  static ArrowStream of(ResultSet result, int rows) throws SQLException {
    Statement statement = result.getStatement();
    var connection = statement.getConnection().unwrap(DuckDBConnection.class);
    try {
      var connected = (ByteBuffer) CONNECTION.invoke(connection);
      var found = (ByteBuffer) RESULT.invoke(result.unwrap(DuckDBResultSet.class));
      return new ArrowStream((long) OPEN.invoke(found, connected, (long) rows));
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /// The next rows, to be released by whoever reads them; null: there are no more.
  @Nullable ArrowVector next() {
    var array = arena.allocate(ArrowVector.BYTES, 8);
    try {
      int problem = (int) NEXT.invoke(stream.get(ADDRESS, GET_NEXT), stream, array);
      if (problem != 0) throw new Fault.Permanent("sql_invalid", error());
    } catch (Throwable e) {
      throw thrown(e);
    }
    var vector = new ArrowVector(array);
    return vector.released() ? null : vector;
  }

  private String error() throws Throwable {
    var text = (MemorySegment) ERROR.invoke(stream.get(ADDRESS, GET_LAST_ERROR), stream);
    return text.equals(MemorySegment.NULL)
        ? "the rows could not be read"
        : text.reinterpret(Long.MAX_VALUE).getString(0);
  }

  static RuntimeException thrown(Throwable e) {
    return switch (e) {
      case RuntimeException known -> known;
      case Error fatal -> throw fatal;
      default -> new IllegalStateException(e);
    };
  }

  @Override
  public void close() {
    try (arena) {
      RELEASE.invoke(stream.get(ADDRESS, RELEASE_STREAM), stream);
    } catch (Throwable e) {
      throw thrown(e);
    }
  }

  /// One array of the C interface.
  static final class ArrowVector implements AutoCloseable {
    // struct ArrowArray: length, null_count, offset, n_buffers, n_children, buffers, children,
    // dictionary, release, private_data.
    static final long BYTES = 80;
    private static final long RELEASE_ARRAY = 64;
    private final MemorySegment array;

    ArrowVector(MemorySegment array) {
      this.array = array;
    }

    boolean released() {
      return array.get(ADDRESS, RELEASE_ARRAY).equals(MemorySegment.NULL);
    }

    long length() {
      return array.get(JAVA_LONG, 0);
    }

    long nulls() {
      return array.get(JAVA_LONG, 8);
    }

    /// @return its bytes; nothing where there is none
    MemorySegment buffer(int index, long bytes) {
      var address = pointers(40, index);
      return bytes == 0 || address.equals(MemorySegment.NULL)
          ? MemorySegment.NULL
          : address.reinterpret(bytes);
    }

    ArrowVector child(int index) {
      return new ArrowVector(pointers(48, index).reinterpret(BYTES));
    }

    private MemorySegment pointers(long field, int index) {
      return array.get(ADDRESS, field).reinterpret(8L * (index + 1)).get(ADDRESS, 8L * index);
    }

    @Override
    public void close() {
      try {
        RELEASE.invoke(array.get(ADDRESS, RELEASE_ARRAY), array);
      } catch (Throwable e) {
        throw thrown(e);
      }
    }
  }
}
