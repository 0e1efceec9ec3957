package io.foreshard.workbench.attack.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The classification of copies that differ. */
class JudgesTest {
    @ParameterizedTest
    @CsvSource({
        "Hash, foreshard-receipts, 1056, true",
        "Hash, foreshard-receipts, 1055, false",
        "Hash, foreshard-windows, 1056, false",
        "Update counter, foreshard-receipts, 1056, false"
    })
    void differOnlyInExpiry_oneConflict_trueForReceiptsOfEqualNumber(
            String kind, String group, int size, boolean expected) {
        List<String> output = List.of(
                "The check procedure has failed, conflict partitions has been found: [counterConflicts=0, hashConflicts=1]",
                kind + " conflicts:",
                "Conflict partition: PartitionKeyV2 [grpId=315889158, grpName=" + group + ", partId=2]",
                "Partition instances: [PartitionHashRecordV2 [isPrimary=false, size=1056, partHash=1], PartitionHashRecordV2 [isPrimary=true, size="
                        + size + ", partHash=0]]");

        assertThat(Judges.differOnlyInExpiry(output)).isEqualTo(expected);
    }
}
