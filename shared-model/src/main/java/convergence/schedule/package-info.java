/// When pipelines start by themselves: cron expressions, their real instants in a time zone, and the book of
/// schedules.
@NullMarked
package convergence.schedule;

import org.jspecify.annotations.NullMarked;
