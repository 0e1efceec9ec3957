package io.foreshard.examples;

import io.foreshard.key.ObjectKey;
import java.util.List;
import org.apache.ignite.springdata.repository.IgniteRepository;
import org.apache.ignite.springdata.repository.config.RepositoryConfig;
import org.springframework.data.domain.Pageable;

/** Repository of the products; its queries are derived from the names of the methods, which needs the H2 engine. */
@RepositoryConfig(cacheName = Product.CACHE)
public interface ProductRepository extends IgniteRepository<Product, ObjectKey> {
    /** Returns a page of the products of an interest, in the order of their titles. */
    List<Product> findByInterestOrderByTitle(long interest, Pageable page);

    /** Returns the number of products of an interest. */
    long countByInterest(long interest);
}
