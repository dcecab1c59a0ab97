package io.larder.keyspace;

/**
 * Is told what has changed, when it is stored and before anyone else can change the same key, so that one key's changes
 * are told in their order. It must be quick and may neither use the keyspace nor wait.
 */
public interface ChangeListener {

    /** Listens to nothing. */
    ChangeListener NONE = new ChangeListener() {
        @Override
        public void changed(byte[] key) {}

        @Override
        public void cleared() {}
    };

    /** A key has another value or another expiry, or is gone. */
    void changed(byte[] key);

    /** All keys are gone. */
    void cleared();
}
