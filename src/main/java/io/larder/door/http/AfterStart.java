package io.larder.door.http;

/** Work that can wait until the first requests have been carried out: each has its turn then, on one thread. */
@FunctionalInterface
public interface AfterStart {
    /** Has {@code work} done then; only while the service is made. */
    void add(Runnable work);
}
