package io.larder.door.http.v1;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.larder.door.codec.BadRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was refused, as {@code application/problem+json}.
 *
 * @param type {@code about:blank}: the status says what kind of problem it is
 * @param title the status in words
 * @param status the status
 * @param detail what happened, where a command was refused its error text
 * @param code the first word of that text, or null where no command spoke
 * @param index which item of a batch was refused, from 0; null where it was not a batch
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "Why a request was refused (RFC 9457).")
public record Problem(
        @Schema(description = "Always about:blank: the status says what kind of problem it is.")
        String type,

        @Schema(description = "The status in words.") String title,
        int status,

        @Schema(description = "What happened. Where a command was refused, its error text.")
        String detail,

        @Schema(description = "The first word of the command's error text, such as WRONGTYPE.", nullable = true)
        @Nullable
        String code,

        @Schema(description = "Which item of a batch was refused, from 0.", nullable = true) @Nullable
        Integer index) {

    /** The media type. */
    static final String MEDIA_TYPE = "application/problem+json";

    /** A problem with this status. */
    static Problem of(int status, String detail, @Nullable String code) {
        String title = HttpResponseStatus.valueOf(status).reasonPhrase();
        return new Problem("about:blank", title, status, detail, code, null);
    }

    /** The same about one item of a batch. */
    Problem at(int item) {
        return new Problem(type, title, status, detail, code, item);
    }

    /** What the door says of a request that it cannot read. */
    static Problem of(BadRequest refusal) {
        return of(refusal.status(), refusal.text(), code(refusal.text()));
    }

    /** Answers a request with what the door says of it. */
    public static void answer(Vertx vertx, HttpServerRequest request, BadRequest refusal) {
        Requests.refuse(vertx, request, of(refusal));
    }

    /** The code that an error text begins with. */
    static String code(String text) {
        int end = text.indexOf(' ');
        return end < 0 ? text : text.substring(0, end);
    }

    byte[] json() {
        return Json.bytes(this, Integer.MAX_VALUE);
    }
}
