package io.larder.door.http.v1;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The refusals of JAX-RS itself, as problems. All others are told before a request comes to it, or after. */
final class JaxRsProblems {

    @ServerExceptionMapper
    Response unsupported(NotSupportedException refusal) {
        return Requests.response(Problem.of(415, "the body is of a type that does not fit here", null));
    }

    @ServerExceptionMapper
    Response unacceptable(NotAcceptableException refusal) {
        return Requests.response(Problem.of(406, "the answer is of no type that is accepted", null));
    }
}
