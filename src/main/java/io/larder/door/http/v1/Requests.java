package io.larder.door.http.v1;

import io.larder.command.Caller;
import io.larder.command.CommandError;
import io.larder.command.Dispatcher;
import io.larder.command.Effort;
import io.larder.command.Reply;
import io.larder.command.Session;
import io.larder.command.TooLong;
import io.larder.door.codec.InFlight;
import io.larder.door.codec.JsonEncoder;
import io.larder.door.codec.Limits;
import io.larder.door.codec.Output;
import io.larder.door.codec.RequestId;
import io.larder.door.codec.Starved;
import io.larder.door.codec.Worker;
import io.larder.door.http.Answer;
import io.larder.door.http.AnswerClock;
import io.larder.door.http.BodyReader;
import io.larder.door.http.Gzip;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Has requests carried out and answered. Work begins on the event loop that read the request, with
 * {@link Effort#BRIEF}; where that does not suffice it starts over on a worker.
 */
@Singleton
final class Requests {

    /** What a resource does for a request. It may be started over, as long as it has changed nothing. */
    interface Work {
        Result on(Calls calls);
    }

    /** The same, with the request's body. */
    interface BodyWork {
        Result on(Calls calls, byte[] body);
    }

    private static final Logger LOG = Logger.getLogger(Requests.class);

    private static final String CALLER = "larder.caller";
    private static final String FROM = "larder.from";

    private static final CharSequence X_CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("x-content-type-options");
    private static final CharSequence NO_SNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    /** Whoever was led here by a path that only others take for this one: nobody has checked who sends it. */
    private static final Problem NO_SUCH_PATH = Problem.of(404, "no such path", null);

    /** Reading a larger body takes too long for an event loop. */
    private static final int BRIEF_BODY = 256 << 10;

    private final Vertx vertx;
    private final Dispatcher dispatcher;
    private final Limits limits;
    private final InFlight inFlight;

    Requests(Vertx vertx, Dispatcher dispatcher, Limits limits, InFlight inFlight) {
        this.inFlight = inFlight;
        this.vertx = vertx;
        this.dispatcher = dispatcher;
        this.limits = limits;
    }

    /** A finished answer. */
    private record Finished(Result result, byte[] content, boolean gzip) {}

    /** A request that is carried out. */
    private static final class Job {

        private final RoutingContext context;
        private final Caller caller;
        private final InFlight.Share share;
        private final byte[] body;
        private final BodyWork work;

        /** Of the share, what its body takes, and its words where they are counted. */
        private long held;

        private boolean counted;

        Job(RoutingContext context, Caller caller, InFlight.Share share, byte[] body, BodyWork work) {
            this.context = context;
            this.caller = caller;
            this.share = share;
            this.body = body;
            this.work = work;
            this.held = share.held();
        }

        /** Counts the words of the body, once; null, or why they are too many. */
        @Nullable
        String countWords() {
            if (counted) {
                return null;
            }
            long before = share.held();
            String refusal = share.takeWords(body, 0, body.length);
            counted = refusal == null;
            held += share.held() - before;
            return refusal;
        }
    }

    /** Lets a request in, to be {@link #answer answered}. */
    static void admit(RoutingContext context, Caller caller, InetAddress from) {
        context.put(CALLER, caller);
        context.put(FROM, from);
    }

    /** Who sends a request; null where it was not let in, but led here by a path that only others take for this one. */
    private static @Nullable Caller caller(RoutingContext context) {
        return context.get(CALLER);
    }

    /** A session of whoever sends a request, for what is no command of its own; null where {@link #caller} is. */
    static @Nullable Session session(RoutingContext context) {
        Caller caller = caller(context);
        HttpServerRequest request = context.request();
        return caller == null
                ? null
                : new Session(Calls.DOOR, caller, false).from(context.get(FROM)).request(() -> RequestId.of(request));
    }

    /** Answers a request that is not let in, or whose body is not. */
    static void refuse(Vertx vertx, HttpServerRequest request, Problem problem) {
        new Answer(vertx, request).refuse(problem.status(), Problem.MEDIA_TYPE, Buffer.buffer(problem.json()));
    }

    /** Carries out a request. */
    Uni<Response> answer(RoutingContext context, Work work) {
        return answer(context, inFlight.share(), new byte[0], (calls, body) -> work.on(calls));
    }

    /** Carries out a request when its body has come in. */
    Uni<Response> answer(RoutingContext context, BodyWork work) {
        if (caller(context) == null) {
            return finished(context, problem(NO_SUCH_PATH));
        }
        return Uni.createFrom().emitter(emitter -> {
            HttpServerRequest request = context.request();
            InFlight.Share share = inFlight.share();
            BodyReader.read(vertx, request, limits, new BodyReader.Receiver() {
                @Override
                public InFlight.Share share() {
                    return share;
                }

                @Override
                public void received(byte[] bytes, int from, int end) {
                    if (!request.isEnded()) {
                        request.resume();
                    }
                    byte[] body = from == 0 && end == bytes.length ? bytes : Arrays.copyOfRange(bytes, from, end);
                    answer(context, share, body, work).subscribe().with(emitter::complete, emitter::fail);
                }

                @Override
                public void refused(int status, String text) {
                    // JAX-RS, to which this never ends, lets go when the connection does.
                    refuse(vertx, request, Problem.of(status, text, Problem.code(text)));
                }
            });
        });
    }

    private Uni<Response> answer(RoutingContext context, InFlight.Share share, byte[] body, BodyWork work) {
        Caller caller = caller(context);
        if (caller == null) {
            return finished(context, problem(NO_SUCH_PATH));
        }
        Job job = new Job(context, caller, share, body, work);
        Uni<Finished> longer;
        try {
            if (Context.isOnEventLoopThread() && body.length <= BRIEF_BODY) {
                return finished(job, run(job, Effort.BRIEF));
            }
            longer = withMemory(job);
        } catch (TooLong signal) {
            longer = signal.patience() && !share.some()
                    ? onWorker(job, Effort.PATIENT).onFailure(TooLong.class).recoverWithUni(() -> withMemory(job))
                    : withMemory(job);
        } catch (Starved signal) {
            longer = withRoom(job, signal);
        }
        Uni<Response> whole = untilRoom(job, longer).chain(done -> finished(job, done));
        // It goes on even if nobody waits for it any more: what it holds has to be given back.
        return Uni.createFrom().emitter(emitter -> whole.subscribe().with(emitter::complete, emitter::fail));
    }

    private Uni<Finished> untilRoom(Job job, Uni<Finished> attempt) {
        return attempt.onFailure(Starved.class)
                .recoverWithUni(starved -> untilRoom(job, withRoom(job, (Starved) starved)));
    }

    /** Starts over when there is room for the answer. */
    private Uni<Finished> withRoom(Job job, Starved starved) {
        return Uni.createFrom()
                .<Optional<String>>emitter(emitter -> job.share.awaitAnswer(
                        vertx,
                        job.held,
                        starved,
                        () -> emitter.complete(Optional.empty()),
                        why -> emitter.complete(Optional.of(why))))
                .chain(refusal -> refusal.map(why -> refused(InFlight.status(why), why))
                        .orElseGet(() -> onWorker(job, Effort.FULL)));
    }

    private Uni<Finished> withMemory(Job job) {
        return Uni.createFrom()
                .<Boolean>emitter(emitter ->
                        job.share.awaitWork(vertx, () -> emitter.complete(true), () -> emitter.complete(false)))
                .chain(room -> room ? onWorker(job, Effort.FULL) : refused(503, InFlight.REFUSAL));
    }

    private Uni<Finished> refused(int status, String why) {
        return Uni.createFrom().item(problem(Problem.of(status, why, "ERR")));
    }

    private Uni<Finished> onWorker(Job job, Effort effort) {
        // Nothing is done for whoever has left meanwhile.
        return job.context.response().closed()
                ? refused(503, "nobody waits for it any more")
                : onWorker(() -> run(job, effort));
    }

    private <T> Uni<T> onWorker(Callable<T> work) {
        return Uni.createFrom()
                .emitter(emitter -> Worker.run(vertx, work, (result, failure) -> {
                    if (failure == null) {
                        emitter.complete(result);
                    } else {
                        emitter.fail(failure);
                    }
                }));
    }

    private Finished run(Job job, Effort effort) {
        RoutingContext context = job.context;
        InFlight.Share share = job.share;
        try {
            String full = effort == Effort.FULL ? job.countWords() : null;
            if (full != null) {
                return problem(Problem.of(InFlight.status(full), full, "ERR"));
            }
            Calls calls = new Calls(
                    dispatcher,
                    job.caller,
                    context.get(FROM),
                    context.request(),
                    effort,
                    (answers, as) -> makeRoom(answers, as, share));
            Result result = job.work.on(calls, job.body);
            byte[] content = result.content(limits.answer());
            if (content.length > InFlight.SMALL && !share.take(content.length)) {
                if (calls.changed()) {
                    share.takeAnyway(content.length);
                } else {
                    throw new Starved(content.length).beside(calls.weight());
                }
            }
            boolean gzip = content.length >= Gzip.FROM
                    && MediaTypes.compressible(result.type())
                    && Gzip.accepted(context.request().getHeader(HttpHeaders.ACCEPT_ENCODING));
            return new Finished(result, content, gzip);
        } catch (TooLong | Starved signal) {
            throw signal;
        } catch (Refusal refusal) {
            return problem(refusal.problem());
        } catch (RuntimeException | Error e) {
            RequestId.error(LOG, "A request could not be carried out", RequestId.of(context.request()), e);
            return problem(Problem.of(500, "internal error", null));
        }
    }

    /** Has room for what a step answers before it stands: about what its JSON takes. */
    private void makeRoom(List<Reply> answers, Encoding as, InFlight.Share share) {
        Output output = new Output(limits.answer(), share);
        try {
            new JsonEncoder(output, as == Encoding.BASE64).answer(new Reply.Many(answers));
        } catch (Output.Full signal) {
            throw new CommandError(Limits.answerTooLarge(limits.answer()));
        } catch (Starved signal) {
            throw signal.beside(new Reply.Many(answers).weight());
        }
        if (output.room() > InFlight.SMALL) {
            share.back(output.room());
        }
    }

    private static Finished problem(Problem problem) {
        byte[] json = problem.json();
        Result result = Result.bytes(Problem.MEDIA_TYPE, json).as(problem.status());
        // What is refused for coming too often is counted by the second; what there is no room for is soon done.
        if (problem.status() == 503 || problem.status() == 429) {
            result.header(HttpHeaders.RETRY_AFTER, "1");
        }
        return new Finished(result, json, false);
    }

    private Uni<Response> finished(Job job, Finished done) {
        InFlight.Share share = job.share;
        if (job.context.response().closed()) {
            share.release();
        } else if (share.some()) {
            HttpServerRequest request = job.context.request();
            share.keep(done.content.length);
            job.context.addEndHandler(end -> AnswerClock.follow(request, share, done.content.length));
        }
        return finished(job.context, done);
    }

    private Uni<Response> finished(RoutingContext context, Finished done) {
        boolean body = done.result.status() != 304 && context.request().method() != HttpMethod.HEAD;
        if (!done.gzip || !body) {
            return Uni.createFrom().item(response(context, done, done.content));
        }
        if (done.content.length <= Gzip.BRIEF) {
            return Uni.createFrom().item(response(context, done, Gzip.compress(done.content, done.content.length)));
        }
        return onWorker(() -> Gzip.compress(done.content, done.content.length))
                .map(compressed -> response(context, done, compressed));
    }

    /** A problem that JAX-RS has found itself. */
    static Response response(Problem problem) {
        return response(problem.status(), Problem.MEDIA_TYPE, problem.json());
    }

    /** JSON that was not made here. */
    static Response response(String json) {
        return response(200, MediaTypes.JSON, json.getBytes(StandardCharsets.UTF_8));
    }

    private static Response response(int status, String type, byte[] content) {
        return Response.status(status)
                .header("X-Content-Type-Options", "nosniff")
                .header("Cache-Control", "no-store")
                .header("Content-Type", type)
                .entity(content)
                .build();
    }

    /** Puts the headers where they are sent from, encoded once; JAX-RS adds the rest. */
    private static Response response(RoutingContext context, Finished done, byte[] content) {
        Result result = done.result;
        MultiMap headers = context.response().headers();
        headers.set(X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
        headers.set(HttpHeaders.CACHE_CONTROL, NO_STORE);
        result.headers().forEach(headers::set);
        @Nullable String tag = result.tag();
        if (tag != null) {
            headers.set(HttpHeaders.ETAG, EntityTag.header(tag, done.gzip));
        }
        @Nullable String type = result.type();
        Response.ResponseBuilder response = Response.status(result.status());
        if (type == null) {
            return response.build();
        }
        if (done.content.length >= Gzip.FROM && MediaTypes.compressible(type)) {
            headers.set(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
        if (result.status() == 304) {
            return response.build();
        }
        if (done.gzip) {
            headers.set(HttpHeaders.CONTENT_ENCODING, HttpHeaderValues.GZIP);
        }
        if (context.request().method() == HttpMethod.HEAD && !done.gzip) {
            headers.set(HttpHeaders.CONTENT_LENGTH, Integer.toString(content.length));
        }
        return response.header("Content-Type", type).entity(content).build();
    }
}
