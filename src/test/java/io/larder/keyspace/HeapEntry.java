package io.larder.keyspace;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A value on the heap. Once its key has been removed or replaced it refuses to be changed. */
final class HeapEntry implements Entry {

    private final Kind kind;
    private final @Nullable HeapBlob blob;
    private final List<HeapTree> trees = new ArrayList<>();
    private @Nullable HeapKeyspace home;
    private long version;
    private long changedBy;
    private long expireAt = NEVER;

    HeapEntry(HeapKeyspace home, Kind kind) {
        this.home = home;
        this.kind = kind;
        this.blob = kind == Kind.STRING ? new HeapBlob(this, Tree.NOTHING) : null;
        for (Tree.Shape shape : kind.trees()) {
            trees.add(new HeapTree(this, shape));
        }
    }

    private HeapEntry(HeapKeyspace home, HeapEntry other) {
        this.home = home;
        this.kind = other.kind;
        this.blob = other.blob == null ? null : other.blob.copy(this);
        this.expireAt = other.expireAt;
        for (HeapTree tree : other.trees) {
            trees.add(tree.copy(this));
        }
    }

    HeapEntry copy(HeapKeyspace newHome) {
        return new HeapEntry(newHome, this);
    }

    /** Its key is removed or replaced. */
    void leave() {
        home = null;
    }

    /** To be called before each change. */
    void touch() {
        HeapKeyspace keyspace = home;
        if (keyspace == null) {
            throw new IllegalStateException("changed after its key was removed or replaced");
        }
        if (changedBy != keyspace.command()) {
            changedBy = keyspace.command();
            version = keyspace.nextVersion();
        }
        keyspace.changing(this);
    }

    boolean expired(long now) {
        return expireAt <= now;
    }

    boolean empty() {
        return !trees.isEmpty() && trees.get(0).size() == 0;
    }

    /** Whether its trees have the same number of elements, where they are to have it. */
    boolean consistent() {
        return kind == Kind.LEADERBOARD
                || trees.stream().allMatch(tree -> tree.size() == trees.get(0).size());
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public long version() {
        return version;
    }

    @Override
    public long expireAt() {
        return expireAt;
    }

    @Override
    public void expireAt(long millis) {
        touch();
        expireAt = millis;
    }

    /** One each for a value and its elements: how an engine stores them is not the twin's. */
    @Override
    public long bytes() {
        return 1 + trees.stream().mapToLong(HeapTree::size).sum();
    }

    @Override
    public Blob blob() {
        if (blob == null) {
            throw new IllegalStateException("a " + kind + " is no string");
        }
        return blob;
    }

    @Override
    public Tree tree(int which) {
        return trees.get(which);
    }
}
