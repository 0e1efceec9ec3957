package io.foreshard.examples;

import io.foreshard.ingest.TableNames;
import io.foreshard.ingest.TransactionRecord;
import io.foreshard.key.TransactionKey;
import java.util.List;
import java.util.UUID;
import org.apache.ignite.springdata.repository.IgniteRepository;
import org.apache.ignite.springdata.repository.config.Query;
import org.apache.ignite.springdata.repository.config.RepositoryConfig;
import org.springframework.data.domain.Pageable;
import org.springframework.data.repository.query.Param;

/**
 * Repository of the transactions, whose table the plugin creates.
 *
 * <p>Its queries are explicit: Ignite derives {@code FROM TransactionRecord WHERE userId} from the name of a method, but the
 * table is {@code FORESHARD.TRANSACTIONS} and the column {@code USER_ID}. See {@link ProductRepository} for derived queries.
 */
@RepositoryConfig(cacheName = TableNames.DEFAULT_TRANSACTIONS)
public interface TransactionRepository extends IgniteRepository<TransactionRecord, TransactionKey> {
    /** Returns a page of a user's transactions; a list, because Ignite's slices and pages do not recognise the last page. */
    @Query("SELECT * FROM FORESHARD.TRANSACTIONS WHERE USER_ID = :userId AND COUNTER = 0")
    List<TransactionRecord> findByUserId(@Param("userId") UUID userId, Pageable page);

    /** Returns the number of transactions of a user. */
    @Query("SELECT COUNT(*) FROM FORESHARD.TRANSACTIONS WHERE USER_ID = :userId AND COUNTER = 0")
    long countByUserId(@Param("userId") UUID userId);
}
