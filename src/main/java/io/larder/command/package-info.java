/**
 * The waist: a command is one row beside its handler, and everything that speaks of commands reads that row.
 *
 * <p>Read in this order: {@link io.larder.command.Command}, {@link io.larder.command.Arguments},
 * {@link io.larder.command.Reply}, {@link io.larder.command.Session}, {@link io.larder.command.CommandTable},
 * {@link io.larder.command.Dispatcher}. This room uses the JDK and nothing else.
 */
@NullMarked
package io.larder.command;

import org.jspecify.annotations.NullMarked;
