package io.larder.bench;

import io.larder.command.Reply;
import io.larder.door.codec.JsonCommands;
import io.larder.door.codec.JsonEncoder;
import io.larder.door.codec.Limits;
import io.larder.door.codec.Output;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Commands read from JSON and replies written as JSON, without anything between the two. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class CodecBenchmark {

    private static final int PIPELINE = 100;

    private final byte[] one = OpenStore.bytes("[\"SET\",\"session:12345\",\"" + "v".repeat(100) + "\",\"EX\",600]");
    private final byte[] many =
            OpenStore.bytes("[" + String.join(",", Collections.nCopies(PIPELINE, "[\"GET\",\"session:12345\"]")) + "]");
    private final Reply value = new Reply.Bytes(new byte[100]);

    /** One command with a value of 100 bytes. */
    @Benchmark
    public byte[][] readOne() {
        return JsonCommands.one(one, 0, one.length, Limits.USUAL);
    }

    /** A pipeline of a hundred. */
    @Benchmark
    public List<byte[][]> readHundred() {
        return JsonCommands.several(many, 0, many.length, Limits.USUAL);
    }

    /** The answer to a GET of 100 bytes. */
    @Benchmark
    public Output write() {
        Output output = new Output(Limits.USUAL.answer());
        new JsonEncoder(output, false).answer(value);
        return output;
    }
}
