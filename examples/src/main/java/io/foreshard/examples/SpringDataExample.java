package io.foreshard.examples;

import io.foreshard.affinity.ProfilePartitionMapper;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.ObjectKey;
import io.foreshard.key.TransactionKey;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.apache.ignite.Ignition;
import org.apache.ignite.cache.query.SqlFieldsQuery;
import org.apache.ignite.client.IgniteClient;
import org.apache.ignite.configuration.ClientConfiguration;
import org.apache.ignite.springdata.repository.config.EnableIgniteRepositories;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.domain.PageRequest;
import org.springframework.data.domain.Pageable;
import org.springframework.data.domain.Sort;

/**
 * Example of Spring Data: repositories on the transactions and on a table of products, hot or cold.
 *
 * <p>The repositories use a thin client, the bean {@code igniteInstance}, which needs only an address. A thick client
 * works too, but needs the JVM flags and the partition settings of the servers. The servers need the H2 engine, their default.
 */
public final class SpringDataExample implements AutoCloseable {
    private static final String DEFAULT_ADDRESS = "127.0.0.1:10800";
    private static final int PAGE = 8;
    /** Ignite copies the names of a sort into the SQL unchanged: never take them from a user. */
    private static final Sort OLDEST_FIRST = Sort.by("EVENT_TIME", "HASH_KEY");

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final TransactionRepository transactions;
    private final ProductRepository products;

    /** Connects to servers, each {@code host:port}. */
    public SpringDataExample(String... addresses) {
        context.registerBean("igniteInstance", IgniteClient.class, () -> connect(addresses));
        context.register(Repositories.class);
        context.refresh();
        transactions = context.getBean(TransactionRepository.class);
        products = context.getBean(ProductRepository.class);
    }

    /** Runs the example; the arguments are addresses of servers, by default {@code 127.0.0.1:10800}. */
    public static void main(String[] arguments) {
        String[] addresses = arguments.length == 0 ? new String[] {DEFAULT_ADDRESS} : arguments;
        try (SpringDataExample example = new SpringDataExample(addresses)) {
            example.saveProducts();
            example.run(System.out);
        }
    }

    /** Prints the history of the first user of the shop, and products. */
    void run(PrintStream out) {
        UUID user = ExampleData.user(0);
        out.printf("User %s has %d transactions:%n", user, transactions.countByUserId(user));
        history(user, PAGE)
                .forEach(page ->
                        out.printf("  %d from %s%n", page.size(), page.get(0).eventTime()));
        long interest = ExampleData.interest(1);
        out.printf("%d products about %d:%n", products.countByInterest(interest), interest);
        productsAbout(interest, PAGE).forEach(page -> out.println("  " + page));
    }

    /** Creates the table of products and saves them; Ignite needs the key beside the value. */
    public void saveProducts() {
        for (long objectId = 1; objectId <= ExampleData.OBJECTS; objectId++) {
            products.save(key(objectId), new Product(ExampleData.title(objectId), ExampleData.interest(objectId)));
        }
    }

    /** Returns a product, if there is one with this number. */
    public Optional<Product> product(long objectId) {
        return products.findById(key(objectId));
    }

    /** Returns the products of an interest, in pages, by a query that is derived from the name of a method. */
    public List<List<Product>> productsAbout(long interest, int pageSize) {
        return pages(PageRequest.ofSize(pageSize), page -> products.findByInterestOrderByTitle(interest, page));
    }

    /** Returns the transactions of a user from first to last, in pages, by an explicit query. */
    public List<List<TransactionRecord>> history(UUID user, int pageSize) {
        return pages(PageRequest.of(0, pageSize, OLDEST_FIRST), page -> transactions.findByUserId(user, page));
    }

    /** Returns the number of transactions of a user. */
    public long count(UUID user) {
        return transactions.countByUserId(user);
    }

    /** Returns a record by its key, which comes from a receipt. */
    public Optional<TransactionRecord> record(TransactionKey key) {
        return transactions.findById(key);
    }

    /** Removes the payload of a record and keeps its other columns. */
    public void redact(TransactionKey key) {
        transactions
                .findById(key)
                .ifPresent(record -> transactions.save(
                        key,
                        new TransactionRecord(
                                record.userId(),
                                record.eventTime(),
                                record.objectId(),
                                record.interest(),
                                record.records(),
                                new byte[0])));
    }

    @Override
    public void close() {
        context.close();
    }

    private static IgniteClient connect(String... addresses) {
        IgniteClient client = Ignition.startClient(new ClientConfiguration()
                .setAddresses(addresses)
                .setPartitionAwarenessMapperFactory((cache, partitions) -> new ProfilePartitionMapper(partitions)));
        // Before the repositories, because a cache that a repository creates is not placed by profile id.
        client.query(new SqlFieldsQuery(Product.TABLE)).getAll();
        return client;
    }

    private static <T> List<List<T>> pages(Pageable first, Function<Pageable, List<T>> query) {
        List<List<T>> pages = new ArrayList<>();
        Pageable next = first;
        for (List<T> page = query.apply(next); !page.isEmpty(); page = query.apply(next)) {
            pages.add(page);
            next = next.next();
        }
        return pages;
    }

    private static ObjectKey key(long objectId) {
        return ExampleData.key(objectId);
    }

    /** Finds the repositories of this package. */
    @Configuration(proxyBeanMethods = false)
    @EnableIgniteRepositories
    static class Repositories {}
}
