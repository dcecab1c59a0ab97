package io.larder.kill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes values small and large that expire a moment later, so that a kill meets the sweeper at work. */
final class Expirer implements Runnable {

    private static final int KEYS = 200;
    private static final String LARGE = "x".repeat(100_000);

    private final Service service;

    Expirer(Service service) {
        this.service = service;
    }

    @Override
    public void run() {
        for (int round = 0; ; round++) {
            List<List<String>> commands = new ArrayList<>();
            for (int i = 0; i < KEYS; i++) {
                commands.add(Service.words("SET", "x:" + round % 50 + ":" + i, "value " + i, "PX", 50 + i));
            }
            commands.add(Service.words("SET", "x:large:" + round, LARGE, "PX", 100));
            List<String> members = Service.words("SADD", "x:set:" + round);
            for (int i = 0; i < 2 * KEYS; i++) {
                members.add("member:" + i);
            }
            commands.add(members);
            commands.add(Service.words("PEXPIRE", "x:set:" + round, 100));
            try {
                service.post(false, commands);
            } catch (IOException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
