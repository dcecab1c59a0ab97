package io.larder.door.http;

import io.larder.command.Reply;
import java.util.List;

/**
 * How far a request had come when it turned out to need more than a {@link ShortWay} has. What was run is not run
 * again.
 *
 * @param uri the very text that the request came with, by which it is known again
 * @param commands all that it asks for
 * @param replies what the first of them came to
 */
record Begun(String uri, List<byte[][]> commands, List<Reply> replies) {}
