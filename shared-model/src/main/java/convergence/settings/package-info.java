/// What can be set from outside: [convergence.settings.Variables] lists every environment variable once, and
/// the start, `.env.example` and docs/configuration.md all read that list.
@NullMarked
package convergence.settings;

import org.jspecify.annotations.NullMarked;
