package io.foreshard.workbench.sql;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code foreshard sql}: runs one statement over JDBC and prints its rows. Not thread-safe. */
@Command(
        name = "sql",
        description = "Runs one SQL statement and prints its rows, for example on the cluster of a demo --keep.")
public final class SqlCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int WIDEST_COLUMN = 40;
    private static final int MAX_ROWS = 100;

    @Parameters(index = "0", paramLabel = "URL", description = "JDBC URL: jdbc:ignite:thin://HOST:PORT")
    private String url;

    @Parameters(
            index = "1",
            paramLabel = "STATEMENT",
            description = "SQL statement, in quotes; at most 100 rows are printed")
    private String sql;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "print this help")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    print(rows, out);
                }
            } else {
                out.println(statement.getUpdateCount() + " rows changed");
            }
            out.flush();
            return 0;
        } catch (SQLException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("The statement failed: " + e.getMessage());
            err.flush();
            return FAILED;
        }
    }

    private static void print(ResultSet rows, PrintWriter out) throws SQLException {
        ResultSetMetaData columns = rows.getMetaData();
        List<String[]> lines = new ArrayList<>();
        String[] names = new String[columns.getColumnCount()];
        for (int i = 0; i < names.length; i++) {
            names[i] = columns.getColumnLabel(i + 1);
        }
        lines.add(names);
        while (lines.size() <= MAX_ROWS && rows.next()) {
            String[] line = new String[names.length];
            for (int i = 0; i < line.length; i++) {
                line[i] = text(rows.getObject(i + 1));
            }
            lines.add(line);
        }
        int[] widths = new int[names.length];
        for (String[] line : lines) {
            for (int i = 0; i < line.length; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        for (String[] line : lines) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < line.length; i++) {
                text.append(String.format("%-" + (widths[i] + 2) + "s", line[i]));
            }
            out.println(text.toString().stripTrailing());
        }
    }

    private static String text(Object value) {
        String text = value instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(value);
        return text.length() <= WIDEST_COLUMN ? text : text.substring(0, WIDEST_COLUMN - 3) + "...";
    }
}
