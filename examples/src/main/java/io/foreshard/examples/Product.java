package io.foreshard.examples;

import java.util.Objects;

/**
 * A product of the shop: the value beside its {@link io.foreshard.key.ObjectKey}. Immutable and thread-safe.
 *
 * <p>Queries that Spring Data derives take the name of the class for the table, and those of the fields for the columns.
 */
public final class Product {
    /** Cache of the products. */
    static final String CACHE = "PRODUCT";

    /**
     * The table of products: the template places its rows, the classes define key and value. The columns of the key are in
     * quotes because they have the names of the fields of the key class.
     */
    static final String TABLE = "CREATE TABLE IF NOT EXISTS PRODUCT (\"profileId\" BIGINT, \"objectId\" BIGINT,"
            + " TITLE VARCHAR, INTEREST BIGINT, PRIMARY KEY (\"profileId\", \"objectId\"))"
            + " WITH \"template=foreshard,affinity_key='profileId',cache_name=PRODUCT,"
            + "key_type=io.foreshard.key.ObjectKey,value_type=io.foreshard.examples.Product\"";

    private final String title;
    private final long interest;

    /** Creates a product. */
    public Product(String title, long interest) {
        this.title = title;
        this.interest = interest;
    }

    /** Returns the name of the product. */
    public String title() {
        return title;
    }

    /** Returns the interest of the product: its category. */
    public long interest() {
        return interest;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Product product && title.equals(product.title) && interest == product.interest;
    }

    @Override
    public int hashCode() {
        return Objects.hash(title, interest);
    }

    @Override
    public String toString() {
        return "Product[" + title + ", interest " + interest + "]";
    }
}
